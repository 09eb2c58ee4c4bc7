"""Spoils each line that decides something, one at a time, and lists what no unit test noticed.

    python docs/mutants.py           what `nox -s mutants` runs: compares with docs/mutants.md
    python docs/mutants.py --write   brings the list up to date; reasons are written by hand

The spoiling is mutmut's ([tool.mutmut] in pyproject.toml). It works on a copy in build/mutants.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

HERE = Path(__file__).parent
PROJECT = HERE.parent
WORK = PROJECT / "build/mutants"
LIST = HERE / "mutants.md"
COPIED = (
    *("slimgo", "article", "tests/unit", "tests/conftest.py", "tests/own_folder.py"),
    *("pyproject.toml", "Dockerfile"),
)
COMPOSER = "pipeline"
"""In the paths of what is spoiled by itself. Its tests pass through all other rooms: run for each
line of those they would take hours, and each room is to be held by its own."""

PATHS = ("only_mutate", "pytest_add_cli_args_test_selection")
OUTCOME = re.compile(r"^\s*(\S+): (.+)$", re.MULTILINE)
UNNOTICED = frozenset(("survived", "no tests"))
ROW = re.compile(r"^\| `(.+)` \| `(.+)` \| (.*) \|$", re.MULTILINE)
HEAD = """\
# Mutants that live

Each line of `pipeline/` (but for `pipeline/price/`, which measures: real programs hold it), of
`checks/`, `facts/binary.py` and `facts/marks.py`, of what reads images in `oci/`, and of what
judges the article's claims is spoiled in every way that mutmut knows, and the unit tests of these
rooms must notice. Of {all:,} spoiled lines {living:,} live: {share}.

| room | spoiled lines | live | share |
|---|---:|---:|---:|
{rooms}
These live, each for a reason. `nox -s mutants` is red when this list and the run differ;
`python docs/mutants.py --write` brings it and the figures up to date.

| where | spoiled line | why it may live |
|---|---|---|
"""


Mutant = tuple[str, str]
"""The function, and the line before and after."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of all mutants. spoiled, living: how many, by room."""

    spoiled: Counter[str]
    living: Counter[str]
    found: frozenset[Mutant]
    """Those that live; some functions have the same line twice."""


def survivors() -> Run:
    """Runs mutmut on two copies: some twenty minutes."""
    shutil.rmtree(WORK, ignore_errors=True)
    composer = _spoiled(WORK / "composer", lambda path: COMPOSER in path)
    rooms = _spoiled(WORK / "rooms", lambda path: COMPOSER not in path)
    return Run(
        spoiled=composer.spoiled + rooms.spoiled,
        living=composer.living + rooms.living,
        found=composer.found | rooms.found,
    )


def _spoiled(folder: Path, of: Callable[[str], bool]) -> Run:
    """of: whether a path of the configuration belongs to this part."""
    for name in COPIED:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, target)
    project = folder / "pyproject.toml"
    project.write_text(_narrowed(project.read_text(), of))
    _mutmut(folder, "run")
    outcomes = OUTCOME.findall(_mutmut(folder, "results", "--all", "true"))
    living = [name for name, outcome in outcomes if outcome in UNNOTICED]
    return Run(
        spoiled=Counter(_room(name) for name, _ in outcomes),
        living=Counter(_room(name) for name in living),
        found=frozenset(_mutant(folder, name) for name in living),
    )


def _narrowed(text: str, of: Callable[[str], bool]) -> str:
    """mutmut's configuration, which is pyproject.toml's last table, for one part."""
    above, _, _ = text.partition("[tool.mutmut]")
    table = tomllib.loads(text)["tool"]["mutmut"]
    for name in PATHS:
        table[name] = [path for path in table[name] if of(path)]
    # JSON's texts, lists and truths are TOML's too
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in table.items()]
    return f"{above}[tool.mutmut]\n{''.join(lines)}"


def _mutmut(folder: Path, *words: str) -> str:
    surroundings = Surroundings(
        directory=folder,
        environment={**os.environ, "TMPDIR": str(folder)},
        programs={"python": Path(sys.executable)},
    )
    return run(Command(argv=("python", "-m", "mutmut", *words)), surroundings).stdout


def _room(name: str) -> str:
    """`pipeline/` of `slimgo.pipeline.once.x_once__mutmut_1`; `article/` for all of that."""
    package, room, *_ = name.split(".")
    return f"{room if package == 'slimgo' else package}/"


def _mutant(folder: Path, name: str) -> Mutant:
    """mutmut counts a function's mutants; the changed line is a name that lasts longer."""
    diff = _mutmut(folder, "show", name).splitlines()
    before, after = (
        " ".join(line[1:].strip() for line in diff if line.startswith(sign) and line[1:2] == " ")
        for sign in "-+"
    )
    function = re.sub(r"\.x[_ǁ](?:(\w+)ǁ)?(\w+?)__mutmut_\d+$", _dotted, name)
    return function.removeprefix("slimgo."), f"{before} ⇒ {after}"


def _dotted(match: re.Match[str]) -> str:
    return "." + ".".join(part for part in match.groups() if part)


def explained(text: str) -> dict[Mutant, str]:
    """The reasons of the committed list."""
    return {(where, line.replace(r"\|", "|")): why for where, line, why in ROW.findall(text)}


def page(result: Run, reasons: Mapping[Mutant, str]) -> str:
    living, spoiled = result.living.total(), result.spoiled.total()
    shares = [
        _share_row(room, result.living[room], result.spoiled[room])
        for room in sorted(result.spoiled)
    ]
    head = HEAD.format(
        all=spoiled, living=living, share=_share(living, spoiled), rooms="".join(shares)
    )
    rows = [head]
    for where, line in sorted(result.found):
        shown = line.replace("|", r"\|")
        rows.append(f"| `{where}` | `{shown}` | {reasons.get((where, line), '')} |\n")
    return "".join(rows)


def _share_row(room: str, living: int, spoiled: int) -> str:
    return f"| `{room}` | {spoiled:,} | {living:,} | {_share(living, spoiled)} |\n"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def main() -> None:
    reasons = explained(LIST.read_text()) if LIST.exists() else {}
    result = survivors()
    found = result.found
    if "--write" in sys.argv:
        LIST.write_text(page(result, reasons))
    wrong = [f"not explained: {one}" for one in sorted(found) if not reasons.get(one)]
    wrong += [f"killed by now: {one}" for one in sorted(set(reasons) - found)]
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
