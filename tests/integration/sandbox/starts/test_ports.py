"""What comes of a start is told by the port that its probe asks, and by no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.plan.surroundings import PLAIN
from slimgo.sandbox.starts.sweep import Starter, outcomes
from slimgo.values.guest import Guest
from slimgo.values.surrounding import StartOutcome
from tests.faults.checkout import free_port
from tests.integration.gopack.programs import build_source

FIRST, SECOND = sorted((free_port(), free_port()))

_SOURCE = """package main

import (
	"net"
	"os"
	"time"
)

// listens at each port of its arguments, one after the other; then it ends, or stays
func main() {
	for _, port := range os.Args[2:] {
		if _, err := net.Listen("tcp", "127.0.0.1:"+port); err != nil {
			panic(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if os.Args[1] == "ends" {
		os.Exit(3)
	}
	select {}
}
"""


@pytest.fixture
def apart(starter: Starter) -> Starter:
    """Where a program may listen at any port."""
    if not starter.level.own_network:
        pytest.skip(f"not run: {starter.level.name} has no network of its own")
    return starter


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Guest]:
    root: Path = tmp_path_factory.mktemp("listener")
    build_source(_SOURCE, root / "app.bin", "amd64", "-ldflags=-s -w")

    def listener(*words: str | int, port: int) -> Guest:
        return Guest(root=root, argv=("./app.bin", *map(str, words)), port=port)

    return listener


def test_a_service_of_two_ports_is_waited_for_at_the_one_that_is_asked(apart, listener) -> None:
    here = listener("stays", FIRST, SECOND, port=SECOND)
    seen = outcomes(apart, [(here, PLAIN), (replace(here, port=FIRST), PLAIN)])
    assert seen == tuple(
        StartOutcome(kind="listens", words=f"port {port}") for port in (SECOND, FIRST)
    )


def test_a_command_that_listens_for_a_moment_is_waited_for_until_its_end(apart, listener) -> None:
    (seen,) = outcomes(apart, [(listener("ends", FIRST, port=0), PLAIN)])
    assert seen == StartOutcome(kind="ended", status=3)
