"""What is said of a command, and of a program of which nothing is known, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.running import check_command, check_lives, check_probe, check_worker
from slimgo.values.probe import CommandLine, Given, Lives, Service, Worker
from slimgo.values.question import Answer, ProbeFacts, Question
from slimgo.values.running import Exit
from slimgo.values.verdict import Verdict

DONE = ProbeFacts(
    answers=(),
    exit=Exit(status=0, seconds=0.004),
    ended_by_itself=True,
    left="",
    words="first\nhello 1.2\n",
)
GONE = "pass: leaves nothing: its process is gone"
ENDS = "pass: ends on SIGTERM: status 0 in 4 ms"


def said(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [
        f"{each.status}: {each.check}: {each.evidence}" + (f" -> {each.cure}" if each.cure else "")
        for each in verdicts
    ]


@pytest.mark.parametrize(
    ("facts", "probe", "words"),
    [
        (DONE, CommandLine(), "pass: runs: no arguments: status 0"),
        (DONE, CommandLine(given=Given(arguments=("-v", "x"))), "pass: runs: -v x: status 0"),
        (DONE, CommandLine(says=r"^hello [\d.]+$"), "pass: runs: no arguments: status 0"),
        (
            DONE,
            CommandLine(says="bye"),
            r"fail: runs: with no arguments it said 'first\nhello 1.2\n', wanted bye",
        ),
        (
            DONE,
            CommandLine(given=Given(arguments=("-v", "x")), status=2),
            "fail: runs: with -v x it ended with status 0, wanted 2; its last line: hello 1.2",
        ),
        (
            replace(DONE, exit=None),
            CommandLine(given=Given(arguments=("-v", "x"))),
            (
                "fail: runs: with -v x it does not end; its last line: hello 1.2"
                " -> name arguments that it ends with, as in --run '--version'"
            ),
        ),
        (
            replace(DONE, exit=Exit(status=3, seconds=0.0)),
            CommandLine(status=3),
            "pass: runs: no arguments: status 3",
        ),
    ],
)
def test_what_is_said_of_a_command(facts: ProbeFacts, probe: CommandLine, words: str) -> None:
    assert said(check_command(facts, probe)) == [words, GONE]


def test_what_is_said_of_a_program_that_lives() -> None:
    lives = replace(DONE, ended_by_itself=False)
    assert said(check_lives(lives, Lives(seconds=1.5))) == [
        "pass: starts: it still ran after 1.5 s, and nothing was asked",
        ENDS,
        GONE,
    ]
    ended = replace(lives, exit=Exit(status=143, seconds=0.004))
    assert said(check_lives(ended, Lives()))[1] == "pass: ends on SIGTERM: status 143 in 4 ms"


@pytest.mark.parametrize(("ended", "status"), [(Exit(status=2, seconds=0.0), "2"), (None, "?")])
def test_what_is_said_of_a_program_that_ends_at_once(ended: Exit | None, status: str) -> None:
    assert said(check_lives(replace(DONE, exit=ended), Lives())) == [
        f"fail: starts: it ended at once with status {status}; its last line: hello 1.2"
    ]


@pytest.mark.parametrize(
    ("question", "body", "words"),
    [
        (Question(path="/", answer="^a", match="pattern"), "b", "wanted 2xx and a body with ^a"),
        (Question(path="/", answer="a", match="trimmed"), "b", 'wanted 2xx "a"'),
        (Question(path="/", answer="a"), "b", 'wanted 200 "a"'),
    ],
)
def test_what_is_said_of_a_wrong_answer(question: Question, body: str, words: str) -> None:
    facts = replace(DONE, answers=(Answer(asked="GET /", status=200, body=body, accepted=True),))
    first = said(check_probe(facts, Service(port=1, questions=(question,))))[0]
    assert first == (
        f"fail: runs: GET /: 200 'b', {words} -> correct what the service answers, or the question"
    )


@pytest.mark.parametrize(
    ("question", "status", "body", "passes"),
    [
        (Question(path="/", answer="a", match="trimmed"), 299, " a\n", True),
        (Question(path="/", answer=" a ", match="trimmed"), 200, "a", True),
        (Question(path="/", answer="a", match="trimmed"), 300, "a", False),
        (Question(path="/", answer="a", match="trimmed"), 199, "a", False),
        (Question(path="/", answer="b+", match="pattern"), 204, "abb", True),
        (Question(path="/", answer="b+", match="pattern"), 404, "abb", False),
        (Question(path="/", answer="a"), 201, "a", False),
    ],
)
def test_which_answers_are_taken(
    question: Question, status: int, body: str, *, passes: bool
) -> None:
    facts = replace(DONE, answers=(Answer(asked="GET /", status=status, body=body, accepted=True),))
    first = check_probe(facts, Service(port=1, questions=(question,)))[0]
    assert (first.status == "pass") is passes


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            replace(DONE, ended_by_itself=False),
            ["pass: runs: it still ran after 3 s", ENDS, GONE],
        ),
        (  # whatever its status
            replace(DONE, ended_by_itself=False, exit=Exit(status=143, seconds=0.004)),
            [
                "pass: runs: it still ran after 3 s",
                "pass: ends on SIGTERM: status 143 in 4 ms",
                GONE,
            ],
        ),
        (
            replace(DONE, exit=None),
            [
                "fail: runs: it ended with status ? before 3 s were over; its last line: hello 1.2",
                GONE,
            ],
        ),
        (
            replace(DONE, ended_by_itself=False, exit=None),
            [
                "pass: runs: it still ran after 3 s",
                (
                    "fail: ends on SIGTERM: it still ran 4 s after SIGTERM and had to be killed"
                    " -> handle SIGTERM, or allow it more seconds"
                ),
                GONE,
            ],
        ),
        (
            DONE,
            [
                "fail: runs: it ended with status 0 before 3 s were over; its last line: hello 1.2",
                GONE,
            ],
        ),
    ],
)
def test_what_is_said_of_a_worker(facts: ProbeFacts, words: list[str]) -> None:
    assert said(check_worker(facts, Worker(seconds=3, stop_seconds=4))) == words
