"""Holds slimgo against real programs: `python -m tests.realworld.measured [NAME]... [--save]`.

Of each program of programs.toml: whether what slimgo finds is the truth of truth.json, whether the
packed program passes the same probes, and how large it is to pull. --save writes each to
docs/realworld.json. Ends with 1 where a need is missed, more than one is claimed in vain, or a
probe fails.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import resource
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from slimgo.errors import SlimgoError
from slimgo.facts.cured import cure
from slimgo.plan.cures import User
from slimgo.values.need import Need, NeedName, Observation
from tests.realworld.building import built, built_helper
from tests.realworld.candidates import CANDIDATES
from tests.realworld.catalogue import PROGRAMS, Real, programs
from tests.realworld.guest import ALONE
from tests.realworld.truth import known

_ROOT = PROGRAMS.parents[2]
MEASURED = _ROOT / "docs/realworld.json"
MOST_IN_VAIN = 1
"""Needs that all programs together may be given although they can do without."""
PULL_LEVEL = 6
"""What gzip does unless it is told otherwise."""
_ROOT_USER = User(uid=0, gid=0, home="/")


def measured(program: Real, truth: dict[str, Any], server: Path) -> dict[str, Any]:
    """Of one program. Raises SlimgoError where it does not build, CalledProcessError where it
    cannot be tried; the reason is on stderr."""
    made = built(program.name, program.origin)
    packed, seconds = _packed(made.stripped)
    found = _detected(program, made.stripped, packed, server)
    needed = [each for each in found["needs"] if each["standing"] == "needed"]
    names = {each["name"] for each in needed}
    true, either = _true(truth)
    files = _files(needed)
    return {
        "digest": program.digest,
        "needs": sorted(names),
        "why": {each["name"]: each["why"] for each in needed},
        "missed": sorted(true - names) + ([] if not either or names & either else ["one of two"]),
        "in_vain": sorted(names - true - either),
        "rounds": found["rounds"],
        "removals": found["removals"],
        "reading_cpu_seconds": found["reading_cpu_seconds"],
        "fails": found["fails"],
        "starts": found["starts"],
        "stripped_bytes": made.stripped.stat().st_size,
        "packed_bytes": packed.stat().st_size,
        "packing_cpu_seconds": seconds,
        "unpacked_pull_bytes": _pull(made.stripped, files),
        "packed_pull_bytes": _pull(packed, files),
    }


def _true(truth: dict[str, Any]) -> tuple[set[NeedName], set[NeedName]]:
    """The needs that an image must meet, and those of which one is enough."""
    need = {each.name: each.need for each in CANDIDATES if not each.given_by_engines}
    either = {need[name] for name in truth["one_of_these_as_well"] if name in need}
    return {need[name] for name in truth["least"] if name in need}, either


def _packed(stripped: Path) -> tuple[Path, float]:
    """By gopack, and what that took of the processor's time."""
    out = stripped.with_suffix(".gopack")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = (sys.executable, "-m", "slimgo.gopack", "pack", "--force", stripped, "-o", out)
    subprocess.run(words, cwd=_ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return out, round(taken, 1)


def _detected(program: Real, stripped: Path, packed: Path, server: Path) -> dict[str, Any]:
    words = (sys.executable, "-m", "tests.realworld.detected", PROGRAMS, program.name)
    done = subprocess.run(
        (*ALONE, *words, stripped, packed, server), cwd=_ROOT, stdout=subprocess.PIPE, check=True
    )
    return dict(json.loads(done.stdout))


def _files(needed: Iterable[dict[str, Any]]) -> dict[str, bytes]:
    """What slimgo adds for them, by path."""
    files: dict[str, bytes] = {}
    for each in needed:
        looked = tuple(
            Observation(need=each["name"], name=name, found=False) for name in each["looked_for"]
        )
        need = Need(name=each["name"], standing="needed", why="", observations=looked)
        made = cure(need, _ROOT_USER)
        files |= {file.path: file.content for file in made.files if not file.folder} if made else {}
    return files


def _pull(executable: Path, files: dict[str, bytes]) -> int:
    """Bytes of one layer with the program and the files, as gzip -6 leaves them."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, content in {"/program": executable.read_bytes(), **files}.items():
            entry = tarfile.TarInfo(name.lstrip("/"))
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return len(gzip.compress(tar.getvalue(), PULL_LEVEL, mtime=0))


def _line(name: str, found: dict[str, Any]) -> str:
    ratio = found["packed_pull_bytes"] / found["unpacked_pull_bytes"]
    needs = ", ".join(found["needs"]) or "nothing"
    wrong = [
        *(f"missed {each}" for each in found["missed"]),
        *(f"claimed {each} in vain" for each in found["in_vain"]),
        *(f"{how}: {why}" for how, why in found["fails"].items()),
    ]
    line = f"{'✗' if wrong else '✓'} {name:<16} pull ×{ratio:.2f}  needs {needs}"
    return "; ".join((line, *wrong))


def _kept(found: dict[str, Any], order: tuple[Real, ...]) -> None:
    kept = {each.name: found[each.name] for each in order if each.name in found}
    beside = MEASURED.with_suffix(".new")
    beside.write_text(
        json.dumps({"schema": 2, "cpus": os.cpu_count(), "programs": kept}, indent=1) + "\n"
    )
    beside.rename(MEASURED)


def main() -> int:
    order, truths = programs(), known()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    names = [program.name for program in order]
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--save", action="store_true", help=f"write {MEASURED.name}")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(names):
        parser.error(f"programs.toml has no {', '.join(sorted(unknown))}")
    found: dict[str, Any] = {}
    if MEASURED.exists() and asked.save:
        found = json.loads(MEASURED.read_text())["programs"]
    server, failed, mine = built_helper("upstream"), 0, {}
    for program in order:
        if asked.names and program.name not in asked.names:
            continue
        try:
            mine[program.name] = measured(program, truths[program.name], server)
        except SlimgoError as error:
            print(f"✗ {program.name}: {error.what}: {error.why}")  # noqa: T201
            failed += 1
            continue
        except subprocess.CalledProcessError as error:
            print(f"✗ {program.name}: {error}")  # noqa: T201
            failed += 1
            continue
        print(_line(program.name, mine[program.name]), flush=True)  # noqa: T201
        if asked.save:
            _kept(found | mine, order)
    each = mine.values()
    missed = sum(len(one["missed"]) for one in each)
    in_vain = sum(len(one["in_vain"]) for one in each)
    fails = failed + sum(bool(one["fails"]) for one in each)
    ratios = [one["packed_pull_bytes"] / one["unpacked_pull_bytes"] for one in each]
    if ratios:
        said = f"{missed} needs missed, {in_vain} claimed in vain, {fails} programs failed"
        print(f"{len(ratios)} programs: {said}; pull ×{median(ratios):.2f} at the median")  # noqa: T201
    return 1 if missed or in_vain > MOST_IN_VAIN or fails else 0


if __name__ == "__main__":
    sys.exit(main())
