"""Function names: a function's, then those inlined in it, mostly in the name table's order.

The linker (`walkFuncs`) numbers names in just this order, so a name not met before is nearly
always the next of the table. A symbol is a name with its start line and function ID: they are
told once. Codes: 0, the next of the table; 1, a symbol not met whose name stands elsewhere (its
offset follows; the table goes on behind it); 2, a symbol met before (its number follows); n + 3,
the symbol inlined most recently but n others.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NEXT, ELSEWHERE, NUMBERED, RECENT = range(4)
REMEMBERED = 120
"""How many inlined symbols are told by how recent they are."""

Symbol = tuple[int, int, int]  # offset of the name, start line, function ID


@dataclass(kw_only=True, slots=True)
class Symbols:
    """The codes of symbols, as they are met."""

    names: bytes
    numbers: dict[Symbol, int] = field(default_factory=dict)
    recent: list[int] = field(default_factory=list)
    next_place: int = 0
    line: int = 0
    known: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # changes
    function_ids: list[int] = field(default_factory=list)

    def own(self, symbol: Symbol) -> tuple[int, int]:
        """The code and number of a function's own symbol."""
        number = self.numbers.get(symbol)
        if number is None:
            return self._meet(symbol)
        self.known.append(number)
        return NUMBERED, number

    def inlined(self, symbol: Symbol) -> tuple[int, int]:
        """The code and number of a symbol inlined somewhere."""
        number = self.numbers.get(symbol)
        if number is None:
            code, number = self._meet(symbol)
        elif number in self.recent:
            code = self.recent.index(number)
            del self.recent[code]
            code += RECENT
        else:
            self.known.append(number)
            code = NUMBERED
        self.recent.insert(0, number)
        del self.recent[REMEMBERED:]
        return code, number

    def _meet(self, symbol: Symbol) -> tuple[int, int]:
        place, line, function_id = symbol
        code = NEXT if place == self.next_place else ELSEWHERE
        if code == ELSEWHERE:
            self.places.append(place)
        end = self.names.find(b"\0", place)
        self.next_place = end + 1 if end >= 0 else len(self.names)
        self.lines.append(line - self.line)
        self.line = line
        self.function_ids.append(function_id)
        self.numbers[symbol] = number = len(self.numbers)
        return code, number
