"""Which packer is taken where none is named."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.pipeline.ship import packing_of
from slimgo.values.variant import Packing


def test_gopack_packs_where_it_can_and_nothing_else_by_itself() -> None:
    assert packing_of("", "amd64", best=False) == Packing(packer="gopack")
    assert packing_of("", "riscv64", best=False) is None
    assert packing_of("none", "amd64", best=False) is None
    assert packing_of("upx", "riscv64", best=False) == Packing(packer="upx", flags=("-9",))
    assert packing_of("", "amd64", best=True) == Packing(packer="gopack", flags=("--best",))
    with pytest.raises(BadInput, match="does not pack for riscv64"):
        packing_of("gopack", "riscv64", best=False)
    with pytest.raises(BadInput, match="--best is for a packer"):
        packing_of("none", "amd64", best=True)
