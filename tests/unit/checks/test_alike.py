"""Two programs are compared by what they answer, and a difference is shown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from slimgo.checks.alike import alike, check_alike, comparable
from slimgo.values.probe import CommandLine, Given, Lives, Probe, Service, Unknown, Worker
from slimgo.values.question import Answer, ProbeFacts
from slimgo.values.running import Exit
from slimgo.values.verdict import Verdict, failed, passed, skipped

SERVICE = Service(port=1)
COMMAND = CommandLine(given=Given(arguments=("-v",)))
NAMES = ("unpacked", "packed")


def answered(*bodies: str, status: int = 200) -> ProbeFacts:
    answers = tuple(Answer(asked="GET /", status=status, body=body) for body in bodies)
    return ProbeFacts(answers=answers, exit=None, ended_by_itself=False, left=None, words="x")


def printed(words: str, status: int | None = 0) -> ProbeFacts:
    ended = None if status is None else Exit(status=status, seconds=0.0)
    return ProbeFacts(answers=(), exit=ended, ended_by_itself=True, left=None, words=words)


def only(
    how: Probe,
    names: tuple[str, str],
    ones: Sequence[ProbeFacts],
    others: Sequence[ProbeFacts],
) -> Verdict:
    """The one verdict that there is."""
    (verdict,) = check_alike(how, names, ones, others)
    return verdict


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (SERVICE, True),
        (COMMAND, True),
        (Worker(), False),
        (Lives(), False),
        (Unknown(), False),
    ],
)
def test_what_says_nothing_is_not_compared(how: Probe, *, says: bool) -> None:
    assert comparable(how) is says


@pytest.mark.parametrize(
    ("how", "one", "other", "same"),
    [
        (SERVICE, answered("a"), answered("a"), True),
        (SERVICE, answered("a"), answered("b"), False),
        (SERVICE, answered("a"), answered("a\n"), False),
        (SERVICE, answered("a"), answered("a", status=201), False),
        (SERVICE, answered("a", "b"), answered("a"), False),
        (SERVICE, answered("a", "b"), answered("b", "a"), False),
        (COMMAND, printed("a\nb"), printed("b\na"), True),
        (COMMAND, printed("a\nb"), printed("a"), False),
        (COMMAND, printed("a"), printed("a", 1), False),
        (COMMAND, printed("a", None), printed("a"), False),
    ],
)
def test_what_is_alike(how: Probe, one: ProbeFacts, other: ProbeFacts, *, same: bool) -> None:
    assert alike(how, one, other) is same
    verdict = only(how, NAMES, (one, one), (other, other))
    assert verdict.status == ("pass" if same else "fail")


def test_the_difference_is_shown_as_one() -> None:
    verdict = only(SERVICE, NAMES, [answered("a", "b\nc\nd")], [answered("a", "b\nx\nd")])
    assert verdict == failed(
        "answers alike",
        "GET / (2)\n--- unpacked\n+++ packed\n@@ -2,3 +2,3 @@\n b\n-c\n+x\n d",
        "",
    )
    verdict = only(COMMAND, NAMES, [printed("a")], [printed("a", None)])
    assert verdict.evidence == (
        "-v\n--- unpacked\n+++ packed\n@@ -1,2 +1,2 @@\n-status 0\n+it did not end\n a"
    )
    gone = ProbeFacts(
        answers=(Answer(asked="GET /", problem="silence"),),
        exit=None,
        ended_by_itself=True,
        left="",
        words="",
    )
    verdict = only(SERVICE, NAMES, [answered("a")], [gone])
    assert verdict.evidence.endswith("-status 200\n-a\n+no answer: silence")
    verdict = only(SERVICE, NAMES, [answered("a", "b")], [answered("a")])
    assert verdict.evidence.endswith("-status 200\n-b\n+not asked")


def test_a_long_difference_is_cut_and_a_long_line_is_broken() -> None:
    many = only(SERVICE, NAMES, [answered("a\n" * 30)], [answered("b\n" * 30)])
    assert len(many.evidence.splitlines()) == 14
    assert many.evidence.endswith("\n… 53 lines more")
    line = "x" * 200
    long = only(SERVICE, NAMES, [answered(line + "a")], [answered(line + "b")])
    assert long.evidence.splitlines()[-2:] == [f"-{'x' * 20}a", f"+{'x' * 20}b"]


@pytest.mark.parametrize("at", [0, 1])
def test_who_answers_differently_by_itself_is_not_compared(at: int) -> None:
    moody, steady = [answered("1"), answered("2")], [answered("3"), answered("3")]
    ones, others = (moody, steady) if at == 0 else (steady, moody)
    verdict = only(SERVICE, NAMES, ones, others)
    assert (verdict.check, verdict.status) == ("answers alike", "skip")
    assert verdict.first_line == (
        f"the {NAMES[at]} program does not answer the same twice in a row: GET /"
    )


def test_a_pass_names_both() -> None:
    assert only(SERVICE, NAMES, [answered("a")], [answered("a")]) == passed(
        "answers alike", "the packed program answers as the unpacked one"
    )


def test_of_long_output_the_ends_are_not_compared() -> None:
    one, other = printed("a" * 4000), printed("a" * 3999 + "b")
    assert only(COMMAND, NAMES, (one, one), (other, other)) == skipped(
        "answers alike", "it prints more than an engine keeps, and the ends differ"
    )
    short = printed("a" * 3899)
    assert only(COMMAND, NAMES, (short, short), (printed("b"),) * 2).status == "fail"


def test_a_command_is_called_by_what_is_typed() -> None:
    for given, typed in (
        (Given(arguments=("-v", "x")), "-v x"),
        (Given(), "no arguments"),
    ):
        how = CommandLine(given=given)
        verdict = only(how, NAMES, [printed("a")], [printed("b")])
        assert verdict.first_line == typed
        moody = only(how, NAMES, [printed("a"), printed("b")], [printed("b")])
        assert moody.first_line.endswith(f"twice in a row: {typed}")


def test_what_has_no_status_shows_none_and_an_empty_line_is_one() -> None:
    verdict = only(SERVICE, NAMES, [answered("a\n\nb", status=0)], [answered("a\nb", status=0)])
    assert verdict.evidence.splitlines()[3:] == ["@@ -1,3 +1,2 @@", " a", "-", " b"]


def test_one_that_was_asked_more_is_told_apart_either_way() -> None:
    verdict = only(SERVICE, NAMES, [answered("a")], [answered("a", "b")])
    assert verdict.evidence.endswith("-not asked\n+status 200\n+b")


@pytest.mark.parametrize(("lines", "more"), [(4, ""), (5, "… 2 lines more")])
def test_up_to_twelve_lines_of_a_difference_are_shown(lines: int, more: str) -> None:
    one, other = (answered("\n".join([word] * lines)) for word in "ab")
    verdict = only(SERVICE, NAMES, [one], [other])
    shown = verdict.evidence.splitlines()[1:]
    assert (len(shown), shown[-1]) == ((12, "+b") if not more else (13, more))


@pytest.mark.parametrize("at", [0, 1])
def test_output_that_is_cut_on_one_side_is_not_compared(at: int) -> None:
    pair = [printed("a"), printed("b" * 3900)]
    one, other = pair if at else reversed(pair)
    assert only(COMMAND, NAMES, [one], [other]).status == "skip"


def test_what_varies_by_itself_does_not_hide_what_differs() -> None:
    """Each was started twice: the first answer is a clock's, the second the program's own."""
    ones = [answered("1", "disk"), answered("2", "disk")]
    others = [answered("3", "memory"), answered("4", "memory")]
    red, skip = check_alike(SERVICE, NAMES, ones, others)
    assert (red.status, skip.status) == ("fail", "skip")
    assert "-disk\n+memory" in red.evidence
    assert "does not answer the same twice in a row" in skip.evidence


def test_what_does_not_vary_is_compared_beside_what_does() -> None:
    ones = [answered("1", "disk"), answered("2", "disk")]
    others = [answered("3", "disk"), answered("4", "disk")]
    green, skip = check_alike(SERVICE, NAMES, ones, others)
    assert (green.status, skip.status) == ("pass", "skip")
