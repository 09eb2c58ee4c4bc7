"""The page says what was seen, place by place, and nothing of what could not be had."""

from __future__ import annotations

from slimgo.report.isolation import isolation_page
from slimgo.values.isolation import Attacked, AttackRecord, Place

PLACE = Place(
    name="as a user",
    abi=7,
    levels=(
        Attacked(level="bubblewrap", refused="no namespace"),
        Attacked(
            level="Landlock",
            lacks="UDP is this machine's",
            attempts=(("read", "denied"), ("send", "")),
            start_seconds=(0.03, 0.02, 0.9),
        ),
        Attacked(
            level="none",
            lacks="all of it",
            attempts=(("read", ""), ("send", "")),
            start_seconds=(0.02, 0.02, 0.3),
        ),
    ),
    by_hand=Attacked(level="by hand", attempts=(("read", ""), ("send", ""))),
)
PAGE = isolation_page(
    AttackRecord(date="2026-01-02", machine=(("kernel", "6.18"), ("cpus", "2")), places=(PLACE,))
)


def test_each_attempt_is_a_row_with_a_word_for_each_level_that_can_be_had() -> None:
    assert "| attempt | Landlock | none | by hand |\n" in PAGE
    assert "| read | no | **yes** | **yes** |\n" in PAGE
    assert "| send | **yes** | **yes** | **yes** |\n" in PAGE


def test_a_refused_level_and_what_the_others_lack_are_told_in_their_own_words() -> None:
    assert "### As a user (Landlock ABI 7)\n" in PAGE
    assert "- bubblewrap cannot be had: no namespace.\n" in PAGE
    assert "- Landlock says: “UDP is this machine's”.\n" in PAGE


def test_starts_are_compared_in_pairs_so_that_a_busy_moment_does_not_count() -> None:
    assert "| *start, against none* | 1.50 × | 1.00 × | |\n" in PAGE


def test_the_machine_stands_with_its_figures() -> None:
    assert "Taken on 2026-01-02: kernel 6.18, cpus 2." in PAGE
