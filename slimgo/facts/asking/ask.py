"""One question asked of a running program until it is answered, or cannot be."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, replace

from slimgo.errors import EngineFailed, LoopbackOnly
from slimgo.facts.asking.kinds import kind_of
from slimgo.facts.asking.tls import NotEncrypted, encrypted
from slimgo.sandbox.loopback import ALONE_SECONDS, loopback_only
from slimgo.values.question import Answer, Asked
from slimgo.values.running import Running

_RETRY_SECONDS = 0.02
_LEAST_SECONDS = 0.01


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """One question."""

    running: Running
    port: int
    question: Asked
    seconds: float
    """For a whole answer, once there is a connection."""

    def unanswered(self, why: str, *, loopback_only: bool = False) -> Answer:
        return Answer(asked=self.question.words, problem=why, loopback_only=loopback_only)


def ask(
    running: Running, question: Asked, *, port: int, up_seconds: float, answer_seconds: float
) -> Answer:
    """Asks again, until up_seconds are over, where a connection ends without a byte: a published
    port's proxy accepts for a program that does not listen yet, or not where it can be reached."""
    asking = _Asking(running=running, port=port, question=question, seconds=answer_seconds)
    patience = time.monotonic() + up_seconds
    alone_since = 0.0
    while True:
        answer = _tried(asking, patience)
        if answer:
            return answer
        now = time.monotonic()
        alone_since = (alone_since or now) if _is_alone(asking) else 0.0
        if alone_since and now - alone_since > ALONE_SECONDS:
            why = f"the program listens at port {asking.port} of its loopback only"
            return asking.unanswered(why, loopback_only=True)
        if now >= patience:
            return asking.unanswered("the connection was closed without an answer")
        time.sleep(_RETRY_SECONDS)


def _tried(asking: _Asking, patience: float) -> Answer | None:
    """What came of one connection; None where it ended without a byte."""
    try:
        connection = asking.running.connect(max(_LEAST_SECONDS, patience - time.monotonic()))
    except LoopbackOnly as error:
        return asking.unanswered(error.what, loopback_only=True)
    except OSError as error:
        return asking.unanswered(str(error) or "it never listened")
    except EngineFailed as error:
        why = f"{error.what}: {error.why}" if error.why else error.what
        return replace(asking.unanswered(why), cure=error.cure)
    with connection:
        return _over(connection, asking)


def _over(connection: socket.socket, asking: _Asking) -> Answer | None:
    """What comes of the question over this connection; None where it ended without a byte."""
    kind, tls = kind_of(asking.question), asking.question.tls
    how = ""
    try:
        if tls:
            found = encrypted(connection, tls, asking.seconds, kind.alpn)
            if found is None:
                return None
            connection, how = found
        with connection:
            answer = kind.ask(connection, asking.question, time.monotonic() + asking.seconds)
    except NotEncrypted as error:
        return asking.unanswered(str(error))
    except TimeoutError:
        if tls and not how:
            return asking.unanswered(f"no TLS within {asking.seconds:g} s")
        answer = asking.unanswered(f"no whole answer within {asking.seconds:g} s")
    return replace(answer, accepted=True, encrypted=how) if answer else None


def _is_alone(asking: _Asking) -> bool:
    pid = asking.running.pid
    return pid is not None and loopback_only(pid, asking.port)
