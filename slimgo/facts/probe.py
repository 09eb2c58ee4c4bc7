"""A program started, asked or watched, and told to end. Judges nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from slimgo.facts.asking.ask import ask
from slimgo.facts.unreaped import unreaped
from slimgo.values.probe import Service
from slimgo.values.question import Answer, Asked, GrpcHealth, ProbeFacts
from slimgo.values.running import Exit, Running

_RETRY_SECONDS = 0.02
_REAPED_SECONDS = 0.2
"""A program that waits for its children has done so by then."""


def probe(
    start: Callable[[], Running],
    service: Service,
    *,
    up_seconds: float = 20.0,
    answer_seconds: float = 5.0,
    stop_seconds: float = 10.0,
) -> ProbeFacts:
    """Starts it, asks each question in turn, sends SIGTERM, and looks what is left.

    up_seconds: until it listens, in its own network. answer_seconds: for each whole answer.
    stop_seconds: from SIGTERM to its end. After a question that was not answered the rest is not
    asked.
    """
    answers: list[Answer] = []
    with start() as running:
        pid = running.pid
        for question in service.questions:
            answer = ask(
                running,
                question,
                port=service.port,
                up_seconds=up_seconds,
                answer_seconds=answer_seconds,
            )
            answers.append(answer)
            if answer.problem and not (_anything_will_do(question) and answer.accepted):
                break
            up_seconds = answer_seconds
        ended = running.ended()
        zombies = _zombies(pid)
        stopped = ended or running.stop(signal.SIGTERM, stop_seconds)
        words = running.output()
        changes, not_shown = running.changes(), running.not_shown
    return ProbeFacts(
        answers=tuple(answers),
        exit=stopped,
        ended_by_itself=ended is not None,
        left=_left(pid),
        words=words,
        changes=changes,
        not_shown=not_shown,
        zombies=zombies,
    )


def _anything_will_do(question: Asked) -> bool:
    return not isinstance(question, GrpcHealth) and question.match == "anything"


def ran_to_its_end(start: Callable[[], Running], *, seconds: float = 20.0) -> ProbeFacts:
    """Starts it, waits for its end, and looks what is left. exit: None after so many seconds."""
    with start() as running:
        pid = running.pid
        ended = _waited(running, seconds)
        return _facts(running, pid, ended, by_itself=True)


def lived(
    start: Callable[[], Running], *, seconds: float, stop_seconds: float = 10.0
) -> ProbeFacts:
    """Starts it, watches it for so long, sends SIGTERM, and looks what is left."""
    with start() as running:
        pid = running.pid
        ended = _waited(running, seconds)
        zombies = _zombies(pid)
        stopped = ended or running.stop(signal.SIGTERM, stop_seconds)
        facts = _facts(running, pid, stopped, by_itself=ended is not None)
        return replace(facts, zombies=zombies)


def _zombies(pid: int | None) -> tuple[str, ...]:
    """Its ended children that it has not waited for, and does not within a moment."""
    first = (unreaped(pid) or ()) if pid is not None else ()
    if not first:
        return ()
    time.sleep(_REAPED_SECONDS)
    still = unreaped(pid) or () if pid is not None else ()
    return tuple(name for name in first if name in still)


def _waited(running: Running, seconds: float) -> Exit | None:
    deadline = time.monotonic() + seconds
    while (ended := running.ended()) is None and time.monotonic() < deadline:
        time.sleep(_RETRY_SECONDS)
    return ended


def _facts(running: Running, pid: int | None, ended: Exit | None, *, by_itself: bool) -> ProbeFacts:
    """Of a program that was asked nothing. It is ended, so that what is left can be seen."""
    words = running.output()
    changes, not_shown = running.changes(), running.not_shown
    running.close()
    return ProbeFacts(
        answers=(),
        exit=ended,
        ended_by_itself=by_itself,
        left=_left(pid),
        words=words,
        changes=changes,
        not_shown=not_shown,
    )


def _left(pid: int | None) -> str | None:
    if pid is None:
        return None
    return f"process {pid}" if Path(f"/proc/{pid}/stat").exists() else ""
