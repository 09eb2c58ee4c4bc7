"""What the committed figures of the machines say."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bench.packers.machines import SAVED, Machine, Machines
from slimgo.plan.packers import PACKERS

FOUND = msgspec.json.decode(Path(SAVED).read_bytes(), type=Machines).machines


def test_each_machine_that_gopack_packs_for_was_measured() -> None:
    assert [each.goarch for each in FOUND] == list(PACKERS["gopack"].goarchs)


@pytest.mark.parametrize("machine", FOUND, ids=lambda machine: machine.goarch)
def test_gopack_is_smaller_than_upx_by_either_effort_and_than_xz(machine: Machine) -> None:
    packed = machine.packed_bytes
    if "upx --best" in packed:
        assert packed["gopack"] < 0.65 * packed["upx --best"]
        assert packed["gopack --best"] < 0.75 * packed["upx --best --lzma"]
    assert packed["gopack --best"] < packed["gopack"] < machine.xz_bytes
