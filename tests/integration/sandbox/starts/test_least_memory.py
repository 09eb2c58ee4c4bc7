"""The least memory limit is a limit: half a MiB less and the kernel ends the program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slimgo.errors import EngineFailed
from slimgo.sandbox.starts.cgroup import memory_group
from slimgo.sandbox.starts.memory import STEP_BYTES, least_memory
from slimgo.sandbox.starts.sweep import outcomes
from slimgo.values.guest import Guest
from slimgo.values.surrounding import Surrounding
from tests.faults.checkout import free_port
from tests.integration.gopack.programs import build_source

HOLDS = 24 << 20
PORT = free_port()
_SOURCE = f"""package main
import "net"
func main() {{
	held := make([]byte, {HOLDS})
	for at := range held {{ held[at] = 1 }}
	l, err := net.Listen("tcp", ":{PORT}")
	if err != nil {{ panic(err) }}
	for {{ l.Accept() }}
}}
"""


@pytest.fixture(scope="module", autouse=True)
def _cgroups() -> None:
    try:
        with memory_group(1 << 30):
            pass
    except EngineFailed as error:
        pytest.skip(f"not run: {error.what}: {error.why}")


@pytest.fixture(scope="module")
def greedy(tmp_path_factory: pytest.TempPathFactory) -> Guest:
    """Holds 24 MiB, then listens."""
    root = tmp_path_factory.mktemp("greedy")
    build_source(_SOURCE, root / "app.bin", "amd64", "-ldflags=-s -w")
    return Guest(root=root, argv=("./app.bin",), port=PORT)


def test_it_is_more_than_the_program_holds_and_less_than_twice_that(best_starter, greedy) -> None:
    found = least_memory(best_starter, greedy)
    assert (found.what, found.unit) == ("least memory limit", "B")
    assert HOLDS <= found.median < 2 * HOLDS
    assert found.median % STEP_BYTES == 0


def test_below_it_the_kernel_ends_the_program(best_starter, greedy) -> None:
    with memory_group(HOLDS // 2) as group:
        limited = Surrounding(name="", cgroup=str(group.procs))
        (outcome,) = outcomes(best_starter, [(greedy, limited)])
    assert (outcome.kind, outcome.status) == ("ended", 137)


def test_no_group_is_left(best_starter, greedy) -> None:
    with memory_group(64 << 20) as group:
        folder = group.procs.parent
        limited = Surrounding(name="", cgroup=str(group.procs))
        (outcome,) = outcomes(best_starter, [(greedy, limited)])
        assert outcome.kind == "listens"
    assert not folder.exists()
    assert not list(Path("/sys/fs/cgroup").rglob(f"slimgo-{os.getpid()}"))
