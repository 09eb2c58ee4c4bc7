"""What packers make of one binary: a table, and what each costs in a sentence."""

from __future__ import annotations

import statistics

from slimgo.report.limits import limit_lines
from slimgo.report.load import busy_lines
from slimgo.report.size import duration, exact, size
from slimgo.values.comparison import Comparison, Contender
from slimgo.values.measurement import (
    LEAST_MEMORY,
    PEAK_SIZE,
    PRIVATE_MEMORY,
    START,
    Measurement,
)
from slimgo.values.result import Result

_GAP = "   "
_NONE = "—"


def comparison_lines(result: Result, width: int | None = None) -> tuple[str, ...]:
    """A table in columns, then what each packer costs and what is known of it. Where none was
    compared, only what is known of the one whose price a step shows.

    width: a terminal's columns; where the table is wider, each packer stands below the other.
    """
    if result.comparison is None:
        return limit_lines(result)
    rows = _rows(result.comparison)
    lines = _in_columns(rows)
    if width is not None and max(map(len, lines)) > width:
        lines = _stacked(rows)
    return ("", *lines, *_sentences(result))


def _in_columns(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        _GAP.join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _stacked(rows: list[tuple[str, ...]]) -> list[str]:
    """A block for each packer: its name, then what is told of it, indented."""
    (_, *names), *told = rows
    labels = max(len(label) for label, *_ in told)
    return [
        line
        for number, name in enumerate(names, 1)
        for line in (name, *(f"  {row[0]:<{labels}}{_GAP}{row[number]}" for row in told))
    ]


def comparison_table(result: Result) -> str:
    """The same as Markdown."""
    comparison = result.comparison
    if comparison is None:
        return ""
    head, *rows = (f"| {' | '.join(row)} |" for row in _rows(comparison))
    rule = "|" + "---|" * (len(comparison.contenders) + 1)
    return "\n".join((head, rule, *rows, "", *_sentences(result))) + "\n"


def _rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """A row for each thing that was looked at; one that was not is left out."""
    all_of_them = comparison.contenders
    rows = [
        ("", *(each.name for each in all_of_them)),
        ("size", *(exact(each.size_bytes) for each in all_of_them)),
        ("pull", *(_pull(each) for each in all_of_them)),
    ]
    starts = [_measured(each, START) for each in all_of_them]
    if any(starts):
        rows.append(("first answer", *(_spread(each) if each else _NONE for each in starts)))
    for name in (PRIVATE_MEMORY, PEAK_SIZE, LEAST_MEMORY):
        taken = [_measured(each, name) for each in all_of_them]
        if any(taken):
            rows.append((name, *(size(each.median) if each else _NONE for each in taken)))
    rows.append(("packing", *(_took(each) for each in all_of_them)))
    rows.append(("build info", *(_info(each) for each in all_of_them)))
    return rows


def _pull(contender: Contender) -> str:
    return _NONE if contender.pull_bytes is None else exact(contender.pull_bytes)


def _sentences(result: Result) -> list[str]:
    if result.comparison is None:
        return []
    plain, *packed = result.comparison.contenders
    return [
        *(f"{each.name} costs {_listed(_costs(each, plain))}." for each in packed),
        *limit_lines(result),
        *busy_lines(result.comparison.load),
    ]


def _costs(packed: Contender, plain: Contender) -> list[str]:
    costs = []
    start, plain_start = _measured(packed, START), _measured(plain, START)
    if start and plain_start:
        costs.append(_later(start, plain_start))
    for name, where in ((PRIVATE_MEMORY, "in each process"), (PEAK_SIZE, "more at its peak")):
        kept, plain_kept = _measured(packed, name), _measured(plain, name)
        if kept and plain_kept and kept.median > plain_kept.median:
            costs.append(f"{size(kept.median - plain_kept.median)} of memory {where}")
    if packed.packing_seconds:
        costs.append(f"{duration(packed.packing_seconds)} of packing")
    if plain.build_info and not packed.build_info:
        costs.append("the build info")
    return costs or ["nothing that was measured"]


def _later(packed: Measurement, plain: Measurement) -> str:
    """Turn by turn: a busy moment slows both starts of its turn, and their ranges say little."""
    pairs = zip(packed.samples, plain.samples, strict=True)
    low, median, _ = statistics.quantiles((later - sooner for later, sooner in pairs), n=4)
    return f"{duration(median)} a start" if low > 0 else "nothing that shows at a start"


def _spread(taken: Measurement) -> str:
    return f"{duration(taken.median)} ({duration(taken.low)} to {duration(taken.high)})"


def _listed(parts: list[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if parts[1:] else parts[0]


def _measured(contender: Contender, name: str) -> Measurement | None:
    return next((each for each in contender.measurements if each.what == name), None)


def _took(contender: Contender) -> str:
    return duration(contender.packing_seconds) if contender.packing_seconds else _NONE


def _info(contender: Contender) -> str:
    return "readable" if contender.build_info else "lost"
