"""What a filter is, and what filters are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import computed, named_types, numbers


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the filters tell each other and the header of a program, which is for goarch.

    lengths: bytes of each instruction, empty where all are four. entries: text offset of each
    function and of the end of the last; empty when unknown. types: the image range of the type
    descriptors. release: what differs there between Go's. computed: where each computed table
    stands, 0 where it is not there. numbers: where tables of numbers are, and in which form.
    """

    goarch: str
    text: range = range(0)
    lengths: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    entries: npt.NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    types: range = range(0)
    release: named_types.Release = field(default_factory=named_types.Release)
    computed: tuple[int, ...] = computed.ABSENT
    numbers: tuple[numbers.Run, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Split:
    """streams: of the filter's frame. claimed: the image ranges that the join fills.

    replaced: what stands in the rest instead of the image's bytes, from an image offset on.
    """

    known: Known
    streams: tuple[bytes, ...] = ()
    claimed: tuple[range, ...] = ()
    replaced: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Program:
    """What a filter may look at. sections: image ranges by name.

    taken: image ranges that filters before it fill or mend.
    """

    goarch: str
    base: int
    image: bytes
    sections: Mapping[str, range]
    taken: tuple[range, ...] = ()

    def section(self, name: str) -> range:
        """Raises FilterNotApplicable where it is not there, or empty."""
        if not self.sections.get(name):
            raise FilterNotApplicable(f"there is no {name}")
        return self.sections[name]


SplitProgram = Callable[[Program, Known], Split]
JoinImage = Callable[[bytearray, int, tuple[bytes, ...], Known], Known]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """split raises FilterNotApplicable; join fills or mends its part of the image.

    flag: its bit in the header. frame: which of the header's frames its streams go into, empty
    when it has none. names: of its streams.
    """

    name: str
    flag: int
    goarchs: tuple[str, ...]
    split: SplitProgram
    join: JoinImage
    frame: str = ""
    names: tuple[str, ...] = ()
