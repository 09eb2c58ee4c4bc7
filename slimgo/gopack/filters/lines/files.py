"""The table of files, derived from the inlined functions, each of which comes from one file.

At a symbol's first use in a compilation unit, one code says which file it comes from: 0, the same
as in its previous unit; 1, the file coded last; n + 2, file n of the unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from slimgo.gopack.filters.lines.layout import NONE

SAME, LATEST, NUMBERED = range(3)
Run = tuple[int, int]  # a value and where it ends


@dataclass(kw_only=True, slots=True)
class Files:
    """The files of symbols, as they are met. units: file numbers by compilation unit."""

    units: Sequence[int]
    of: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # unit, file, name's place
    latest: int = NONE
    codes: list[int] = field(default_factory=list)

    def derive(self, unit: int, runs: Iterable[Run], told: Sequence[Run]) -> bool:
        """Whether the table of a function is what its runs of symbols tell; if so, learns files.

        runs: symbol numbers and where each ends; told: the table, file numbers and ends.
        """
        met: dict[int, tuple[int, int, int]] = {}
        codes: list[int] = []
        latest = self.latest
        row = begin = 0
        files: list[Run] = []
        for symbol, end in runs:
            known = met.get(symbol) or self.of.get(symbol)
            if known is None or known[0] != unit:
                while told[row][1] <= begin:
                    row += 1
                    if row == len(told):
                        return False
                file = told[row][0]
                code, place = self._tell(unit, file, known, latest)
                if code < 0:
                    return False
                codes.append(code)
                known = met[symbol] = (unit, file, place)
                latest = place
            if files and files[-1][0] == known[1]:
                files[-1] = known[1], end
            else:
                files.append((known[1], end))
            begin = end
        if files != list(told):
            return False
        self.of |= met
        self.codes += codes
        self.latest = latest
        return True

    def _tell(
        self, unit: int, file: int, known: tuple[int, int, int] | None, latest: int
    ) -> tuple[int, int]:
        """The code of a file and the place of its name; the code is -1 when it cannot be told."""
        if unit == NONE or not 0 <= unit + file < len(self.units) or file < 0:
            return -1, NONE
        place = self.units[unit + file]
        if place != NONE and file == self._find(unit, place):
            if known and known[2] == place:
                return SAME, place
            if latest == place:
                return LATEST, place
        return file + NUMBERED, place

    def _find(self, unit: int, place: int) -> int:
        """The first file of a unit whose name stands there."""
        return self.units.index(place, unit) - unit
