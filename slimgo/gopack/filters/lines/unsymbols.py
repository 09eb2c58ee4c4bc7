"""From the streams back to symbols and their files, see symbols.py and files.py."""

from __future__ import annotations

from dataclasses import dataclass, field

from slimgo.gopack.filters.lines import files
from slimgo.gopack.filters.lines.layout import NONE
from slimgo.gopack.filters.lines.names import Stream
from slimgo.gopack.filters.lines.reader import Reader
from slimgo.gopack.filters.lines.symbols import ELSEWHERE, NUMBERED, RECENT, REMEMBERED
from slimgo.gopack.filters.lines.unrows import Table


@dataclass(kw_only=True, slots=True)
class Names:
    """Symbols in the order in which they were met: a name's place, start line, function ID."""

    reader: Reader
    names: bytes
    units: list[int]
    places: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    function_ids: list[int] = field(default_factory=list)
    recent: list[int] = field(default_factory=list)
    next_place: int = 0
    line: int = 0
    of: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    latest: int = NONE

    def own(self) -> int:
        """The number of the next function's symbol."""
        code = self.reader.number(Stream.OWN_NAMES)
        return self.reader.number(Stream.NAME_NUMBERS) if code == NUMBERED else self._meet(code)

    def inlined(self) -> int:
        """The number of the next node's symbol."""
        code = self.reader.number(Stream.NODE_NAMES)
        if code >= RECENT:
            number = self.recent.pop(code - RECENT)
        elif code == NUMBERED:
            number = self.reader.number(Stream.NAME_NUMBERS)
        else:
            number = self._meet(code)
        self.recent.insert(0, number)
        del self.recent[REMEMBERED:]
        return number

    def _meet(self, code: int) -> int:
        reader = self.reader
        place = reader.number(Stream.NAME_PLACES) if code == ELSEWHERE else self.next_place
        self.next_place = self.names.find(b"\0", place) + 1 or len(self.names)
        self.line = (self.line + reader.signed(Stream.START_LINES)) & NONE
        self.places.append(place)
        self.lines.append(self.line)
        self.function_ids.append(reader.bytes(Stream.FUNCTION_IDS_BYTES, 1)[0])
        return len(self.places) - 1

    def files(self, unit: int, runs: list[int], ends: list[int]) -> Table:
        """The table of files that runs of symbols tell."""
        told: list[int] = []
        until: list[int] = []
        for symbol, end in zip(runs, ends, strict=True):
            known = self.of.get(symbol)
            if known is None or known[0] != unit:
                code = self.reader.number(Stream.FILES)
                if code >= files.NUMBERED:
                    file = code - files.NUMBERED
                else:
                    place = known[2] if code == files.SAME and known else self.latest
                    file = self.units.index(place, unit) - unit
                known = self.of[symbol] = (unit, file, self.units[unit + file])
                self.latest = known[2]
            if told and told[-1] == known[1]:
                until[-1] = end
            else:
                told.append(known[1])
                until.append(end)
        return told, until
