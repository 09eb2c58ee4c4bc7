"""The kinds of question: how each is asked over a connection, and how it begins."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slimgo.facts.asking.grpc import ALPN as HTTP2
from slimgo.facts.asking.grpc import ask_health, preface
from slimgo.facts.asking.http import ALPN as HTTP1
from slimgo.facts.asking.http import ask_http, request
from slimgo.facts.asking.tcp import ask_tcp
from slimgo.facts.asking.tls import hello
from slimgo.values.question import Answer, Asked, GrpcHealth, Question, TcpExchange


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What differs between the kinds."""

    ask: Callable[[socket.socket, Any, float], Answer | None]
    """Asks over a connection until a monotonic deadline. None where that ended without a byte."""
    begins: Callable[[Any], bytes]
    """The first bytes that are sent in plain; empty where there are none."""
    alpn: str
    """What TLS calls the protocol within; empty for none."""


_KINDS: Mapping[type, Kind] = {
    Question: Kind(ask=ask_http, begins=request, alpn=HTTP1),
    TcpExchange: Kind(ask=ask_tcp, begins=lambda each: each.sends.encode(), alpn=""),
    GrpcHealth: Kind(ask=ask_health, begins=lambda _: preface(), alpn=HTTP2),
}


def kind_of(question: Asked) -> Kind:
    """Its entry in the table."""
    return _KINDS[type(question)]


def beginning(question: Asked) -> bytes:
    """The first bytes that are sent for it, encrypted or not; empty for none."""
    kind = kind_of(question)
    return hello(question.tls, kind.alpn) if question.tls else kind.begins(question)
