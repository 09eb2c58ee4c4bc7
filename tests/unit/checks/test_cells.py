"""Every cell's expectation bites: facts that fit pass, and each one spoiled is red."""

from __future__ import annotations

from dataclasses import replace

import pytest

from article.matrix import MATRIX
from article.program import QUESTIONS
from slimgo.checks.binary import binary_expectation, check_binary
from slimgo.checks.outcomes import check_cannot_start, check_refused
from slimgo.checks.running import check_probe
from slimgo.plan.recipe import build_settings
from slimgo.values.binary import BinaryExpectation, BinaryFacts, BuildInfo
from slimgo.values.outcome import Outcome
from slimgo.values.probe import Service
from slimgo.values.question import Answer, ProbeFacts
from slimgo.values.target import Target

IDENTIFIERS = [each.id for each in MATRIX.cells]
FORMATS = {"linux": "ELF", "darwin": "Mach-O", "windows": "PE"}

SERVICE = Service(port=3000, handles_sigterm=True, questions=QUESTIONS[:1])


def expectation(identifier: str) -> BinaryExpectation:
    chosen = MATRIX.cell(identifier)
    return binary_expectation(
        chosen.variant,
        target=chosen.target,
        go_version="go1.27.3",
        settings=build_settings(chosen.variant, chosen.target),
    )


def fitting(expected: BinaryExpectation) -> BinaryFacts:
    """The facts that the expectation describes."""
    return BinaryFacts(
        size_bytes=1,
        sha256="aa",
        target=expected.target,
        interpreter=expected.interpreter,
        needed=("libc.so.6",) if expected.interpreter else (),
        pie=False,
        symbols=expected.symbols,
        debug_info=expected.debug_info,
        packed_by=expected.packed_by,
        build_info=BuildInfo(go_version=expected.go_version, settings=expected.settings),
        machine_paths=("/home/somebody",) if expected.machine_paths else (),
        file_format=FORMATS[expected.target.goos],
    )


def red(facts: BinaryFacts, expected: BinaryExpectation) -> list[str]:
    return [each.check for each in check_binary(facts, expected) if each.status == "fail"]


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_facts_that_fit_are_green(identifier: str) -> None:
    expected = expectation(identifier)
    assert red(fitting(expected), expected) == []


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_each_spoiled_expectation_turns_its_check_red(identifier: str) -> None:
    expected = expectation(identifier)
    facts = fitting(expected)
    other = Target(goos="plan9", goarch="amd64")
    assert red(facts, replace(expected, target=other)) == ["platform"]
    if expected.packed_by:
        assert red(facts, replace(expected, packed_by="another")) == ["packed"]
    else:
        spoiled = {
            "symbols": replace(expected, symbols=not expected.symbols),
            "debug info": replace(expected, debug_info=not expected.debug_info),
            "build info": replace(expected, go_version="go1.2"),
            "this machine": replace(expected, machine_paths=not expected.machine_paths),
        }
        for words, expects in spoiled.items():
            (check,) = red(facts, expects)
            assert words in check
    if expected.target.goos == "linux":
        dynamic = "" if expected.interpreter else "/lib64/ld-linux-x86-64.so.2"
        (check,) = red(facts, replace(expected, interpreter=dynamic))
        assert check in ("static", "dynamic")


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_each_cell_is_red_when_something_else_comes_of_it(identifier: str) -> None:
    expected = expectation(identifier).outcome
    answered = Answer(asked="GET /?name=Ahmed", status=200, body="Hello Ahmed")
    if expected.kind == "answers":
        silent = replace(answered, status=0, problem="No such file or directory")
        assert check_probe(probed(silent), SERVICE)[0].status == "fail"
        assert check_probe(probed(answered), SERVICE)[0].status == "pass"
    elif expected.kind == "cannot start":
        assert check_cannot_start(probed(answered), expected)[0].status == "fail"
        silent = replace(answered, status=0, problem=f"it says: {expected.words}")
        assert check_cannot_start(probed(silent), expected)[0].status == "pass"
    else:
        assert check_refused("", expected).status == "fail"
        assert check_refused(f"it is {expected.words}", expected).status == "pass"


@pytest.mark.parametrize(
    ("identifier", "kind", "words"),
    [
        ("linux-amd64/static", "answers", ""),
        ("linux-amd64/cgo-static", "cannot start", "No such file or directory"),
        ("linux-amd64/cgo-netgo-static", "answers", ""),
        ("linux-amd64/cgo-external-static", "answers", ""),
        ("linux-amd64/article-small", "cannot start", "No such file or directory"),
        ("linux-amd64/article-upx", "cannot start", "status 127"),
        ("darwin-arm64/small", "refused", "a macOS program (Mach-O)"),
        ("windows-amd64/small", "refused", "a Windows program (PE)"),
    ],
)
def test_the_outcome_follows_from_the_flags(identifier: str, kind: str, words: str) -> None:
    outcome = expectation(identifier).outcome
    assert (outcome.kind, outcome.words) == (kind, words)


NO_FILE = Outcome(kind="cannot start", words="No such file or directory")


def probed(*answers: Answer) -> ProbeFacts:
    return ProbeFacts(answers=answers, exit=None, ended_by_itself=True, left="", words="")


def test_a_program_that_cannot_start_must_fail_in_the_words_expected() -> None:
    fails = Answer(asked="GET /", problem="execvp ./app.bin: No such file or directory")
    assert {each.status for each in check_cannot_start(probed(fails), NO_FILE)} == {"pass"}


@pytest.mark.parametrize(
    "answers",
    [
        (Answer(asked="GET /", status=200, body="Hello world"),),
        (Answer(asked="GET /", problem="Permission denied"),),
        (),
    ],
)
def test_failing_in_another_way_or_not_at_all_is_red(answers: tuple[Answer, ...]) -> None:
    (verdict,) = check_cannot_start(probed(*answers), NO_FILE)
    assert verdict.status == "fail"
    assert not verdict.cure  # nobody knows one


def test_a_program_for_another_system_must_be_refused_with_its_reason() -> None:
    expected = Outcome(kind="refused", words="a Windows program (PE)")
    assert check_refused("x.bin is a Windows program (PE)", expected).status == "pass"
    assert check_refused("x.bin is a script", expected).status == "fail"
    assert check_refused("", expected).status == "fail"
