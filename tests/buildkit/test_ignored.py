"""Random `.dockerignore` files: the same files of the context may be copied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from slimgo.errors import BadInput
from slimgo.oci.context import sources
from tests.buildkit.engine import BuildKit
from tests.buildkit.ignores import FILES, context, ignore_text
from tests.buildkit.images import read

NUMBERS = range(360)
FEWEST_READ = 250
"""Files that both can read: one that is refused compares little."""

NOT_SENT = 'header key "exclude-patterns" contains value with non-printable ASCII characters'
"""BuildKit's client cannot send such a pattern to its daemon; we take it as it is."""

ALL = "FROM scratch\nCOPY . /\n"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of one file."""

    text: bytes
    ours: frozenset[str] | None
    """What may be copied of the context's files; None where the file is refused."""
    theirs: frozenset[str] | None
    refused_there: str
    """What BuildKit says where it refuses the file."""

    @property
    def not_sent(self) -> bool:
        """Whether only BuildKit refuses it, for no reason of the file's own."""
        return self.ours is not None and NOT_SENT in self.refused_there

    @property
    def wrong(self) -> bool:
        return self.ours != self.theirs and not self.not_sent

    def __str__(self) -> str:
        if self.ours is None or self.theirs is None:
            who = "we" if self.ours is None else "BuildKit"
            return f"{self.text!r}: only {who} cannot read it {self.refused_there}"
        ours, theirs = sorted(self.ours - self.theirs), sorted(self.theirs - self.ours)
        return f"{self.text!r}: only we take {ours}, only BuildKit takes {theirs}"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The context."""
    folder = tmp_path_factory.mktemp("context")
    context(folder)
    return folder


@pytest.fixture(scope="module")
def trials(daemon: BuildKit, files: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    """All of them."""
    folder = tmp_path_factory.mktemp("trials")
    found = []
    for number in NUMBERS:
        text = ignore_text(number)
        (files / ".dockerignore").write_bytes(text)
        theirs, refused = _theirs(daemon, files, folder)
        trial = Trial(text=text, ours=_ours(files), theirs=theirs, refused_there=refused)
        found.append(trial)
    return found


def test_the_same_files_may_be_copied(trials: list[Trial]) -> None:
    wrong = [trial for trial in trials if trial.wrong]
    assert not wrong, f"{len(wrong)} differ\n" + "\n".join(str(trial) for trial in wrong[:20])


@pytest.mark.parametrize("number", range(0, len(NUMBERS), 20))
def test_a_file_copied_by_its_name_is_kept_out_just_as_well(
    daemon: BuildKit, files: Path, tmp_path: Path, number: int
) -> None:
    """The other tests copy the whole context at once; our reader knows files by name only."""
    (files / ".dockerignore").write_bytes(ignore_text(number))
    ours = _ours(files) or frozenset()
    random = Random(number)  # noqa: S311  no secret
    for names in (ours, set(FILES) - ours):
        # BuildKit takes a name that begins so for an exception, and finds no such file
        known = sorted(name for name in names if not name.startswith("!"))
        if not known:
            continue
        name = random.choice(known)
        (tmp_path / "Dockerfile").write_text(
            f"FROM scratch\nCOPY {json.dumps([_quoted(name), '/x'])}\n"
        )
        refused = daemon.build(tmp_path, files, tmp_path / "out.tar", {})
        assert (name in ours) == (not refused), (name, refused)


def _quoted(name: str) -> str:
    """A name that is no pattern."""
    return "".join(f"\\{char}" if char in "\\[*?" else char for char in name)


def test_enough_of_them_are_read_by_both(trials: list[Trial], record) -> None:
    read_by_both = [trial for trial in trials if None not in {trial.ours, trial.theirs}]
    some = [trial for trial in read_by_both if trial.ours and len(trial.ours) < len(FILES)]
    record(
        {
            "what": ".dockerignore files",
            "tried": len(trials),
            "read by both": len(read_by_both),
            "refused by both": sum(trial.ours is trial.theirs is None for trial in trials),
            "keep some files and not others": len(some),
            "files of the context": len(FILES),
            "differ, and are not meant to": sum(trial.wrong for trial in trials),
            "differ by design": {
                "control characters": {
                    "files": sum(trial.not_sent for trial in trials),
                    "why": "BuildKit cannot send such a pattern to its daemon",
                }
            },
        }
    )
    assert any(trial.not_sent for trial in trials)
    assert len(read_by_both) >= FEWEST_READ
    assert len(some) >= FEWEST_READ // 2


def _theirs(daemon: BuildKit, files: Path, folder: Path) -> tuple[frozenset[str] | None, str]:
    """What BuildKit takes; or None, and what it says."""
    (folder / "Dockerfile").write_text(ALL)
    out = folder / "out.tar"
    if refused := daemon.build(folder, files, out, {}):
        return None, refused
    taken = (path.lstrip("/") for path, file in read(out).files.items() if file.kind == "file")
    return frozenset(taken), ""


def _ours(files: Path) -> frozenset[str] | None:
    try:
        return frozenset(_taken(files))
    except ValueError:
        return None


def _taken(files: Path) -> Iterator[str]:
    for name in FILES:
        try:
            sources([name], files, files / ".dockerignore")
        except BadInput as error:
            if "keeps it out" not in error.what:
                raise ValueError(error) from None
        else:
            yield name
