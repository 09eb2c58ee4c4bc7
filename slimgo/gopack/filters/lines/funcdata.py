"""References to funcdata and the funcdata itself: stack maps, inlining trees and others.

The linker lays funcdata by alignment and then in the order in which functions refer to it
(`generateFuncdata`), so that a new one stands where the last of its group ends. Codes: 0, a new
one in the group of its kind; 1 and 2, a new one among those aligned to eight or four bytes; 3, a
new one elsewhere (its place follows, it is given as it is, and the group of its kind goes on
behind it); n + 4, the nth met of its family. That there is none is told by the function's shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slimgo.gopack.filters.lines.layout import NONE, Ints

GROUPED, IN_EIGHTS, IN_FOURS, ELSEWHERE, MET = range(5)
ARGUMENTS, LOCALS, OBJECTS, TREE = range(4)  # kinds (internal/abi/symtab.go)
FAMILY = (0, 0, 1, 2, 3, 4, 5, 6)
"""Arguments and locals share their stack maps."""
GROUP = (4, 4, 8, 4, 1, 1, 1, 4)
"""The usual alignment of each kind."""
KINDS = len(FAMILY)
_GROUP_OF_CODE = {IN_EIGHTS: 8, IN_FOURS: 4}


@dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """New funcdata. kind: as referred to first. size: without what fills the gap behind it."""

    function: int
    kind: int
    code: int
    place: int
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class References:
    """The codes of references by kind, and new funcdata in the order in which they are met."""

    codes: tuple[list[int], ...]
    blobs: list[Blob]
    starts: dict[int, int]  # of the groups, by alignment


def kind_of(index: int) -> int:
    """Funcdata that later releases may add count as the last known kind."""
    return min(index, KINDS - 1)


def group_of(kind: int, code: int) -> int:
    """The alignment of the group that a code of this kind is about."""
    return _GROUP_OF_CODE.get(code) or GROUP[kind]


def refer(
    function: Ints,
    kind: Ints,
    place: Ints,
    sizes: dict[tuple[int, int], int],
    starts: dict[int, int],
) -> References:
    """The codes of references: the function, its kind and the place, or NONE, of each.

    sizes: of new funcdata that can be rebuilt, by kind and offset; negative: given as it is, that
    long. starts: offset of each group.
    """
    there = place != NONE
    function, kind, place = function[there], kind[there], place[there]
    codes, fresh = _number(np.asarray(FAMILY)[kind], place)
    blobs = []
    cursors = dict(starts)
    new = (each.tolist() for each in (fresh, function[fresh], kind[fresh], place[fresh]))
    for number, of, sort, at in zip(*new, strict=True):
        size = sizes.get((sort, at), 0)
        code = _group(sort, at, cursors) if size > 0 else ELSEWHERE
        cursors[group_of(sort, code)] = at + abs(size)
        blobs.append(Blob(function=of, kind=sort, code=code, place=at, size=abs(size)))
        codes[number] = code
    return References(
        codes=tuple(codes[kind == sort].tolist() for sort in range(KINDS)),
        blobs=blobs,
        starts=starts,
    )


def _number(family: Ints, place: Ints) -> tuple[Ints, Ints]:
    """The code of each, as if it were met before; and which are not, but come first."""
    codes = np.empty_like(place)
    fresh = np.zeros(len(place), np.bool_)
    for each in range(max(FAMILY) + 1):
        of_family = np.flatnonzero(family == each)
        _, first, which = np.unique(place[of_family], return_index=True, return_inverse=True)
        rank = np.empty_like(first)
        rank[np.argsort(first)] = np.arange(len(first))
        codes[of_family] = MET + rank[which]
        fresh[of_family[first]] = True
    return codes, np.flatnonzero(fresh)


def _group(kind: int, place: int, cursors: dict[int, int]) -> int:
    """The code of new funcdata at this place."""
    for code in (GROUPED, IN_EIGHTS, IN_FOURS):
        group = group_of(kind, code)
        if (cursors[group] + group - 1) // group * group == place:
            return code
    return ELSEWHERE
