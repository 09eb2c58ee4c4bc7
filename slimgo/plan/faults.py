"""Faults of packers that are known: a cell of the matrix expects exactly them."""

from __future__ import annotations

from slimgo.plan.surroundings import ARGUMENTS, FULL
from slimgo.values.surrounding import KnownFault

_ARM64 = "a program for linux/arm64 does not start with {first:,} environment variables or more"


def _many_variables(version: str, *, last_good: int, first_bad: int) -> KnownFault:
    """Too many pointers stand below what the kernel tells the program, and UPX's start does not
    find it. Arguments count as variables do."""
    bad = tuple(each.name for each in FULL if each.variables >= first_bad)
    edge = tuple(each.name for each in FULL if last_good < each.variables < first_bad)
    return KnownFault(
        packer="upx",
        versions=(version,),
        goarch="arm64",
        says=f"{_ARM64.format(first=first_bad)}; with {last_good} it does",
        fails=(*bad, ARGUMENTS.name),
        either=edge,
    )


KNOWN_FAULTS = (
    _many_variables("4.2.2", last_good=500, first_bad=520),
    _many_variables("4.2.4", last_good=600, first_bad=1000),
)
"""Reported as UPX's issues 743 and 952; each version here was tried. One that was not tried is
judged as if it had no fault."""


def known_faults(packer: str, version: str) -> tuple[KnownFault, ...]:
    """Those of a version of a packer, whatever it packs for."""
    return tuple(
        fault for fault in KNOWN_FAULTS if fault.packer == packer and version in fault.versions
    )
