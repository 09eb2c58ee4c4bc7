"""The machines whose code is looked at. Another one is an entry here, and in the stub's look.h."""

from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.look import NONE, Branches, Look, Marks, Raw
from slimgo.gopack.filters.lines.look_386 import I386
from slimgo.gopack.filters.lines.look_amd64 import AMD64
from slimgo.gopack.filters.lines.look_arm import ARM
from slimgo.gopack.filters.lines.look_arm64 import ARM64


def _nothing(_: Raw, __: Ints) -> Marks:
    return Marks(NONE, NONE, NONE, NONE)


def _nowhere(_: Raw, here: Ints) -> Branches:
    return np.zeros(len(here), np.bool_), here


def _unknown(quantum: int) -> Look:
    return Look(quantum=quantum, padding=0, marks=_nothing, branch=_nowhere)


LOOKS = {
    "amd64": AMD64,
    "arm64": ARM64,
    "386": I386,
    "arm": ARM,
    "riscv64": _unknown(2),
    "ppc64le": _unknown(4),
}
"""By GOARCH."""
