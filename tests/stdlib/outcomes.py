"""What a Go test binary says of each of its tests, as `-test.v` prints it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

_ADDRESS = re.compile(r"0x[0-9a-f]{8,}")
"""In the names of some tests; Go's heap begins somewhere else at each start."""

_LINE = re.compile(r"^\s*--- (PASS|FAIL|SKIP): (\S+)", re.MULTILINE)
_SECONDS = 900


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """Names of the tests (and subtests), and how the whole ended."""

    passed: frozenset[str]
    failed: frozenset[str]
    skipped: frozenset[str]
    status: int
    output: str

    def without(self, apart: frozenset[str]) -> tuple[object, ...]:
        """What must be the same packed and unpacked; the status, unless only those apart failed."""
        failed = self.failed - apart
        only_those = self.failed and not failed
        return (self.passed - apart, failed, self.skipped - apart, 0 if only_those else self.status)


def run_tests(words: tuple[str | Path, ...], folder: Path, go: Path) -> Outcomes:
    """Runs a test binary as `go test -short` would: in the package's folder, with Go on PATH.

    words: the binary, behind what starts it.
    """
    environment = {
        **os.environ,
        "PATH": f"{go.parent}:{os.environ['PATH']}",
        "GOFLAGS": "-buildvcs=false",
        "GOTOOLCHAIN": "local",
        "GOPROXY": "off",
    }
    done = subprocess.run(
        (*map(str, words), "-test.short", "-test.v", f"-test.timeout={_SECONDS - 60}s"),
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_SECONDS,
        check=False,
    )
    output = done.stdout.decode(errors="replace")
    found: dict[str, set[str]] = {"PASS": set(), "FAIL": set(), "SKIP": set()}
    for outcome, name in _LINE.findall(_ADDRESS.sub("0x", output)):
        found[outcome].add(name)
    return Outcomes(
        passed=frozenset(found["PASS"]),
        failed=frozenset(found["FAIL"]),
        skipped=frozenset(found["SKIP"]),
        status=done.returncode,
        output=output,
    )
