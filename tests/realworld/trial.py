"""Removes each candidate in turn, and looks whether the program's probes still pass.

Run by truth.py, as a process of its own whose network has nothing but a loopback:
`python -m tests.realworld.trial CATALOGUE NAME EXECUTABLE UPSTREAM`. Prints a JSON object.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.realworld.asking import problem
from tests.realworld.candidates import Candidate, candidates
from tests.realworld.catalogue import Real, given_of, programs
from tests.realworld.guest import furnished, started, upstream

_LOW_PORTS = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
_TELLING = (
    r"x509|no such file|executable file not found|unknown time zone|unknown user|lookup ",
    r"(?i)cannot |failed|error|denied|fatal",
)
"""What a line has that says why it went wrong, the most telling first."""

Attempt = Callable[[frozenset[str]], str]
"""Which candidates are there -> what was wrong, in one line; empty where all probes pass."""


def attempt(program: Real, executable: Path, server: Path, present: frozenset[str]) -> str:
    """All probes, one after the other, in a new root and with a new upstream."""
    with TemporaryDirectory() as folder:
        authority = Path(folder) / "authority.pem"
        with (
            upstream(server, authority),
            furnished(program, executable, present, authority) as root,
        ):
            for number, probe in enumerate(program.probes, 1):
                with started(root, given_of(probe), present) as running:
                    wrong = problem(running, probe)
                    if wrong:
                        return f"probe {number}: {wrong}{_why(running.output())}"
    return ""


def _why(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for words in _TELLING:
        for line in lines:
            if re.search(words, line):
                return f" | it printed: {line[:400]}"
    return ""


def tried(
    those: tuple[Candidate, ...], passes: Attempt, tell: Callable[[str], None]
) -> dict[str, object]:
    """The truth of one program. Raises AssertionError where it fails with everything there, or
    does not always behave alike."""
    everything = frozenset(each.name for each in those)
    for _ in range(2):
        wrong = passes(everything)
        assert not wrong, f"with everything there: {wrong}"
    found: dict[str, dict[str, object]] = {}
    for each in those:
        wrong = passes(everything - {each.name})
        again = passes(everything - {each.name}) if wrong else ""
        assert bool(wrong) == bool(again), f"without {each.name} it fails only sometimes: {wrong}"
        verdict = "needed" if wrong else "not needed"
        tell(f"{each.name}: {verdict}{': ' if wrong else ''}{wrong}")
        found[each.name] = {
            "verdict": verdict,
            "need": each.need,
            "given_by_engines": each.given_by_engines,
            "evidence": wrong,
        }
    least = frozenset(name for name, seen in found.items() if seen["verdict"] == "needed")
    with_least, together = passes(least), []
    if with_least:
        # one of several will do
        together = [
            each.name
            for each in those
            if each.name not in least and not passes(least | {each.name})
        ]
        assert together, f"with the needed alone: {with_least}"
        tell(f"one of these as well: {', '.join(together)}: {with_least}")
    with_nothing = passes(frozenset())
    assert bool(with_nothing) == bool(least or together), with_nothing
    return {
        "candidates": found,
        "least": sorted(least),
        "one_of_these_as_well": together,
        "with_nothing": with_nothing,
    }


def allow_low_ports() -> None:
    """As in a container: port 53 is for everyone in this network."""
    _LOW_PORTS.write_text("0")


def main(catalogue: str, name: str, executable: str, server: str) -> None:
    allow_low_ports()
    (program,) = (each for each in programs(Path(catalogue)) if each.name == name)

    def passes(present: frozenset[str]) -> str:
        return attempt(program, Path(executable), Path(server), present)

    def tell(text: str) -> None:
        print(f"  {text}", file=sys.stderr, flush=True)  # noqa: T201

    try:
        truth = tried(candidates(program.executes), passes, tell)
    except AssertionError as error:
        sys.exit(f"{name}: {error}")
    print(json.dumps(truth))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
