"""What is looked for in the code of a machine, so that the line table need not tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.lines.layout import Ints

Raw = npt.NDArray[np.uint8]
Branches = tuple[npt.NDArray[np.bool_], Ints]

RESTORE = 1 << 40
"""A return: the depth is again that of the body."""

ASIDE = 6
"""A large frame's bottom is computed at most so many instructions before it is taken."""


class Marks(NamedTuple):
    """Of some instructions: which are calls, which follow a check of the write barrier, which
    change the stack's depth, and by how many bytes deeper; RESTORE for a return."""

    calls: Ints
    checks: Ints
    change_at: Ints
    change_by: Ints


@dataclass(frozen=True, kw_only=True)
class Look:
    """varied: instructions differ in length and are known by lists of these.

    quantum: bytes of an instruction otherwise, or of the parts that it consists of: a step of the
    line table is as many, or a multiple. padding: what stands behind a function's last instruction;
    padded: whether tables end before it. marks: of the instructions at these offsets. branch: which
    of them are jumps to the tail that asks for more stack, and where to. instructions: where those
    begin that have several parts, by the functions' entries.
    """

    quantum: int
    padding: int
    padded: bool
    marks: Callable[[Raw, Ints], Marks]
    branch: Callable[[Raw, Ints], Branches]
    instructions: Callable[[Raw, Ints], Ints] | None = None

    @property
    def varied(self) -> bool:
        return self.quantum == 1


def signed(raw: Raw, at: Ints) -> Ints:
    """The little-endian 32-bit numbers at these offsets."""
    quads = np.ascontiguousarray(raw[at[:, None] + np.arange(4)])
    numbers: Ints = quads.view(np.int32)[:, 0].astype(np.int64)
    return numbers


def no_branch(_: Raw, here: Ints) -> Branches:
    """Where no tail is jumped to."""
    return np.zeros(len(here), np.bool_), here


NONE = np.zeros(0, np.int64)
