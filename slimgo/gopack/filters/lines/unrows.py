"""From the streams back to the rows of a function's tables."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field

import numpy as np

from slimgo.gopack.filters.lines import positions, values
from slimgo.gopack.filters.lines.instructions import Code
from slimgo.gopack.filters.lines.names import Stream
from slimgo.gopack.filters.lines.ordinals import Ordinals
from slimgo.gopack.filters.lines.reader import Reader
from slimgo.gopack.filters.lines.values import ABOVE, LOWEST

Table = tuple[list[int], list[int]]
"""The values of the rows, and where each ends, in bytes from the function's entry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """The code's marks as plain lists, once for all functions."""

    starts: list[int]
    calls: list[int]
    checks: list[int]
    tails: list[int]
    resumes: list[int]
    firsts: list[int]  # ordinal of each function's first instruction
    ordinal: Ordinals

    @classmethod
    def of(cls, code: Code) -> Marks:
        return cls(
            starts=code.starts.tolist(),
            calls=code.calls.tolist(),
            checks=code.checks.tolist(),
            tails=code.tails.tolist(),
            resumes=code.resumes.tolist(),
            firsts=code.ordinal[code.entries].tolist(),
            ordinal=code.ordinal,
        )


@dataclass(kw_only=True, slots=True)
class Function:
    """Reads the tables of one function. entry, end: text offsets."""

    reader: Reader
    marks: Marks
    number: int
    entry: int
    next_entry: int
    end: int
    quantum: int
    line_ends: list[int] = field(default_factory=list)
    line_ordinals: list[int] = field(default_factory=list)

    def raw(self) -> Table:
        """A table as it is in pctab."""
        told: list[int] = []
        ends: list[int] = []
        value, at = -1, 0
        while True:
            change = self.reader.signed(Stream.RAW)
            if not change and told:
                return told, ends
            value += change
            at += self.reader.number(Stream.RAW) * self.quantum
            told.append(value)
            ends.append(at)

    def keep_lines(self, ends: list[int]) -> None:
        """Remembers where the line rows end: others are told by them."""
        self.line_ends = ends
        places = np.minimum(np.asarray(ends, np.int64) + self.entry, self.next_entry)
        self.line_ordinals = self.marks.ordinal[places].tolist()

    def lines(self) -> list[int]:
        """Where the line rows end."""
        at, ends, starts = self.marks.firsts[self.number], [], self.marks.starts
        while step := self.reader.number(Stream.LINE_STEPS):
            at += step
            ends.append(starts[at] - self.entry)
        ends.append(self.end - self.entry)
        return ends

    def in_instructions(self, steps: Stream) -> list[int]:
        """Where rows end that are told by instructions, see positions.py."""
        at, ends = self.marks.firsts[self.number], []
        while step := self.reader.number(steps):
            at = self._special(step, at) if step <= positions.CHECK else at + step - positions.CHECK
            ends.append(self.marks.starts[at] - self.entry)
        return [*ends, self.end - self.entry]

    def in_calls(self, steps: Stream, rests: Stream) -> list[int]:
        """Where rows end that are told by calls."""
        at, ends, calls = self.marks.firsts[self.number], [], self.marks.calls
        while step := self.reader.number(steps):
            if step <= positions.RESUME:
                at = self._special(step, at)
            else:
                passed = step - 3 >> 1
                call = bisect.bisect_left(calls, at) + passed
                if step & 1:
                    at = calls[call]
                else:
                    at = (calls[call - 1] + 1 if passed else at) + self.reader.number(rests)
            ends.append(self.marks.starts[at] - self.entry)
        return [*ends, self.end - self.entry]

    def in_lines(self, steps: Stream, rests: Stream) -> list[int]:
        """Where rows end that are told by line rows."""
        at, ends, row = self.marks.firsts[self.number], [], 0
        while step := self.reader.number(steps):
            row += step >> 1
            if step & 1:
                at = self.line_ordinals[row - 1] if step > 1 else at
                at += self.reader.number(rests)
                ends.append(self.marks.starts[at] - self.entry)
            else:
                at = self.line_ordinals[row - 1]
                ends.append(self.line_ends[row - 1])
        return [*ends, self.end - self.entry]

    def _special(self, step: int, at: int) -> int:
        if step == positions.TAIL:
            return self.marks.tails[self.number]
        if step == positions.RESUME:
            return self.marks.resumes[self.number]
        return self.marks.checks[bisect.bisect_left(self.marks.checks, at + 1)]

    def fresh(self, stream: Stream, ends: list[int]) -> Table:
        """The values of these rows, told by the highest so far."""
        told, highest = [], -1
        for _ in ends:
            code = self.reader.number(stream)
            value = highest + 1 + code if code < ABOVE else code - ABOVE + LOWEST
            highest = max(highest, value)
            told.append(value)
        return told, ends

    def changes(self, stream: Stream, ends: list[int]) -> Table:
        """The values of these rows, told by their changes."""
        told, value = [], -1
        for _ in ends:
            value += self.reader.signed(stream)
            told.append(value)
        return told, ends

    def nodes(self, ends: list[int]) -> Table:
        """The nodes of these rows."""
        return values.nodes_back([self.reader.number(Stream.INLINE_NODES) for _ in ends]), ends

    def line_values(self, inlining: Table, starts: list[int]) -> Table:
        """The lines, told against the last of the same node; starts: first the function's own."""
        told, latest, before = [], list(starts), -2
        run, begin, (nodes, runs) = 0, 0, inlining
        for end in self.line_ends:
            while run < len(runs) and runs[run] <= begin:
                run += 1
            node = nodes[run] if run < len(runs) and 0 <= nodes[run] < len(starts) - 1 else -1
            if node >= 0:
                stream = Stream.LINES_INLINED
            else:
                stream = Stream.LINES_GOING if before == node else Stream.LINES_BACK
            latest[node + 1] += self.reader.signed(stream)
            told.append(latest[node + 1])
            before, begin = node, end
        return told, self.line_ends
