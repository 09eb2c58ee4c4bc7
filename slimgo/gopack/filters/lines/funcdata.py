"""References to funcdata and the funcdata itself: stack maps, inlining trees and others.

The linker lays funcdata by alignment and then in the order in which functions refer to it
(`generateFuncdata`), so that a new one stands where the last of its group ends. Codes: 0, a new
one in the group of its kind; 1 and 2, a new one among those aligned to eight or four bytes; 3, a
new one elsewhere (its place follows, it is given as it is, and the group of its kind goes on
behind it); n + 4, the nth met of its family. That there is none is told by the function's shape.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from slimgo.gopack.filters.lines.layout import NONE

GROUPED, IN_EIGHTS, IN_FOURS, ELSEWHERE, MET = range(5)
ARGUMENTS, LOCALS, OBJECTS, TREE = range(4)  # kinds (internal/abi/symtab.go)
FAMILY = (0, 0, 1, 2, 3, 4, 5, 6)
"""Arguments and locals share their stack maps."""
GROUP = (4, 4, 8, 4, 1, 1, 1, 4)
"""The usual alignment of each kind."""
KINDS = len(FAMILY)


@dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """New funcdata. kind: as referred to first. size: without what fills the gap behind it."""

    function: int
    kind: int
    code: int
    place: int
    size: int


@dataclass(kw_only=True, slots=True)
class References:
    """The codes of references by kind, and new funcdata in the order in which they are met."""

    codes: tuple[list[int], ...] = field(default_factory=lambda: tuple([] for _ in range(KINDS)))
    blobs: list[Blob] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)  # of the groups, by alignment


def kind_of(index: int) -> int:
    """Funcdata that later releases may add count as the last known kind."""
    return min(index, KINDS - 1)


def group_of(kind: int, code: int) -> int:
    """The alignment of the group that a code of this kind is about."""
    return {IN_EIGHTS: 8, IN_FOURS: 4}.get(code, GROUP[kind])


def refer(
    references: Iterable[tuple[int, int, int]],
    sizes: dict[tuple[int, int], int],
    starts: dict[int, int],
) -> References:
    """The codes of references: (function, kind, offset).

    sizes: of new funcdata that can be rebuilt, by kind and offset; negative: given as it is, that
    long. starts: offset of each group.
    """
    result = References(starts=starts)
    cursors = dict(starts)
    met: tuple[dict[int, int], ...] = tuple({} for _ in range(KINDS))
    for function, kind, place in references:
        if place == NONE:
            continue
        family = met[FAMILY[kind]]
        number = family.get(place)
        if number is not None:
            code = MET + number
        else:
            family[place] = len(family)
            size = sizes.get((kind, place), 0)
            code = _group(kind, place, cursors) if size > 0 else ELSEWHERE
            cursors[group_of(kind, code)] = place + abs(size)
            blob = Blob(function=function, kind=kind, code=code, place=place, size=abs(size))
            result.blobs.append(blob)
        result.codes[kind].append(code)
    return result


def _group(kind: int, place: int, cursors: dict[int, int]) -> int:
    """The code of new funcdata at this place."""
    for code in (GROUPED, IN_EIGHTS, IN_FOURS):
        group = group_of(kind, code)
        if (cursors[group] + group - 1) // group * group == place:
            return code
    return ELSEWHERE
