"""What makes a step up to date: whatever changes its result changes its fingerprint."""

from __future__ import annotations

from slimgo.plan.fingerprint import fingerprint, verdict_key
from slimgo.values.command import Command

WHOLE = {
    "command": Command(argv=("go", "build"), env=(("A", "b"),)),
    "environment": (("C", "d"),),
    "inputs": (("app.go", "aa"), ("go.mod", "bb")),
    "tools": ("go1.27.3",),
}


def of(**changed: object) -> str:
    return fingerprint(**WHOLE | changed)  # type: ignore[arg-type]


def test_each_part_counts() -> None:
    made = {
        of(),
        of(command=Command(argv=("go", "build", "-x"), env=(("A", "b"),))),
        of(command=Command(argv=("go", "build"))),
        of(environment=(("C", "e"),)),
        of(inputs=(("app.go", "ab"), ("go.mod", "bb"))),
        of(inputs=(("app.go", "aa"),)),
        of(tools=("go1.27.4",)),
    }
    assert len(made) == 7
    assert all(len(one) == 64 for one in made)


def test_the_order_in_which_things_were_found_does_not_count() -> None:
    assert of(inputs=(("go.mod", "bb"), ("app.go", "aa"))) == of()


def test_a_verdict_is_remembered_for_what_was_checked_against_what_with_what() -> None:
    first = verdict_key(subject="aa", expectation=("x", 1), tools=("go",))
    assert first == verdict_key(subject="aa", expectation=("x", 1), tools=("go",))
    others = {
        verdict_key(subject="ab", expectation=("x", 1), tools=("go",)),
        verdict_key(subject="aa", expectation=("x", 2), tools=("go",)),
        verdict_key(subject="aa", expectation=("x", 1), tools=("go", "upx")),
    }
    assert len(others | {first}) == 4
