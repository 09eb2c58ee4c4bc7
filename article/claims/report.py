"""The claims with their verdicts: a table for people, and Markdown for docs/article.md."""

from __future__ import annotations

import io
from collections import Counter

from article.claims.claim import Judged
from slimgo.report.layout import folded

_STYLE = {
    "holds": "green",
    "no longer": "yellow",
    "wrong": "red",
    "cannot be checked here": "magenta",
    "outside its band": "bold red",
}
_WIDE_ENOUGH = 110
"""Columns in which four columns of sentences break no word."""

_HEADS = ("What the article says", "What it leaves unsaid")


def counts(judged: tuple[Judged, ...]) -> str:
    """The last line: `40 claims: 24 hold, 7 no longer, 8 wrong, 1 cannot be checked here`."""
    found: Counter[str] = Counter(each.finding.judgement for each in judged)
    words = ((name, "hold" if name == "holds" else name) for name in _STYLE)
    parts = [f"{found[name]} {word}" for name, word in words if found[name]]
    return f"{len(judged)} claim{'' if len(judged) == 1 else 's'}: {', '.join(parts)}"


def text(judged: tuple[Judged, ...], *, colour: bool, width: int) -> str:
    """Two tables with this run's figures, and the counts. width: the terminal's columns; where a
    table would break words, each claim is a block of lines."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    stream = io.StringIO()
    console = Console(file=stream, force_terminal=colour, width=width, highlight=False, emoji=False)
    if width < _WIDE_ENOUGH:
        for line, style in _blocks(judged, width):
            console.print(Text(line, style=style), soft_wrap=True)
        console.print(counts(judged), markup=False)
        return stream.getvalue()
    for head, part in zip(_HEADS, _parts(judged), strict=True):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
        table.add_column(head, ratio=4)
        table.add_column("", ratio=2, min_width=9)
        table.add_column("seen here", ratio=6)
        table.add_column("why", ratio=5)
        for each in part:
            finding = each.finding
            table.add_row(
                Text(each.claim.says),
                Text(finding.judgement, style=_STYLE[finding.judgement]),
                Text(f"{finding.seen}\n({finding.here})" if finding.here else finding.seen),
                Text(finding.why),
            )
        console.print(table)
    console.print(counts(judged), markup=False)
    return stream.getvalue()


def _blocks(judged: tuple[Judged, ...], width: int) -> list[tuple[str, str]]:
    """Lines with their styles."""
    lines: list[tuple[str, str]] = []
    for head, part in zip(_HEADS, _parts(judged), strict=True):
        lines += [(head, "bold"), ("", "")]
        for each in part:
            finding = each.finding
            here = f" ({finding.here})" if finding.here else ""
            told = [f"  {finding.judgement}: {finding.seen}{here}"]
            told += [f"  {finding.why}"] if finding.why else []
            lines.append((folded(each.claim.says, width, hang=0), ""))
            lines.append((folded(told[0], width, hang=2), _STYLE[finding.judgement]))
            lines += [(folded(line, width, hang=2), "") for line in told[1:]]
            lines.append(("", ""))
    return lines


def markdown(judged: tuple[Judged, ...], *, go_version: str) -> str:
    """What is the same on every machine: no figure that depends on it, save as a band."""
    lines = [
        "# The article, claim by claim",
        "",
        "Made by `invoke article --write`, compared by `invoke article --check`. Sizes are of",
        f"{go_version}, for linux/amd64. What depends on the machine is shown as the band in which",
        "it was found; `invoke article` prints this machine's own figures.",
    ]
    for head, part in zip(_HEADS, _parts(judged), strict=True):
        lines += [
            "",
            f"## {head}",
            "",
            "| | claim | seen here | verdict | why |",
            "|---|---|---|---|---|",
        ]
        lines += [
            "| "
            + " | ".join(
                (
                    str(number),
                    _cell(each.claim.says),
                    _cell(each.finding.seen),
                    f"**{each.finding.judgement}**",
                    _cell(each.finding.why),
                )
            )
            + " |"
            for number, each in enumerate(part, 1)
        ]
    return "\n".join([*lines, "", f"{counts(judged)}.", ""])


def _parts(judged: tuple[Judged, ...]) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    said = tuple(each for each in judged if each.claim.said)
    return said, tuple(each for each in judged if not each.claim.said)


def _cell(text: str) -> str:
    """Text that stays one cell, and is not taken for Markdown or HTML."""
    for sign in "\\`*_[]<>|~":
        text = text.replace(sign, f"\\{sign}")
    return text
