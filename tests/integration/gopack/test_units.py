"""A packed program runs under what public units of Go services forbid, as the unpacked one does."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.integration.gopack import kernel
from tests.integration.gopack.calls import numbers
from tests.integration.gopack.filters import calls_of, confine, filters_of, never
from tests.integration.gopack.kernel import KILL, Line
from tests.integration.gopack.services import ANSWER, EACH, packed_in_each_way
from tests.integration.gopack.units import UNITS, Unit
from tests.waiting import PATIENCE_SECONDS

WITHOUT_NEW_CODE = [unit for unit in UNITS if unit.no_code]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return packed_in_each_way(tmp_path_factory.mktemp("units"))


def ran(program: Path, filters: Iterable[list[Line]], *, mdwe: bool = False) -> tuple[int, str]:
    """Its status and all that it said."""

    def prepare() -> None:
        if mdwe:
            kernel.forbid_executable_memory()
        confine(filters)

    done = subprocess.run(
        (program,),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        preexec_fn=prepare,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("packed", EACH)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_it_runs_under_a_public_unit(services, unit: Unit, packed: str) -> None:
    """As systemd before 254 applies it, by filters alone."""
    filters = filters_of(unit, no_code_by_filter=True)
    assert ran(services[packed], filters) == (0, ANSWER)


@pytest.mark.skipif(not kernel.has_mdwe(), reason="not run: this kernel has no PR_SET_MDWE")
@pytest.mark.parametrize("packed", EACH)
@pytest.mark.parametrize("unit", WITHOUT_NEW_CODE, ids=lambda unit: unit.name)
def test_it_runs_under_a_public_unit_where_systemd_is_newer(services, unit, packed) -> None:
    """Since 254 MemoryDenyWriteExecute= is PR_SET_MDWE where the kernel has that."""
    filters = filters_of(unit, no_code_by_filter=False)
    assert ran(services[packed], filters, mdwe=True) == (0, ANSWER)


@pytest.mark.parametrize("packed", EACH)
@pytest.mark.parametrize("name", ["sched_setaffinity", "getcpu", "memfd_create"])
def test_it_runs_where_that_call_ends_the_process(services, name: str, packed: str) -> None:
    assert ran(services[packed], [never(name, KILL)]) == (0, ANSWER)


def test_a_filter_that_forbids_what_go_needs_is_seen_to_kill(services) -> None:
    assert ran(services["plain"], [never("futex", KILL)]) == (-signal.SIGSYS, "")


def test_the_filters_of_a_unit_are_those_of_systemd() -> None:
    """What systemd-analyze prints for two groups, counted; each name of ours has a number."""
    assert len(calls_of("@system-service")) == 376
    assert len(calls_of("@known")) == 536
    assert {"sched_setaffinity", "setpriority"} <= calls_of("@resources")
    assert len(calls_of("@system-service") & set(numbers())) > 290
    assert all(unit.source for unit in UNITS)
