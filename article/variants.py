"""The article's programs, step by step, and gopack's beside UPX's."""

from __future__ import annotations

from slimgo.errors import BadInput
from slimgo.plan.catalogue import GOPACK, STATIC, UPX_9
from slimgo.values.variant import Variant

VARIANTS = (
    Variant(name="app", artifact="app.bin"),
    Variant(
        name="static",
        artifact="app.static.bin",
        ldflags=(STATIC,),
    ),
    Variant(
        name="small",
        artifact="app.static.small.bin",
        ldflags=(STATIC, "-s", "-w"),
    ),
    Variant(
        name="small-upx9",
        artifact="app.static.small.upx.bin",
        ldflags=(STATIC, "-s", "-w"),
        packing=UPX_9,
        packed_from="small",
    ),
    Variant(
        name="small-gopack",
        artifact="app.static.small.gopack.bin",
        ldflags=(STATIC, "-s", "-w"),
        packing=GOPACK,
        packed_from="small",
    ),
)
"""What `invoke slim` makes."""


def variant(name: str) -> Variant:
    """The variant of that name. Raises BadInput, which lists the names there are."""
    for candidate in VARIANTS:
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in VARIANTS)
    raise BadInput(f"there is no variant {name!r}", cure=f"choose one of: {known}")
