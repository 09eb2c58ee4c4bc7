"""Whatever goes wrong: one clear line, an exit code, nothing half done, and the next run works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.checkout import Checkout
from tests.faults.fault import Fault
from tests.faults.judge import assert_no_name_is_wrong, assert_nothing_runs, assert_told
from tests.faults.table import FAULTS


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_told_leaves_nothing_and_does_not_last(
    fault: Fault, before: Callable[[str], Checkout], finished: Checkout
) -> None:
    checkout = before(fault.step)
    wanted = finished.artifacts()
    outcome = fault.provoke(checkout)
    assert_told(outcome, fault.status, fault.words)
    assert_nothing_runs(checkout)
    if fault.status:
        assert_no_name_is_wrong(checkout, wanted)
    elif checkout.step == "all":  # what is borne does not show in any byte
        assert checkout.artifacts() == wanted
    if not fault.killed:
        assert checkout.half_made() == []
    again = checkout.invoke(*checkout.command)
    assert (again.status, again.err) == (0, ""), again
    assert_nothing_runs(checkout)
    assert checkout.half_made() == []
    if checkout.step != "pack":  # the next run packs in less time than the finished one did
        assert checkout.artifacts() == wanted
