"""The matrix as Nox sessions: each a process, and one that sums up what this run was about."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import nox
import nox.registry
import pytest
from nox._options import options as nox_options
from nox.manifest import Manifest
from nox.sessions import SessionRunner

from slimgo.doors.not_run import NOT_RUN
from slimgo.doors.sessions import sessions, verify
from slimgo.plan.matrix import Matrix, matrix

WANTED = ("linux-amd64/small", "linux-amd64/small-upx9", "linux-arm64/small")
FEW = Matrix(cells=tuple(each for each in matrix().cells if each.id in WANTED), session="verify")


class Skipped(Exception):
    pass


@dataclass
class Nox:
    """Nox's own list of sessions, and a session that does what Nox's does."""

    manifest: Manifest
    posargs: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    notified: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    ran: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def _runner(self) -> SimpleNamespace:
        return SimpleNamespace(manifest=self.manifest)

    def named(self, name: str) -> SessionRunner:
        return next(
            each for each, _ in self.manifest.list_all_sessions() if name in each.signatures
        )

    def start(self, name: str) -> None:
        self.named(name).func(self)

    def notify(self, target: str, posargs: Iterable[str] = ()) -> None:
        self.notified.append((target, tuple(posargs)))

    def skip(self, why: str) -> NoReturn:
        raise Skipped(why)

    def run(self, *words: str, external: bool) -> None:
        assert external
        self.ran.append(words)


@dataclass
class Started:
    """Starts nothing. why: of a cell that could not be run."""

    why: str = ""
    words: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, session: Nox, *words: str) -> None:
        self.words.append(words)
        if self.why:
            Path(session.env[NOT_RUN]).write_text(self.why, encoding="utf-8")


@pytest.fixture(autouse=True)
def _registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nox.registry, "_REGISTRY", {})


def listed(*queued: str) -> Nox:
    """What the noxfile says, with these sessions to do; all by default."""
    manifest = Manifest(nox.registry.get(), nox_options.namespace(posargs=[]))
    if queued:
        manifest.filter_by_name(queued)
    return Nox(manifest)


def added(started: Started | None = None, **more: Any) -> Started:  # noqa: ANN401  to `sessions`
    started = started or Started()
    sessions(FEW, ("a.module", "--app"), started, **more)
    return started


def test_each_cell_is_a_session_and_one_shows_them_all() -> None:
    added(tags=("tagged",))
    all_of_them = [each for each, _ in listed().manifest.list_all_sessions()]
    assert [each.signatures for each in all_of_them] == [
        *([f"verify({identifier})"] for identifier in WANTED),
        ["summary"],
    ]
    assert [each.tags for each in all_of_them[:2]] == [
        ["tagged", "verify", "linux-amd64-built"],
        ["tagged", "verify", "linux-amd64-packed"],
    ]
    for each in all_of_them:
        assert each.func.default is False
        assert each.func.venv_backend == "none"


def test_each_session_says_what_it_is() -> None:
    added()
    found = listed()
    for identifier, says in zip(WANTED, ("-w", "upx -9", "linux/arm64"), strict=True):
        description = found.named(f"verify({identifier})").description
        assert description
        assert description.startswith("For linux/")
        assert says in description
    assert found.named("summary").description == (
        "The matrix's results in one table; JSON, JUnit and Markdown in build/verify."
    )


def test_a_session_makes_its_cell_and_says_what_comes_after() -> None:
    started = added()
    found = listed(f"verify({WANTED[1]})", f"verify({WANTED[2]})", "summary")
    found.start(f"verify({WANTED[0]})")
    left = ",".join(WANTED[1:])
    assert started.words == [("a.module", "--app", WANTED[0], "--after", left)]
    assert found.notified == [("summary", ("--of", ",".join(WANTED)))]


def test_the_last_one_has_none_after_it() -> None:
    started = added()
    found = listed("summary")
    found.start(f"verify({WANTED[0]})")
    assert started.words == [("a.module", "--app", WANTED[0], "--after", "")]
    assert found.notified == [("summary", ("--of", WANTED[0]))]


def test_sessions_of_another_matrix_are_not_its_own() -> None:
    started = added()
    verify(session="mine")
    found = listed(f"mine({WANTED[0]})", f"verify({WANTED[1]})")
    found.start(f"verify({WANTED[0]})")
    assert started.words[0][-1] == WANTED[1]


def test_a_cell_that_could_not_be_run_is_skipped_with_its_reason() -> None:
    added(Started(why="no gcc – on PATH"))
    found = listed("summary")
    with pytest.raises(Skipped, match="no gcc – on PATH"):
        found.start(f"verify({WANTED[0]})")
    # the file is no longer needed
    assert Path(found.env[NOT_RUN]).name.startswith("slimgo-")
    assert not Path(found.env[NOT_RUN]).exists()


def test_the_summary_gets_what_the_run_was_about() -> None:
    started = added(summary="shown")
    found = listed()
    found.posargs = ("--of", "x")
    found.start("shown")
    assert started.words == [("a.module", "--app", "--summary", "--of", "x")]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ("--session", "verify")),
        ({"package": "./cmd/x", "port": 8080, "ask": ("/a", "/b=c")},
         ("--package", "./cmd/x", "--session", "verify", "--port", "8080",
          "--ask", "/a", "--ask", "/b=c")),
        ({"run": "", "says": ""}, ("--session", "verify", "--run", "", "--says", "")),
        ({"run": "--x", "says": "y"}, ("--session", "verify", "--run", "--x", "--says", "y")),
        ({"tags": "a,b", "values": ("main.v=1",), "go": "/go"},
         ("--session", "verify", "--tags", "a,b", "-X", "main.v=1", "--go", "/go")),
    ],
    ids=str,
)  # fmt: skip
def test_a_program_of_ones_own_is_made_by_slimgos_python(
    asked: dict[str, Any], words: tuple[str, ...]
) -> None:
    verify(**asked)
    found = listed("summary")
    found.start("summary")
    assert found.ran == [(sys.executable, "-m", "slimgo.doors.cells", *words, "--summary")]


def test_a_misspelled_word_is_no_session() -> None:
    misspelled: dict[str, Any] = {"prot": 8080}
    with pytest.raises(TypeError, match="unexpected keyword argument 'prot'"):
        verify(**misspelled)
    assert nox.registry.get() == {}


def test_another_program_has_sessions_of_its_own() -> None:
    verify(session="mine")
    found = listed("mine-summary")
    found.start(f"mine({WANTED[0]})")
    assert found.notified == [("mine-summary", ("--of", WANTED[0]))]
    assert found.ran[0][3:] == ("--session", "mine", WANTED[0], "--after", "")
