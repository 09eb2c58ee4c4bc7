"""Which ids of a user namespace are which of this machine's, as user_namespaces(7) writes them.

Imported by the fork server, so it imports little.
"""

from __future__ import annotations

from typing import NamedTuple


class IdRange(NamedTuple):
    """size ids from `inside` on are those from `outside` on."""

    inside: int
    outside: int
    size: int


IdMap = tuple[IdRange, ...]


def outside(mapped: IdMap, number: int) -> int:
    """This machine's number for one of the namespace. Raises KeyError where it has none."""
    for each in mapped:
        if 0 <= number - each.inside < each.size:
            return each.outside + number - each.inside
    raise KeyError(number)
