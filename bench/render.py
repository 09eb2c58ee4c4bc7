"""A report as Markdown and as lines of text. Pure."""

from __future__ import annotations

from bench.figures import fastest, more_seconds, paired_ratios, ratio_of_medians, verdict
from bench.values import Report, Row
from slimgo.report.size import duration
from slimgo.values.measurement import Measurement

_HEAD = """\
# How fast it is

`nox -s bench` measures this again and writes `bench.json`, of which this page is made.

Whole commands, as processes, from their start to their end. The compared commands take turns \
(A B A B), after one turn that is not counted; times are medians, with the lowest and the highest \
in brackets. A row is judged by the ratio of the medians. The ratio of each pair of a turn is \
shown beside it: where the two differ, the machine was not at rest. The one row that names a step \
is that step's command alone, as `slim.json` has it: `invoke slim` runs our own module in the \
Python that is running already, and the row below it shows what a Python of its own would add.
"""

_COLUMNS = (
    "what", "time", "compared with", "ratio", "of pairs", "limit", "repeats", "verdict",
)  # fmt: skip

_COLD = """\
`build/` is removed before each run. The time of slimgo is the time of its process less the \
time of its checks, which a bare script does not do; the checks took {checks}. slimgo takes that \
time itself: `check_seconds` of each step in `slim.json`, reading, probing and measuring."""


def text(row: Row) -> str:
    """A row as a line, for whoever waits."""
    ratio, other = ratio_of_medians(row), fastest(row)
    if row.measured is None:
        return f"{row.name}: {verdict(row)}"
    if ratio is None or other is None:
        return f"{row.name}: {_spread(row.measured)}   {verdict(row)}"
    return (
        f"{row.name}: {ratio:.3f} (limit {_limit(row)})   {_spread(row.measured)} against "
        f"{_spread(other)}   {verdict(row)}" + (f"   (left out: {row.note})" if row.note else "")
    )


def markdown(report: Report) -> str:
    """The page: how it was taken, the table, and what each row means."""
    before, after = report.load
    taken = [
        f"Taken {report.date}; load average {before:.2f} before, {after:.2f} after.",
        _pairs(report.machine),
        _pairs(report.versions),
    ]
    table = [_line(_COLUMNS), _line(("---",) * len(_COLUMNS)), *map(_table_line, report.rows)]
    parts = [_HEAD, "\n".join(f"- {line}" for line in taken), "\n".join(table)]
    parts += [_about(row) for row in report.rows]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table_line(row: Row) -> str:
    ratio, pairs, other = ratio_of_medians(row), paired_ratios(row), fastest(row)
    return _line(
        (
            row.name,
            _spread(row.measured) if row.measured else "–",
            _spread(other) if other else "–",
            f"{ratio:.3f}" if ratio is not None else "–",
            f"{pairs.median:.3f} ({pairs.low:.3f} to {pairs.high:.3f})" if pairs else "–",
            _limit(row),
            str(len(row.measured.samples)) if row.measured else "–",
            verdict(row),
        )
    )


def _about(row: Row) -> str:
    parts = [f"**{row.name}**: {row.why}."]
    if row.measured:
        against = [f"against `{other.what}`, {_spread(other)}" for other in row.against]
        parts.append("; ".join([f"`{row.measured.what}`, {_spread(row.measured)}", *against]) + ".")
        more = more_seconds(row)
        if row.most_seconds is not None and more is not None:
            parts.append(f"By the medians it takes {duration(more)} more.")
    if row.checks:
        parts.append(_COLD.format(checks=_spread(row.checks)))
    if row.note:
        parts.append(f"{'Left out' if row.against else 'Not measured'}: {row.note}.")
    return " ".join(parts)


def _limit(row: Row) -> str:
    if row.most_seconds is not None:
        return f"{row.most_seconds:g} s more"
    return "–" if row.limit is None else f"{row.limit:g}"


def _pairs(pairs: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} {value}" for name, value in pairs)


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _spread(taken: Measurement) -> str:
    if len(taken.samples) == 1:
        return duration(taken.median)
    return f"{duration(taken.median)} ({duration(taken.low)} to {duration(taken.high)})"
