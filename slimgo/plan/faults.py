"""Faults of packers that are known: a cell of the matrix expects exactly them."""

from __future__ import annotations

from slimgo.plan.surroundings import ARGUMENTS
from slimgo.values.surrounding import KnownFault

KNOWN_FAULTS = (
    KnownFault(
        packer="upx",
        versions=("4.2.2",),
        goarch="arm64",
        says="a program for linux/arm64 does not start with 520 environment variables or more; "
        "with 500 it does",
        fails=frozenset(
            (*(f"{count:,} variables" for count in (520, 600, 1000, 2000, 3000)), ARGUMENTS.name)
        ),
        either=frozenset(("505 variables", "510 variables")),
    ),
)
"""Reported as UPX's issues 743 and 952. Arguments count as variables do: each is a pointer below
what the kernel tells the program. Versions that nobody tried are not listed, and are judged as if
they had no fault."""


def known_faults(packer: str, version: str) -> tuple[KnownFault, ...]:
    """Those of a version of a packer, whatever it packs for."""
    return tuple(
        fault for fault in KNOWN_FAULTS if fault.packer == packer and version in fault.versions
    )
