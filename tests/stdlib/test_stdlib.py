"""Go's own tests of its standard library, packed: each must end as it does unpacked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.emulated import starter
from tests.stdlib.outcomes import Outcomes, run_tests
from tests.stdlib.packages import READS_ITS_OWN_CODE

TRIES = 3
"""Some tests depend on time or on the machine: what differs is run so often, both ways."""

FEWEST = 3
"""No package here has fewer tests: a binary that ran none must not pass for equal."""


@pytest.fixture(scope="session")
def go() -> Path:
    found = shutil.which("go", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert found, "Go is not here"
    return Path(found)


@pytest.fixture(scope="session")
def sources(go) -> Path:
    root = subprocess.run((go, "env", "GOROOT"), capture_output=True, text=True, check=True)
    return Path(root.stdout.strip()) / "src"


def test_a_package_passes_and_fails_the_same_tests(case, go, sources, tmp_path, record) -> None:
    goarch, package = case
    words = starter(goarch)
    plain = tmp_path / "plain.test"
    build = (go, "test", "-c", "-o", plain, package)
    machine = {"GOARCH": goarch, "GOARM": "7"}
    environment = os.environ | machine | {"CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false"}
    subprocess.run(build, cwd=sources, env=environment, check=True, timeout=600)
    packed = tmp_path / "packed.test"
    command = (sys.executable, "-m", "slimgo.gopack", "pack", "-o", packed, plain)
    subprocess.run(command, check=True, timeout=600)

    apart = READS_ITS_OWN_CODE.get((goarch, package), frozenset())
    folder = sources / package
    expected = [run_tests((*words, plain), folder, go)]
    seen = [run_tests((*words, packed), folder, go)]
    while not equal(expected, seen, apart) and len(seen) < TRIES:
        expected.append(run_tests((*words, plain), folder, go))
        seen.append(run_tests((*words, packed), folder, go))

    record(
        {
            "package": package,
            "goarch": goarch,
            "passed": len(seen[-1].passed),
            "failed": len(seen[-1].failed),
            "skipped": len(seen[-1].skipped),
            "tries": len(seen),
            "bytes": plain.stat().st_size,
            "packed_bytes": packed.stat().st_size,
        }
    )
    assert len(seen[-1].passed) >= FEWEST, seen[-1].output[-2000:]
    assert equal(expected, seen, apart), difference(expected, seen)
    assert apart <= expected[-1].passed & seen[-1].failed, "a known difference is none any more"


def equal(expected: list[Outcomes], seen: list[Outcomes], apart: frozenset[str]) -> bool:
    """Whether some run of each gave the same list, but for the tests apart."""
    plain = {each.without(apart) for each in expected}
    return bool(plain & {each.without(apart) for each in seen})


def difference(expected: list[Outcomes], seen: list[Outcomes]) -> str:
    plain, packed = expected[-1], seen[-1]
    return (
        f"passed only unpacked: {sorted(plain.passed - packed.passed)}\n"
        f"passed only packed: {sorted(packed.passed - plain.passed)}\n"
        f"status {plain.status} unpacked, {packed.status} packed\n{packed.output[-3000:]}"
    )


def test_a_difference_is_seen() -> None:
    def outcomes(**changes: object) -> Outcomes:
        usual: dict[str, Any] = {
            "passed": frozenset({"TestA"}),
            "failed": frozenset(),
            "skipped": frozenset(),
            "status": 0,
            "output": "",
        }
        return Outcomes(**(usual | changes))

    none: frozenset[str] = frozenset()
    assert equal([outcomes()], [outcomes(output="other words")], none)
    for change in (
        {"passed": none},
        {"failed": frozenset({"TestB"})},
        {"skipped": frozenset({"TestB"})},
        {"status": 2},
    ):
        assert not equal([outcomes()], [outcomes(**change)], none), change
    known = frozenset({"TestB"})
    differs = outcomes(failed=known, status=1)
    assert equal([outcomes(passed=frozenset({"TestA", "TestB"}))], [differs], known)
    assert not equal([outcomes()], [outcomes(failed=known | {"TestC"}, status=1)], known)
