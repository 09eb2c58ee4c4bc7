"""A start asks the kernel for nothing that a Go program does not ask for itself, but mprotect."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.gopack import kernel
from tests.integration.gopack.calls import Call, Traced, traced
from tests.integration.gopack.services import EACH, PACKED, packed_in_each_way

STUBS_OWN = {"mprotect"}
"""No Go program needs it. Every dynamic loader does, and UPX."""

ANYWHERE = 1 << 32
"""Programs without PIE stand below; the stub, what it unpacks and its stack above."""


def everywhere() -> None:
    """On all the processors that there are."""


def on_one() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return packed_in_each_way(tmp_path_factory.mktemp("calls"))


@pytest.fixture(scope="module", params=[everywhere, on_one])
def seen(
    request: pytest.FixtureRequest, services: dict[str, Path]
) -> tuple[Callable[[], None], dict[str, Traced]]:
    """The processors, and what each asked there from its exec to its end."""
    found = {name: traced(services[name], prepare=request.param) for name in EACH}
    assert {each.status for each in found.values()} == {0}
    return request.param, found


def of_the_stub(start: Traced) -> list[Call]:
    return [call for call in start.calls if call.at >= ANYWHERE]


def needs_processors(processors: Callable[[], None]) -> None:
    if processors is everywhere and len(os.sched_getaffinity(0)) < 2:
        pytest.skip("not run: there is one processor only")


@pytest.mark.parametrize("packed", PACKED)
def test_a_start_asks_only_for_what_the_unpacked_program_asks_for(seen, packed) -> None:
    processors, starts = seen
    needs_processors(processors)
    asked = {call.name for call in of_the_stub(starts[packed])}
    assert {"mmap", "munmap", "madvise"} <= asked  # it is the stub that was looked at
    assert ("clone" in asked) == (processors is everywhere)
    assert asked - starts["plain"].names == STUBS_OWN


def test_the_unpacked_program_has_no_stub(seen) -> None:
    assert of_the_stub(seen[1]["plain"]) == []


@pytest.mark.parametrize("packed", PACKED)
def test_no_file_is_made_where_memory_may_become_executable(seen, packed) -> None:
    assert "memfd_create" not in seen[1][packed].names


@pytest.mark.skipif(not kernel.has_mdwe(), reason="not run: this kernel has no PR_SET_MDWE")
@pytest.mark.parametrize("packed", PACKED)
def test_a_file_without_a_name_is_made_only_after_a_refusal(services, packed) -> None:
    start = traced(services[packed], prepare=kernel.forbid_executable_memory)
    assert start.status == 0
    made = [place for place, call in enumerate(start.calls) if call.name == "memfd_create"]
    assert made
    for place in made:
        refused = [call for call in start.calls[:place] if call.name == "mprotect"][-1]
        assert refused.result is not None
        assert refused.result < 0
