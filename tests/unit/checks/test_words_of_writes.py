"""What is said of what a program wrote, and of what its isolation could not show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.writes import check_surroundings
from slimgo.values.question import ProbeFacts
from slimgo.values.running import Change, Exit
from slimgo.values.verdict import Verdict, passed, skipped

CHANGE = Change(kind="added", path="/a", size_bytes=None)
CLEAN = ProbeFacts(
    answers=(),
    exit=Exit(status=0, seconds=0.0),
    ended_by_itself=False,
    left="",
    words="",
    changes=(),
)


def wrote(*changes: Change) -> ProbeFacts:
    return replace(CLEAN, changes=changes)


@pytest.mark.parametrize(
    ("read_only", "evidence"),
    [(True, "with a read-only root"), (False, "it wrote nothing")],
)
def test_what_wrote_nothing_passes_and_says_whether_it_could(
    *, read_only: bool, evidence: str
) -> None:
    assert check_surroundings(CLEAN, read_only=read_only) == (passed("needs no writing", evidence),)


@pytest.mark.parametrize("read_only", [True, False])
def test_where_writes_cannot_be_told_it_is_no_pass(*, read_only: bool) -> None:
    untold = replace(CLEAN, changes=None)
    assert check_surroundings(untold, read_only=read_only) == (
        skipped("needs no writing", "what it writes cannot be told here"),
    )


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (wrote(CHANGE), "added /a"),
        (wrote(replace(CHANGE, size_bytes=0)), "added /a"),
        (wrote(replace(CHANGE, size_bytes=1)), "added /a (1 B)"),
        (
            wrote(replace(CHANGE, size_bytes=1234), replace(CHANGE, kind="deleted")),
            "added /a (1,234 B), deleted /a",
        ),
        (wrote(*[CHANGE] * 5), "added /a, added /a, added /a, added /a, added /a"),
        (wrote(*[CHANGE] * 6), "added /a, added /a, added /a, added /a, added /a and 1 more"),
        (wrote(*[CHANGE] * 7), "added /a, added /a, added /a, added /a, added /a and 2 more"),
    ],
)
def test_what_it_wrote_is_told_five_by_name(facts: ProbeFacts, told: str) -> None:
    assert check_surroundings(facts, read_only=False) == (
        skipped("needs no writing", f"it {told}, which goes with its container"),
    )


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        (CLEAN, passed("needs no writing", "with a read-only root")),
        (
            replace(CLEAN, changes=None),
            skipped("needs no writing", "what it writes cannot be told here"),
        ),
    ],
)
def test_each_trait_that_was_not_shown_is_named_with_its_reason(
    facts: ProbeFacts, first: Verdict
) -> None:
    hidden = replace(facts, not_shown=(("own network", "no rights"), ("memory", "no cgroup")))
    assert check_surroundings(hidden, read_only=True) == (
        first,
        skipped("own network", "no rights"),
        skipped("memory", "no cgroup"),
    )


def test_children_that_nobody_waits_for_are_named_once_each() -> None:
    left = replace(CLEAN, zombies=("sh", "git", "sh"))
    assert check_surroundings(left, read_only=False)[1:] == (
        skipped(
            "waits for its children",
            "it does not wait for processes that have ended (sh, git): `docker run --init` does",
        ),
    )
