"""What is said of packing, size and running, word for word: a reader decides by it alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.outcomes import check_cannot_start, check_refused
from slimgo.checks.packed import check_packed
from slimgo.checks.running import check_probe
from slimgo.checks.size import check_engine_size
from slimgo.plan.packers import PACKERS
from slimgo.values.outcome import Outcome
from slimgo.values.packed import PackedFacts
from slimgo.values.probe import Service
from slimgo.values.question import Answer, ProbeFacts, Question
from slimgo.values.running import Exit
from slimgo.values.verdict import Verdict


def said(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [line(verdict) for verdict in verdicts]


def line(verdict: Verdict) -> str:
    text = f"{verdict.status}: {verdict.check}: {verdict.evidence}"
    return f"{text} -> {verdict.cure}" if verdict.cure else text


SHA, OTHER = "0123456789abcdef", "fedcba9876543210"
UNPACKED = PackedFacts(
    test_status=0,
    test_words="",
    original_sha256=SHA,
    unpacked_sha256=SHA,
    unpack_words="",
    original_build_info="go1.27.3",
    build_info="go1.27.3",
)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (UNPACKED, "pass: packer's test: upx -t"),
        (UNPACKED, "pass: unpacks to the same bytes: sha256 0123456789ab…"),
        (
            replace(UNPACKED, test_status=1, test_words="bad"),
            ("fail: packer's test: upx -t: bad -> invoke clean   (then again)"),
        ),
        (
            replace(UNPACKED, unpacked_sha256="", unpack_words="no"),
            (
                "fail: unpacks to the same bytes: upx -d wrote nothing: no"
                " -> invoke clean   (then again)"
            ),
        ),
        (
            replace(UNPACKED, unpacked_sha256=OTHER),
            (
                "fail: unpacks to the same bytes: upx -d gives"
                " sha256 fedcba987654…, packed was 0123456789ab… -> invoke slim --with"
                " gopack   (this upx changes the program)"
            ),
        ),
    ],
)
def test_a_packed_files_verdict(facts: PackedFacts, words: str) -> None:
    assert words in said(check_packed(facts, PACKERS["upx"]))


def test_gopacks_verdicts_name_its_own_command_line() -> None:
    assert said(check_packed(UNPACKED, PACKERS["gopack"])) == [
        "pass: packer's test: python -m slimgo.gopack test",
        "pass: unpacks to the same bytes: sha256 0123456789ab…",
        "pass: same build info: `go version -m` reads what it read before",
    ]


@pytest.mark.parametrize(
    ("build_info", "words"),
    [
        (
            "",
            (
                "fail: same build info: `go version -m` reads nothing in the packed file"
                " -> invoke clean   (then again)"
            ),
        ),
        (
            "go1.27.2",
            (
                "fail: same build info: `go version -m` reads something else than before"
                " -> invoke clean   (then again)"
            ),
        ),
    ],
)
def test_what_became_of_the_build_info(build_info: str, words: str) -> None:
    facts = replace(UNPACKED, build_info=build_info)
    assert said(check_packed(facts, PACKERS["gopack"]))[-1] == words


def test_an_engines_size() -> None:
    assert said(check_engine_size(7000, "", 7000, exact=True)) == [
        "pass: the binary's size: 7,000 B"
    ]
    assert said(check_engine_size(7001, "", 7000, exact=True)) == [
        ("fail: the binary's size: 7,001 B, the files are 7,000 B -> invoke image")
    ]
    assert said(check_engine_size(1, "blobs", 7000, exact=False)) == [
        "skip: the binary's size: this engine counts blobs"
    ]


QUESTIONS = (Question(path="/a", answer="A"), Question(path="/b", answer="B"))
SERVICE = Service(port=3000, handles_sigterm=True, questions=QUESTIONS)
GOOD = ProbeFacts(
    answers=(
        Answer(asked="GET /a", status=200, body="A"),
        Answer(asked="GET /b", status=200, body="B"),
    ),
    exit=Exit(status=0, seconds=0.9996),
    ended_by_itself=False,
    left="",
    words="",
)
HANDLE = "handle SIGTERM: docker stop kills after 10 s, requests in flight and all"


def answered(status: int, body: str) -> ProbeFacts:
    return replace(
        GOOD, answers=(Answer(asked="GET /a", status=status, body=body), GOOD.answers[1])
    )


def silent(problem: str) -> ProbeFacts:
    return replace(GOOD, answers=(Answer(asked="GET /a", problem=problem), GOOD.answers[1]))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (GOOD, 'pass: runs: "A"'),
        (GOOD, "pass: ends on SIGTERM: status 0 in 1000 ms"),
        (GOOD, "pass: leaves nothing: its process is gone"),
        (silent("silence"), "fail: runs: GET /a: silence"),
        (
            replace(silent("silence"), words="x\nlast \n\n"),
            ("fail: runs: GET /a: silence; its last line: last"),
        ),
        (
            replace(silent("silence"), words="x" * 300),
            (f"fail: runs: GET /a: silence; its last line: {'x' * 200}"),
        ),
        (replace(GOOD, answers=()), "fail: runs: GET /a: it was not asked"),
        (
            answered(500, "A"),
            (
                "fail: runs: GET /a: 500 'A', wanted 200 \"A\" -> correct what the"
                " service answers, or the question"
            ),
        ),
        (
            answered(200, "x" * 80),
            (
                f"fail: runs: GET /a: 200 '{'x' * 80}', wanted 200 \"A\" -> correct what"
                " the service answers, or the question"
            ),
        ),
        (
            answered(200, "x" * 81),
            (
                f"fail: runs: GET /a: 200 '{'x' * 80}…', wanted 200 \"A\" -> correct"
                " what the service answers, or the question"
            ),
        ),
        (
            replace(GOOD, exit=None),
            (f"fail: ends on SIGTERM: it still ran and had to be killed -> {HANDLE}"),
        ),
        (
            replace(GOOD, ended_by_itself=True, words="bye\n"),
            (
                "fail: ends on SIGTERM: it had ended"
                " before, with status 0; its last line: bye -> keep the program running"
                " until SIGTERM comes"
            ),
        ),
        (
            replace(GOOD, exit=Exit(status=143, seconds=1)),
            (f"fail: ends on SIGTERM: it ended with status 143 -> {HANDLE}"),
        ),
        (
            replace(GOOD, left=None),
            ("skip: leaves nothing: the engine's processes are not this machine's"),
        ),
        (
            replace(GOOD, left="process 4"),
            ("fail: leaves nothing: process 4 is still there -> end process 4"),
        ),
    ],
)
def test_a_probes_verdict(facts: ProbeFacts, words: str) -> None:
    assert words in said(check_probe(facts, SERVICE))


def test_a_probe_without_a_question() -> None:
    assert said(check_probe(GOOD, Service(port=3000, handles_sigterm=True, questions=())))[0] == (
        "fail: runs: nothing was asked"
    )


GONE = Outcome(kind="cannot start", words="No such file")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (GOOD, ["fail: cannot start: it answers"]),
        (
            replace(GOOD, answers=()),
            [("fail: cannot start: it was not asked, expected 'No such file'")],
        ),
        (
            replace(GOOD, answers=(Answer(asked="GET /a", problem="status 1"),)),
            [("fail: cannot start: 'status 1', expected 'No such file'")],
        ),
        (
            replace(GOOD, answers=(Answer(asked="GET /a", problem="No such file: x"),)),
            [
                ("pass: cannot start: No such file, though the file is there"),
                "pass: leaves nothing: its process is gone",
            ],
        ),
    ],
)
def test_the_verdict_of_what_cannot_start(facts: ProbeFacts, words: list[str]) -> None:
    assert said(check_cannot_start(facts, GONE)) == words


def test_the_verdict_of_what_is_refused() -> None:
    refused = Outcome(kind="refused", words="a macOS program")
    assert line(check_refused("x is a macOS program", refused)) == (
        "pass: refused: x is a macOS program"
    )
    assert line(check_refused("something else", refused)) == (
        "fail: refused: something else, expected 'a macOS program'"
    )
    assert line(check_refused("", refused)) == (
        "fail: refused: it is taken for an image, expected 'a macOS program'"
    )
