"""A packed program runs in gVisor, whose kernel is one of its own, as the unpacked one does.

runsc is built with Go alone: `CGO_ENABLED=0 go build gvisor.dev/gvisor/runsc`, of the module
gvisor.dev/gvisor at v0.0.0-20260905035102-160fafc42237 or later.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.gopack.services import ANSWER, EACH, packed_in_each_way
from tests.waiting import PATIENCE_SECONDS

_ALONE = ("--rootless", "--network=none", "--ignore-cgroups")


@pytest.fixture(scope="module")
def runsc() -> str:
    found = shutil.which("runsc")
    if not found:
        pytest.skip("not run: runsc (gVisor) is not here")
    return found


@pytest.fixture(scope="module")
def services(runsc: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    del runsc  # nothing is built without it
    return packed_in_each_way(tmp_path_factory.mktemp("gvisor"))


@pytest.mark.parametrize("packed", EACH)
@pytest.mark.parametrize("platform", ["systrap", "ptrace"])
def test_it_runs_in_gvisor(runsc, services, platform: str, packed: str) -> None:
    done = subprocess.run(
        (runsc, *_ALONE, f"--platform={platform}", "do", services[packed]),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ANSWER), done.stderr
