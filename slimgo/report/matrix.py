"""The matrix's results: a table for people, JUnit and Markdown for CI systems."""

from __future__ import annotations

import io
import shlex
from collections import Counter
from collections.abc import Callable, Collection

from slimgo.errors import visible
from slimgo.report.junit import written
from slimgo.report.layout import folded
from slimgo.report.load import busy_cells
from slimgo.report.markdown import machine_line
from slimgo.report.size import change, duration, exact, size
from slimgo.values.cell import Cell, CellResult, MatrixResult
from slimgo.values.measurement import START

NO_RESULT = "not asked for"
STALE = "made of other sources"
"""Why a cell has no result of its own; such cells are counted, not listed."""

_PREFACE = (
    "Every cell is built, read and held against what its flags promise: ✓ says that it is so, be "
    "it that the program answers from an empty root, that it cannot start there, or that no image "
    "can be made of it. `nox -s verify` makes this table anew. Start is the median time to the "
    "first answer of a packed program, isolation in it; not measured where an emulator runs it. "
    "What took milliseconds had been made for another cell before."
)
_OUTCOMES = {
    "runs": "answers",
    "cannot start": "cannot start",
    "refused": "no image",
    "fails exactly as known": "known fault",
}
_MARK = {"pass": "✓", "fail": "✗", "not run": "not run", "skip": "not run"}
_STYLE = {"pass": "green", "fail": "bold red", "not run": "yellow"}
_FIGURES = ("size", "exactly", "against plain", "start", "took")
_FIRST_FIGURE = 3
_MOST_WANTED = (2, 3, 6, 5, 7, 4)
"""Columns beside mark and cell, in the order in which a narrow terminal has room for them: what it
is, size, start, against plain, took, exactly."""

_COUNT = 9
"""Columns of a number of combinations and the gap behind it."""

_WIDEST = 1000
"""Columns of a page that nothing has to fit."""


def repeat_line(identifier: str, session: str = "verify") -> str:
    """What to type to make one cell again, alone."""
    return f'nox -s "{session}({identifier})"'


def says(cell: Cell) -> str:
    """What a cell is, in a line: `For linux/amd64: -ldflags '-s -w', cgo off; then upx -9.`"""
    made = cell.variant
    flags = shlex.quote(" ".join(made.ldflags))
    parts = [f"-ldflags {flags}"] if made.ldflags else ["no -ldflags"]
    parts += [f"-tags {','.join(made.tags)}"] if made.tags else []
    parts += [f"cgo {'on' if made.cgo else 'off'}"]
    parts += [] if made.trimpath else ["without -trimpath"]
    packed = (
        f"; then {' '.join((made.packing.packer, *made.packing.flags))}" if made.packing else ""
    )
    return f"For {cell.target}: {', '.join(parts)}{packed}."


def counts(result: MatrixResult) -> str:
    """The last line: `50 cells: 49 ✓, 1 not run; 24 relations: 24 ✓`."""
    cells: Counter[str] = Counter(cell.status for cell in result.cells)
    relations: Counter[str] = Counter(verdict.status for verdict in result.relations)
    return f"{_counted('cell', cells)}; {_counted('relation', relations)}"


def _counted(noun: str, statuses: Counter[str]) -> str:
    total = statuses.total()
    parts = [
        f"{statuses[status]} {_MARK[status]}"
        for status in ("pass", "fail", "not run", "skip")
        if statuses[status]
    ]
    return f"{total} {noun}{'' if total == 1 else 's'}: {', '.join(parts)}"


def text(
    result: MatrixResult,
    *,
    colour: bool,
    width: int | None,
    of: Collection[str] = (),
    as_typed: Callable[[str], str] = str,
) -> str:
    """A table of cells, then whatever is not green, then why combinations are left out.

    width: columns of a terminal, in which the least wanted columns of the table have no place;
    None for all of them. The mark is first and always there. of: the cells to list, those with a
    result by default. as_typed: gives a command the words that work where the reader stands.
    """
    from rich.console import Console
    from rich.text import Text

    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=colour,
        width=width or _WIDEST,
        highlight=False,
        emoji=False,
    )
    for status, line in _table(result, width, of):
        shown = Text(line)
        if status:
            shown.stylize(_STYLE[status], 0, len(_MARK[status]))
        console.print(shown, soft_wrap=True)
    lines = [folded(as_typed(line), width) for line in _not_green(result)]
    lines += [folded(line, width) for line in busy_cells(result)]
    lines += [
        folded(line, width, hang=_COUNT + len(line.lstrip()) - len(line))
        for line in _left_out(result)
    ]
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
    return stream.getvalue()


def _table(result: MatrixResult, width: int | None, of: Collection[str]) -> list[tuple[str, str]]:
    """Each line with its cell's status, which is empty for the head's."""
    plain = _plain(result)
    listed = [
        cell
        for cell in result.cells
        if cell.cell in of or (not of and cell.why not in (NO_RESULT, STALE))
    ]
    rows = [("", "cell", "is", *_FIGURES)]
    rows += [
        (_MARK[cell.status], cell.cell, _seen(cell), *_figures(cell, plain.get(_target(cell), 0)))
        for cell in listed
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    shown = [0, 1]
    for column in _MOST_WANTED:
        if width is None or sum(widths[each] + 2 for each in (*shown, column)) - 2 <= width:
            shown.append(column)
    lines = [
        "  ".join(
            f"{row[each]:<{widths[each]}}"
            if each < _FIRST_FIGURE
            else f"{row[each]:>{widths[each]}}"
            for each in sorted(shown)
        ).rstrip()
        for row in rows
    ]
    return list(zip(("", *(cell.status for cell in listed)), lines, strict=True))


def _not_green(result: MatrixResult) -> list[str]:
    """A red cell with what repeats it. Cells that nobody asked for are counted only."""
    lines, absent = [], Counter[str]()
    for cell in result.cells:
        if cell.why in (NO_RESULT, STALE):
            absent[cell.why] += 1
        elif cell.status != "pass":
            lines.append(f"{cell.cell} {_MARK[cell.status]}: {visible(cell.why)}")
        if cell.status == "fail":
            lines.append(f"  → {repeat_line(cell.cell, result.session)}")
    lines += [
        f"{verdict.check} ✗: {verdict.first_line}"
        for verdict in result.relations
        if verdict.status == "fail"
    ]
    for why, count in absent.items():
        noun = "cell" if count == 1 else "cells"
        lines.append(f"{why}: {count} {noun}; nox -s {result.session} makes them all")
    return lines


def _left_out(result: MatrixResult) -> list[str]:
    total = sum(each.cells for each in result.exclusions)
    return [
        f"{total:,} combinations are left out:",
        *(f"{each.cells:>7,}  {each.why}" for each in result.exclusions),
    ]


def markdown(result: MatrixResult) -> str:
    """For a CI job's summary page."""
    plain = _plain(result)
    rows = [
        "| cell | | is | size | exactly | against plain | start | took |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| `{cell.cell}` | {_MARK[cell.status]} | "
        + " | ".join((cell.why or _seen(cell), *_figures(cell, plain.get(_target(cell), 0))))
        + " |"
        for cell in result.cells
    ]
    rows += ["", "| relation | | figures |", "|---|---|---|"]
    rows += [
        f"| {verdict.check} | {_MARK[verdict.status]} | {verdict.first_line} |"
        for verdict in result.relations
    ]
    return "\n".join([*rows, "", *busy_cells(result), counts(result), ""])


def page(result: MatrixResult) -> str:
    """A page for docs: what a committed run showed, on what machine, and what was left out."""
    return "\n".join(
        [
            "# The matrix",
            "",
            _PREFACE,
            "",
            machine_line(result),
            markdown(result),
            *(f"- {line.strip()}" for line in _left_out(result)[1:]),
            "",
        ]
    )


def junit(result: MatrixResult) -> bytes:
    """JUnit XML, as CI systems read it: a test case for each cell and each relation."""
    from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

    suite = TestSuite("matrix")
    judged: list[tuple[str, str, str, float]] = [
        *((each.cell, each.status, each.why, each.seconds) for each in result.cells),
        *((each.check, each.status, each.evidence, 0.0) for each in result.relations),
    ]
    for name, status, why, seconds in judged:
        case = TestCase(name, classname="verify", time=round(seconds, 3))
        if status == "fail":
            case.result = [Failure(why)]
        elif status != "pass":
            case.result = [Skipped(why)]
        suite.add_testcase(case)
    document = JUnitXml()
    document.add_testsuite(suite)
    return written(document)


def _target(cell: CellResult) -> str:
    return cell.cell.partition("/")[0]


def _plain(result: MatrixResult) -> dict[str, int]:
    """Each target's unstripped build, in bytes: what shrinking is told against."""
    return {
        _target(cell): cell.step.artifact.size_bytes
        for cell in result.cells
        if cell.cell.endswith("/static") and cell.step and cell.step.artifact
    }


def _seen(cell: CellResult) -> str:
    """Green means as expected, which may be that it cannot start: so what it is is shown too."""
    checks = [each.check for each in cell.step.verdicts] if cell.step else []
    outcomes = ("fails exactly as known",) if "fails exactly as known" in checks else _OUTCOMES
    kept = ("static", "dynamic", "packed", *outcomes)
    return ", ".join(_OUTCOMES.get(check, check) for check in kept if check in checks)


def _figures(cell: CellResult, plain_bytes: int) -> tuple[str, str, str, str, str]:
    took = duration(cell.seconds) if cell.seconds else ""
    if cell.step is None or cell.step.artifact is None:
        return "", "", "", "", took
    bytes_ = cell.step.artifact.size_bytes
    start = cell.step.measured("packed", START)
    return (
        size(bytes_),
        exact(bytes_),
        change(bytes_, plain_bytes) if plain_bytes and bytes_ != plain_bytes else "",
        duration(start.median) if start else "",
        took,
    )
