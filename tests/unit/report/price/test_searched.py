"""What a search found, proved and did not try, in words."""

from __future__ import annotations

from dataclasses import replace

from slimgo.report.price.searched import text
from slimgo.values.price_search import LeftOut, SearchResult, Tried
from tests.unit.plan.price.lists import variant

BEST = replace(variant("stripped", 1.0), commands=("go build -ldflags '-s -w' -o a .",))
FOUND = SearchResult(
    best=BEST,
    proved=True,
    tried=(
        Tried(name="plain", disk_bytes=8_000_000, verdict="the smallest so far"),
        Tried(name="stripped", disk_bytes=1_000_000, verdict="the smallest so far"),
    ),
    not_tried=7,
    left_out=(LeftOut(lever="no-http2", why="loses HTTP/2"),),
    limits=("loses=symbols",),
    baseline_sha256="0" * 64,
)


def test_each_that_was_tried_what_was_left_out_the_proof_and_how_to_make_the_best() -> None:
    assert (
        text(FOUND)
        == """\
plain      8,000,000 B  the smallest so far
stripped   1,000,000 B  the smallest so far
left out: no-http2: loses HTTP/2
Smallest under loses=symbols: stripped, 1,000,000 B.
Proved, if levers save no more together than alone, nor a greater part packed than unpacked: none of the 7 combinations that were not tried is smaller.
  $ go build -ldflags '-s -w' -o a .
"""  # noqa: E501  as a pipe gets it
    )


def test_a_command_is_never_folded() -> None:
    folded = text(FOUND, 20).splitlines()
    assert folded[-1] == f"  $ {BEST.commands[0]}"
    assert max(map(len, folded[:-1])) < 60


def test_what_was_not_proved_is_not_called_so() -> None:
    assert "The time is up: 7 combinations were not tried.\n" in text(replace(FOUND, proved=False))
    assert "Proved: every combination was tried.\n" in text(replace(FOUND, not_tried=0))


def test_nothing_found() -> None:
    assert text(replace(FOUND, best=None)).endswith("Nothing under loses=symbols was found.\n")
