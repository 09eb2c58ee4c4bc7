from __future__ import annotations

from dataclasses import replace

import pytest

from article.claims.claim import Claim, Finding, Judged
from article.claims.report import counts, markdown, text

JUDGED = (
    Judged(
        claim=Claim(id="a", says="-s -w: *all* | `nm`"),
        finding=Finding(judgement="holds", seen="1 to 2 times", why="so it is", here="1.5 times"),
    ),
    Judged(
        claim=Claim(id="b", says="no such thing"),
        finding=Finding(judgement="cannot be checked here", seen="no gdb", why="apt-get"),
    ),
    Judged(
        claim=Claim(id="c", says="left out", said=False),
        finding=Finding(judgement="wrong", seen="it is not", why="because"),
    ),
)


def test_the_terminal_shows_the_figures_of_this_run() -> None:
    shown = text(JUDGED, colour=False, width=130)
    assert "(1.5 times)" in shown
    assert "What it leaves unsaid" in shown
    assert "\x1b" not in shown
    assert shown.endswith("3 claims: 1 hold, 1 wrong, 1 cannot be checked here\n")


@pytest.mark.parametrize("width", [80, 40])
def test_a_narrow_terminal_shows_each_claim_as_a_block_without_a_broken_word(width: int) -> None:
    long = "go tool nm build/verify/linux-amd64/small.bin finds none of the 12,345 symbols any more"
    claim = replace(JUDGED[0].claim, says=long)
    shown = text((replace(JUDGED[0], claim=claim), *JUDGED[1:]), colour=False, width=width)
    for word in long.split():
        assert word in shown.split()
    assert "  holds: 1 to 2 times (1.5 times)\n  so it is\n" in shown
    assert all(len(line) <= width or len(line.split()) == 1 for line in shown.splitlines())


def test_markdown_has_none_of_them_and_no_cell_breaks_its_table() -> None:
    written = markdown(JUDGED, go_version="Go 1.27.3")
    assert "1.5" not in written
    rows = [line for line in written.splitlines() if line.startswith("| 1 |")]
    assert rows == [
        r"| 1 | -s -w: \*all\* \| \`nm\` | 1 to 2 times | **holds** | so it is |",
        "| 1 | left out | it is not | **wrong** | because |",
    ]


def test_each_judgement_is_counted_once() -> None:
    assert counts(JUDGED[:1]) == "1 claim: 1 hold"
