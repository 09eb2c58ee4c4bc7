"""A gRPC health check over a connection.

The call and its two messages: https://github.com/grpc/grpc/blob/master/doc/health-checking.md.
The bytes on the wire: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, and
https://protobuf.dev/programming-guides/encoding/ for what is inside a message.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from urllib.parse import unquote

from slimgo.facts.asking.heard import pieces, sent
from slimgo.values.question import Answer, GrpcHealth

ALPN = "h2"

_STATUSES = ("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN")
"""HealthCheckResponse.ServingStatus, by number."""
_CODES = {5: "NOT_FOUND", 12: "UNIMPLEMENTED", 14: "UNAVAILABLE", 16: "UNAUTHENTICATED"}
"""Of https://github.com/grpc/grpc/blob/master/doc/statuscodes.md: those that are met here."""
_CURES = {
    "NOT_FOUND": "name a service that its health server knows, or none for the whole server",
    "UNIMPLEMENTED": "register grpc.health.v1.Health in the server, or ask it over TCP",
}
_PREFIX_BYTES = 5
"""Before each message: whether it is compressed, and its length in four bytes."""
_SHOWN_BYTES = 40
_STATUS_FIELD = 0x08
"""Field 1, a number of variable length."""
_SERVICE_FIELD = 0x0A
"""Field 1, bytes behind their length."""


def ask_health(connection: socket.socket, question: GrpcHealth, deadline: float) -> Answer | None:
    """The service's status; None where the connection ended without a byte.

    deadline: monotonic, for the whole answer. Raises TimeoutError.
    """
    import h2.config  # few probes ask over gRPC
    import h2.connection
    import h2.events
    import h2.exceptions

    # no encoding: a header that is no text is no reason to fail
    config = h2.config.H2Configuration(client_side=True, header_encoding=None)
    client = h2.connection.H2Connection(config=config)
    client.initiate_connection()
    client.send_headers(
        1,
        [
            (":method", "POST"),
            (":scheme", "https" if question.tls else "http"),
            (":path", "/grpc.health.v1.Health/Check"),
            (":authority", question.tls.name if question.tls else "localhost"),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
            ("user-agent", "slimgo"),
        ],
    )
    client.send_data(1, _message(question.service), end_stream=True)
    sent(connection, client.data_to_send())
    headers: dict[str, str] = {}
    came, message = b"", b""
    for piece in pieces(connection, deadline):
        came += piece
        try:
            events = client.receive_data(piece)
        except h2.exceptions.ProtocolError:
            break
        sent(connection, client.data_to_send())
        for event in events:
            if isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                headers |= _texts(event.headers or ())
            elif isinstance(event, h2.events.DataReceived):
                message += event.data or b""
                client.acknowledge_received_data(event.flow_controlled_length or 0, 1)
            elif isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
                return _answer(question, headers, message)
    if not came:
        return None
    return Answer(asked=question.words, problem=f"no answer in HTTP/2, but {came[:_SHOWN_BYTES]!r}")


def preface() -> bytes:
    """The first bytes that a client sends, which are answered by whoever speaks HTTP/2."""
    import h2.connection

    client = h2.connection.H2Connection()
    client.initiate_connection()
    return client.data_to_send()


def _texts(headers: Iterable[tuple[str | bytes, str | bytes]]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in headers}


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _message(service: str) -> bytes:
    name = service.encode()
    body = bytes((_SERVICE_FIELD,)) + _number(len(name)) + name if name else b""
    return b"\0" + len(body).to_bytes(_PREFIX_BYTES - 1, "big") + body


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit says that more follow."""
    found = bytearray()
    while value > 0x7F:  # noqa: PLR2004
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*found, value))


def _answer(question: GrpcHealth, headers: dict[str, str], message: bytes) -> Answer:
    status = headers.get("grpc-status", "")
    if not status.isdigit():
        http_status = headers.get(":status", "none")
        why = f"it is no gRPC service: HTTP status {http_status}, and no grpc-status"
        return Answer(asked=question.words, problem=why)
    if int(status):
        name = _CODES.get(int(status), f"status {int(status)}")
        said = unquote(headers.get("grpc-message", ""))
        return Answer(
            asked=question.words,
            problem=f"{name}{f': {said}' if said else ''}",
            cure=_CURES.get(name, ""),
        )
    number = _serving(message[_PREFIX_BYTES:])
    if number is None:
        return Answer(asked=question.words, problem=f"no health status: {message[:_SHOWN_BYTES]!r}")
    known = number < len(_STATUSES)
    return Answer(asked=question.words, body=_STATUSES[number] if known else f"status {number}")


def _serving(body: bytes) -> int | None:
    """ServingStatus of a HealthCheckResponse. A field that is not there has the value 0."""
    if not body:
        return 0
    if len(body) == 2 and body[0] == _STATUS_FIELD:  # noqa: PLR2004
        return body[1]
    return None
