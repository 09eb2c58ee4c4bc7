"""Whether a started program did what it must: answer, end when told, leave nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from slimgo.values.outcome import Outcome
from slimgo.values.probe import CommandLine, Lives, Service
from slimgo.values.question import Answer, ProbeFacts, Question
from slimgo.values.running import Change
from slimgo.values.verdict import Verdict, failed, passed, skipped

_CHANGES_SHOWN = 5
_OK = 200
_SUCCESS = range(200, 300)
_SHOWN = 80
"""Characters of a wrong answer that are shown: one line of text."""

_LOOPBACK_CURE = (
    "listen on every address, as `:8080` does: a published port reaches the container's address, "
    "not its loopback"
)


def check_probe(facts: ProbeFacts, service: Service) -> tuple[Verdict, ...]:
    """The verdicts: runs, ends on SIGTERM, leaves nothing."""
    return (
        _answers(facts, service),
        _ends(facts, handled=service.handles_sigterm),
        _leaves_nothing(facts),
    )


def check_command(facts: ProbeFacts, probe: CommandLine) -> tuple[Verdict, ...]:
    """The verdicts: runs, leaves nothing."""
    return (_does(facts, probe), _leaves_nothing(facts))


def _does(facts: ProbeFacts, probe: CommandLine) -> Verdict:
    typed = " ".join(probe.given.arguments) or "no arguments"
    if facts.exit is None:
        cure = "name arguments that it ends with, as in --run '--version'"
        return failed("runs", f"with {typed} it does not end{_said(facts)}", cure)
    if facts.exit.status != probe.status:
        return failed(
            "runs",
            f"with {typed} it ended with status {facts.exit.status}, "
            f"wanted {probe.status}{_said(facts)}",
            "",
        )
    if probe.says and not re.search(probe.says, facts.words, re.MULTILINE):
        return failed(
            "runs", f"with {typed} it said {_short(facts.words)}, wanted {probe.says}", ""
        )
    return passed("runs", f"{typed}: status {facts.exit.status}")


def check_lives(facts: ProbeFacts, probe: Lives) -> tuple[Verdict, ...]:
    """The verdicts: starts, ends on SIGTERM, leaves nothing."""
    if facts.ended_by_itself:
        status = facts.exit.status if facts.exit else "?"
        return (failed("starts", f"it ended at once with status {status}{_said(facts)}", ""),)
    alive = passed("starts", f"it still ran after {probe.seconds:g} s, and nothing was asked")
    return (alive, _ends(facts, handled=False), _leaves_nothing(facts))


def check_surroundings(facts: ProbeFacts, *, read_only: bool) -> tuple[Verdict, ...]:
    """What it wrote into its image's files, and by name what its isolation could not show.

    Writing is no failure: the files go with the container. read_only: whether it was started so
    that it could not; then that it ran is the proof.
    """
    named = tuple(skipped(trait, why) for trait, why in facts.not_shown)
    return (_writes(facts, read_only=read_only), *named)


def _writes(facts: ProbeFacts, *, read_only: bool) -> Verdict:
    check = "needs no writing"
    if facts.changes is None:
        return skipped(check, "what it writes cannot be told here")
    if facts.changes:
        told = ", ".join(_change(change) for change in facts.changes[:_CHANGES_SHOWN])
        more = len(facts.changes) - _CHANGES_SHOWN
        return skipped(
            check,
            f"it {told}{f' and {more} more' if more > 0 else ''}, which goes with its container",
        )
    return passed(check, "with a read-only root" if read_only else "it wrote nothing")


def _change(change: Change) -> str:
    held = f" ({change.size_bytes:,} B)" if change.size_bytes else ""
    return f"{change.kind} {change.path}{held}"


def check_cannot_start(facts: ProbeFacts, expected: Outcome) -> tuple[Verdict, ...]:
    """Red when it answers, and when it fails in another way than it must."""
    check = "cannot start"
    bodies = [answer.body for answer in facts.answers]
    if any(answer.status for answer in facts.answers):
        return (failed(check, "it answers", ""),)
    if not bodies or not all(expected.words in body for body in bodies):
        return (
            failed(
                check,
                f"{_short(bodies[0]) if bodies else 'it was not asked'}, "
                f"expected {expected.words!r}",
                "",
            ),
        )
    return (passed(check, f"{expected.words}, though the file is there"), _leaves_nothing(facts))


def check_refused(words: str, expected: Outcome) -> Verdict:
    """words: why no image can be made of it; empty where one could."""
    if expected.words in words:
        return passed("refused", words)
    return failed(
        "refused", f"{words or 'it is taken for an image'}, expected {expected.words!r}", ""
    )


def _answers(facts: ProbeFacts, service: Service) -> Verdict:
    heard = {answer.path: answer for answer in facts.answers}
    for question in service.questions:
        answer = heard.get(question.path)
        if question.match == "anything" and answer and answer.accepted:
            continue
        if answer is None or not answer.status:
            problem = answer.body if answer else "it was not asked"
            said = answer.cure if answer else ""
            alone = answer is not None and answer.loopback_only
            return failed(
                "runs",
                f"GET {question.path}: {problem}{_said(facts)}",
                _LOOPBACK_CURE if alone else said,
            )
        if not _MATCHES[question.match](answer, question.answer):
            return failed(
                "runs",
                f"GET {question.path}: {answer.status} {_short(answer.body)}, "
                f"wanted {_wanted(question)}",
                "correct what the service answers, or the question",
            )
    if not service.questions:
        return failed("runs", "nothing was asked", "")
    return passed("runs", _evidence(service, heard))


def _evidence(service: Service, heard: Mapping[str, Answer]) -> str:
    first = service.questions[0]
    answer = heard[first.path]
    if first.match == "exact":
        return f'"{first.answer}"'
    if not answer.status:
        return f"takes connections at port {service.port}"
    return f"GET {first.path} {answer.status}"


def _succeeded(answer: Answer) -> bool:
    return answer.status in _SUCCESS


_MATCHES: Mapping[str, Callable[[Answer, str], bool]] = {
    "exact": lambda answer, wanted: (answer.status, answer.body) == (_OK, wanted),
    "trimmed": lambda answer, wanted: _succeeded(answer) and answer.body.strip() == wanted.strip(),
    "pattern": lambda answer, wanted: (
        _succeeded(answer) and re.search(wanted, answer.body) is not None
    ),
    "anything": lambda answer, _: answer.accepted,
}


def _wanted(question: Question) -> str:
    if question.match == "pattern":
        return f"2xx and a body with {question.answer}"
    return f'{"200" if question.match == "exact" else "2xx"} "{question.answer}"'


def _ends(facts: ProbeFacts, *, handled: bool) -> Verdict:
    """handled: whether it must end with status 0; one that no handler ended has another."""
    cure = "handle SIGTERM: docker stop kills after 10 s, requests in flight and all"
    if facts.exit is None:
        return failed("ends on SIGTERM", "it still ran and had to be killed", cure)
    if facts.ended_by_itself:
        return failed(
            "ends on SIGTERM",
            f"it had ended before, with status {facts.exit.status}{_said(facts)}",
            "keep the program running until SIGTERM comes",
        )
    if facts.exit.status and handled:
        return failed("ends on SIGTERM", f"it ended with status {facts.exit.status}", cure)
    took = f"{facts.exit.seconds * 1000:.0f} ms"
    return passed("ends on SIGTERM", f"status {facts.exit.status} in {took}")


def _leaves_nothing(facts: ProbeFacts) -> Verdict:
    if facts.left is None:
        return skipped("leaves nothing", "the engine's processes are not this machine's")
    if facts.left:
        return failed("leaves nothing", f"{facts.left} is still there", f"end {facts.left}")
    return passed("leaves nothing", "its process is gone")


def _said(facts: ProbeFacts) -> str:
    last = facts.words.strip().splitlines()[-1:]
    return f"; its last line: {last[0][:200]}" if last else ""


def _short(body: str) -> str:
    return repr(body if len(body) <= _SHOWN else body[:_SHOWN] + "…")
