"""Finds out what real programs need: `python -m tests.realworld.truth [NAME]... [--again NAME]`.

Builds each program of programs.toml, starts its probes with every candidate there and then without
each, and writes truth.json after each program. What is there already is kept, unless the program's
entry or its given files have changed. Needs Linux with user namespaces, and the network to build.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from slimgo.errors import SlimgoError
from tests.realworld.building import built, built_helper
from tests.realworld.catalogue import PROGRAMS, Real, programs
from tests.realworld.guest import ALONE

TRUTH = PROGRAMS.with_name("truth.json")
_ROOT = PROGRAMS.parents[2]
SCHEMA = 1


def known() -> dict[str, dict[str, object]]:
    """What truth.json holds, by program."""
    if not TRUTH.exists():
        return {}
    read = json.loads(TRUTH.read_text())
    assert read["schema"] == SCHEMA, f"{TRUTH} has another schema: remove it"
    return dict(read["programs"])


def keep(found: dict[str, dict[str, object]], order: tuple[Real, ...]) -> None:
    """Writes them in the catalogue's order; those that it no longer has are dropped."""
    kept = {each.name: found[each.name] for each in order if each.name in found}
    beside = TRUTH.with_suffix(".new")
    beside.write_text(json.dumps({"schema": SCHEMA, "programs": kept}, indent=1) + "\n")
    beside.rename(TRUTH)


def trial(catalogue: Path, name: str, executable: Path, server: Path) -> dict[str, Any]:
    """What the trial of a program of the catalogue found, in a network of its own.

    Raises CalledProcessError where its probes cannot tell; the reason is on stderr.
    """
    words = (sys.executable, "-m", "tests.realworld.trial", catalogue, name, executable, server)
    done = subprocess.run((*ALONE, *words), cwd=_ROOT, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def truth(program: Real, server: Path) -> dict[str, object]:
    """Of one program. Raises SlimgoError where it does not build, and as trial."""
    made = built(program.name, program.origin)
    return {
        "digest": program.digest,
        "kind": program.kind,
        "module": program.origin.module,
        "package": program.origin.package,
        "go": made.go,
        "packages": made.packages,
        "build_seconds": made.build_seconds,
        "plain_bytes": made.plain.stat().st_size,
        "stripped_bytes": made.stripped.stat().st_size,
        **trial(PROGRAMS, program.name, made.stripped, server),
    }


def main() -> int:
    order = programs()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    names = [program.name for program in order]
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--again", action="append", default=[], metavar="NAME", choices=names)
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(names):
        parser.error(f"programs.toml has no {', '.join(sorted(unknown))}")
    found, server, failed = known(), built_helper("upstream"), 0
    for program in order:
        there = found.get(program.name, {}).get("digest") == program.digest
        wanted = not asked.names or program.name in asked.names
        if program.name not in asked.again and (there or not wanted):
            continue
        print(program.name, file=sys.stderr, flush=True)  # noqa: T201
        try:
            found[program.name] = truth(program, server)
        except SlimgoError as error:
            print(f"  {error.what}\n  {error.why}", file=sys.stderr)  # noqa: T201
            failed += 1
            continue
        except subprocess.CalledProcessError:
            failed += 1
            continue
        keep(found, order)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
