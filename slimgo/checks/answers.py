"""Whether a service answered as it must, one kind of question as the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

from slimgo.checks.ends import said
from slimgo.plan.matching import difference, short
from slimgo.values.probe import Service
from slimgo.values.question import (
    Answer,
    Asked,
    GrpcHealth,
    ProbeFacts,
    Question,
    TcpExchange,
)
from slimgo.values.verdict import Verdict, failed, passed

_OK = 200
_SUCCESS = range(200, 300)
_SERVING = "SERVING"

_LOOPBACK_CURE = (
    "listen on every address, as `:8080` does: a published port reaches the container's address, "
    "not its loopback"
)
_WRONG_CURE = "correct what the service answers, or the question"


def answers(facts: ProbeFacts, service: Service) -> Verdict:
    """The verdict `runs`: each question was answered as it must be."""
    for question, answer in zip_longest(service.questions, facts.answers[: len(service.questions)]):
        problem = _unanswered(question, answer)
        if problem:
            alone = answer is not None and answer.loopback_only
            cure = answer.cure if answer else ""
            return failed(
                "runs",
                f"{question.words}: {problem}{said(facts)}",
                _LOOPBACK_CURE if alone else cure,
            )
        wrong = _WRONG[type(question)](question, answer)
        if wrong:
            return failed("runs", f"{question.words}: {wrong}", _WRONG_CURE)
    if not service.questions:
        return failed("runs", "nothing was asked", "")
    return passed("runs", _evidence(service.questions[0], facts.answers[0], service.port))


def _unanswered(question: Asked, answer: Answer | None) -> str:
    """Why there is no answer that could be compared; empty where there is one."""
    if answer is None:
        return "it was not asked"
    return "" if _accepting_will_do(question) and answer.accepted else answer.problem


def _accepting_will_do(question: Asked) -> bool:
    if isinstance(question, Question):
        return question.match == "anything" and not question.status
    return isinstance(question, TcpExchange) and question.match == "anything"


def _http(question: Question, answer: Answer) -> str:
    if _accepting_will_do(question):
        return ""
    found = difference(answer.body, question.answer, question.match)
    if _status_fits(question, answer) and not found:
        return ""
    status = str(question.status or (_OK if question.match == "exact" else "2xx"))
    if question.match == "pattern":
        wanted = f"{status} and a body with {question.answer}" if question.answer else status
    elif question.match == "json":
        wanted = f"{status} and {found or 'that JSON'}"
    elif question.match == "anything":
        wanted = status
    else:
        wanted = f'{status} "{question.answer}"'
    return f"{answer.status} {short(answer.body)}, wanted {wanted}"


def _status_fits(question: Question, answer: Answer) -> bool:
    if question.status:
        return answer.status == question.status
    return answer.status == _OK if question.match == "exact" else answer.status in _SUCCESS


def _tcp(exchange: TcpExchange, answer: Answer) -> str:
    found = difference(answer.body, exchange.answer, exchange.match)
    return f"{short(answer.body)}, wanted {found}" if found else ""


def _grpc(_: GrpcHealth, answer: Answer) -> str:
    return "" if answer.body == _SERVING else f"{answer.body}, wanted {_SERVING}"


_WRONG: Mapping[type, Callable[[Any, Answer], str]] = {
    Question: _http,
    TcpExchange: _tcp,
    GrpcHealth: _grpc,
}
"""What is wrong with an answer to a question of that kind; empty where nothing is."""


def _evidence(question: Asked, answer: Answer, port: int) -> str:
    over = f" over {answer.encrypted}" if answer.encrypted else ""
    if isinstance(question, GrpcHealth):
        return f"{question.words}: {answer.body}{over}"
    if question.match == "exact":
        return f'"{question.answer}"{over}'
    if answer.status:
        return f"{question.words} {answer.status}{over}"
    if question.match == "anything":
        return f"takes connections at port {port}{over}"
    return f"{question.words}: {short(answer.body)}{over}"
