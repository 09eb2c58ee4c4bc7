"""Spoils each line that decides a verdict, one at a time, and lists what no unit test noticed.

    python docs/mutants.py           what `nox -s mutants` runs: compares with docs/mutants.md
    python docs/mutants.py --write   brings the list up to date; reasons are written by hand

The spoiling is mutmut's ([tool.mutmut] in pyproject.toml). It works on a copy in build/mutants.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

HERE = Path(__file__).parent
PROJECT = HERE.parent
WORK = PROJECT / "build/mutants"
LIST = HERE / "mutants.md"
COPIED = ("slimgo", "article", "tests/unit", "tests/conftest.py", "pyproject.toml", "Dockerfile")
ALIVE = re.compile(r"^\s*(\S+): (?:survived|no tests)$", re.MULTILINE)
ROW = re.compile(r"^\| `(.+)` \| `(.+)` \| (.*) \|$", re.MULTILINE)
HEAD = """\
# Mutants that live

Each line of `checks/`, of `facts/binary.py` and `facts/marks.py`, and of what reads images in
`oci/` is spoiled in every way that mutmut knows, and the unit tests of these rooms must notice.
These spoiled lines they do not notice, each for a reason. `nox -s mutants` is red when this list
and the run differ; `python docs/mutants.py --write` brings it up to date.

| where | spoiled line | why it may live |
|---|---|---|
"""


Mutant = tuple[str, str]
"""The function, and the line before and after."""


def survivors() -> set[Mutant]:
    """Runs mutmut on a copy: a few minutes."""
    shutil.rmtree(WORK, ignore_errors=True)
    for name in COPIED:
        target = WORK / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, target)
    _mutmut("run")
    return {_mutant(name) for name in ALIVE.findall(_mutmut("results"))}


def _mutmut(*words: str) -> str:
    surroundings = Surroundings(
        directory=WORK, environment=os.environ, programs={"python": Path(sys.executable)}
    )
    return run(Command(argv=("python", "-m", "mutmut", *words)), surroundings).stdout


def _mutant(name: str) -> Mutant:
    """mutmut counts a function's mutants; the changed line is a name that lasts longer."""
    diff = _mutmut("show", name).splitlines()
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


def page(found: Iterable[Mutant], reasons: Mapping[Mutant, str]) -> str:
    rows = []
    for where, line in sorted(found):
        shown = line.replace("|", r"\|")
        rows.append(f"| `{where}` | `{shown}` | {reasons.get((where, line), '')} |\n")
    return HEAD + "".join(rows)


def main() -> None:
    reasons = explained(LIST.read_text()) if LIST.exists() else {}
    found = survivors()
    if "--write" in sys.argv:
        LIST.write_text(page(found, reasons))
    wrong = [f"not explained: {one}" for one in sorted(found) if not reasons.get(one)]
    wrong += [f"killed by now: {one}" for one in sorted(set(reasons) - found)]
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
