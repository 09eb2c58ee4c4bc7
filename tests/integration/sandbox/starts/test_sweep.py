"""Programs started for real: each gets the surrounding it must, and differences are seen."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from slimgo.checks.starts import check_starts
from slimgo.plan.surroundings import PLAIN, SHORT
from slimgo.sandbox.starts.sweep import outcomes, pairs
from slimgo.values.guest import Guest
from slimgo.values.surrounding import StartOutcome, Surrounding
from slimgo.values.target import Target
from slimgo.values.verdict import Verdict
from tests.waiting import until

MANY = Surrounding(name="520 variables", variables=520)
FEW = Surrounding(name="500 variables", variables=500)


def told(starter, program, **surrounding: float | str) -> dict[str, int]:
    """What the program counted of what it was given."""
    given = Surrounding(name="", **cast(dict[str, Any], surrounding))
    (outcome,) = outcomes(starter, [(program, given)])
    assert (outcome.kind, outcome.status) == ("ended", 3), outcome
    names = ("arguments", "named", "variables", "padded", "stack", "cpus", "fixed", "no_new_privs")
    return dict(zip(names, map(int, outcome.words.split()), strict=True))


def test_each_surrounding_reaches_the_program(starter, programs) -> None:
    tells = programs("tells")
    usual = told(starter, tells)
    assert (usual["arguments"], usual["named"], usual["variables"]) == (1, 1, 0)
    assert usual["no_new_privs"] == 1
    assert usual["cpus"] == len(os.sched_getaffinity(0))
    assert told(starter, tells, variables=3000)["variables"] == 3000
    assert told(starter, tells, arguments=100_000)["arguments"] == 100_001
    padded = told(starter, tells, variables=1, value_bytes=131_067)
    assert (padded["variables"], padded["padded"]) == (2, 1)
    nameless = told(starter, replace(tells, argv=(*tells.argv, "kept")), argv0="empty")
    assert (nameless["arguments"], nameless["named"]) == (2, 0)
    assert told(starter, tells, argv0="none")["named"] == 0
    assert told(starter, tells, one_cpu=True)["cpus"] == 1
    assert told(starter, tells, random_addresses=False)["fixed"] == 1
    assert told(starter, tells, stack_bytes=64 * 1024)["stack"] == 64 * 1024


def test_a_value_that_the_kernel_does_not_take_is_refused_and_not_a_death(
    starter, programs
) -> None:
    too_long = Surrounding(name="", value_bytes=131_068)
    (outcome,) = outcomes(starter, [(programs("tells"), too_long)])
    assert outcome == StartOutcome(kind="refused", words="starting it: Argument list too long")


def verdicts(starter, programs, packed: str, unpacked: str = "sturdy") -> tuple[Verdict, ...]:
    table = (PLAIN, FEW, MANY)
    seen = pairs(starter, programs(unpacked), programs(packed), table)
    return check_starts(
        seen, packer="upx", version="1", target=Target(goos="linux", goarch="amd64"), fault=None
    )


@pytest.mark.parametrize(
    ("packed", "says"),
    [
        ("fragile", "packed, it ends with status 139 and without a word; unpacked, it ends with "),
        ("other status", "packed, it ends with status 4 and without a word; "),
        ("other words", "packed, it ends with status 3 (odd); "),
    ],
)
def test_what_differs_at_520_variables_is_red(starter, programs, packed, says) -> None:
    (verdict,) = verdicts(starter, programs, packed)
    assert verdict.status == "fail"
    assert verdict.evidence.startswith("with 520 variables (1 of 3 surroundings): ")
    assert says in verdict.evidence


def test_what_does_not_differ_is_green_in_every_surrounding(starter, programs) -> None:
    seen = pairs(starter, programs("sturdy"), programs("sturdy"), SHORT)
    (verdict,) = check_starts(
        seen, packer="upx", version="1", target=Target(goos="linux", goarch="amd64"), fault=None
    )
    assert verdict.evidence == f"as unpacked in {len(SHORT)} surroundings"


def test_where_the_unpacked_one_dies_as_well_it_is_a_skip(starter, programs) -> None:
    first, skip = verdicts(starter, programs, "fragile", "fragile")
    assert (first.status, first.evidence) == ("pass", "as unpacked in 2 surroundings")
    assert (skip.status, "520 variables" in skip.evidence) == ("skip", True)


def test_words_that_are_other_ones_each_time_are_no_difference(starter, programs) -> None:
    (verdict,) = verdicts(starter, programs, "random words", "random words")
    assert verdict.status == "pass"


def test_a_program_that_shows_nothing_is_ended_in_time(starter, programs, monkeypatch) -> None:
    monkeypatch.setattr("slimgo.sandbox.starts.sweep._SILENT_SECONDS", 0.1)
    (outcome,) = outcomes(starter, [(programs("hangs"), PLAIN)])
    assert outcome == StartOutcome(kind="silent")


def test_what_a_program_leaves_behind_ends_with_its_start(starter, programs) -> None:
    daemon = programs("daemon")
    seen = outcomes(starter, [(daemon, PLAIN)] * 3)
    assert {each.status for each in seen} == {3}
    until(lambda: _running(daemon) == [])


def _running(program: Guest) -> list[Path]:
    """Processes whose executable is the program's."""
    wanted = (program.root / "app.bin").stat()
    found = []
    for link in Path("/proc").glob("[0-9]*/exe"):
        with suppress(OSError):
            own = link.stat()
            if (own.st_dev, own.st_ino) == (wanted.st_dev, wanted.st_ino):
                found.append(link)
    return found


def test_a_program_sees_its_own_root_and_has_no_power_to_leave_it(starter, programs) -> None:
    if not starter.level.own_root:
        pytest.skip(f"not run: {starter.level.name} shows this machine's files")
    (outcome,) = outcomes(starter, [(programs("prisoner"), PLAIN)])
    assert (outcome.kind, outcome.status) == ("ended", 10)


def test_a_program_that_is_not_there_is_refused(starter, programs) -> None:
    gone = replace(programs("tells"), argv=("./gone",))
    (outcome,) = outcomes(starter, [(gone, PLAIN)])
    assert outcome.kind == "refused"
    assert "No such file" in outcome.words
