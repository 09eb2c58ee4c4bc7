"""The bytes of a health check, and what is made of those that come back."""

from __future__ import annotations

import time

import h2.config
import h2.connection
import pytest

from slimgo.facts.asking.grpc import ask_health
from slimgo.values.question import Answer, GrpcHealth
from tests.unit.facts.asking.peers import peer

CALL = ((":method", "POST"), (":path", "/"), (":scheme", "http"), (":authority", "x"))
UNIMPLEMENTED = (("grpc-status", "12"), ("grpc-message", "un%20known"))


def asked(
    trailers: tuple[tuple[str, str], ...], message: bytes = b"", *, service: str = ""
) -> tuple[Answer | None, bytes]:
    """The answer, and what the server was sent. message: behind its prefix."""
    server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    client = h2.connection.H2Connection()
    client.initiate_connection()
    client.send_headers(1, CALL, end_stream=True)
    server.receive_data(client.data_to_send())
    server.send_headers(1, [(":status", "200"), ("content-type", "application/grpc")])
    server.send_data(1, b"\0" + len(message).to_bytes(4, "big") + message)
    server.send_headers(1, trailers or [("x", "y")], end_stream=True)
    raw, heard = server.data_to_send(), list[bytes]()
    with peer(raw[:30], raw[30:], ends=False, heard=heard) as connection:
        answer = ask_health(connection, GrpcHealth(service=service), time.monotonic() + 60)
    return answer, heard[0]


FINE = (("grpc-status", "0"),)


@pytest.mark.parametrize(
    ("message", "body"),
    [
        (b"\x08\x01", "SERVING"),
        (b"\x08\x02", "NOT_SERVING"),
        (b"\x08\x03", "SERVICE_UNKNOWN"),
        (b"\x08\x09", "status 9"),
        (b"", "UNKNOWN"),
    ],
)
def test_a_status_by_its_name(message: bytes, body: str) -> None:
    assert asked(FINE, message)[0] == Answer(asked="gRPC health", body=body)


@pytest.mark.parametrize(
    ("trailers", "message", "problem", "cure"),
    [
        (
            UNIMPLEMENTED,
            b"",
            "UNIMPLEMENTED: un known",
            "register grpc.health.v1.Health in the server, or ask it over TCP",
        ),
        ((("grpc-status", "99"),), b"\x08\x01", "status 99", ""),
        (FINE, b"\x10\x01", r"no health status: b'\x00\x00\x00\x00\x02\x10\x01'", ""),
        ((), b"\x08\x01", "it is no gRPC service: HTTP status 200, and no grpc-status", ""),
    ],
)
def test_what_is_no_status(
    trailers: tuple[tuple[str, str], ...], message: bytes, problem: str, cure: str
) -> None:
    assert asked(trailers, message)[0] == Answer(asked="gRPC health", problem=problem, cure=cure)


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("", b"\0\0\0\0\0"),
        ("a.B", b"\0\0\0\0\x05\x0a\x03a.B"),
        ("x" * 200, b"\0\0\0\0\xcb\x0a\xc8\x01" + b"x" * 200),
    ],
)
def test_what_is_sent(service: str, message: bytes) -> None:
    _, heard = asked(FINE, b"\x08\x01", service=service)
    assert heard.startswith(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert heard.endswith(message)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ((), None),
        (
            (b"HTTP/1.1 400 Bad Request\r\n\r\n",),
            Answer(
                asked="gRPC health",
                problem=r"no answer in HTTP/2, but b'HTTP/1.1 400 Bad Request\r\n\r\n'",
            ),
        ),
    ],
)
def test_what_does_not_speak_http2(said: tuple[bytes, ...], answer: Answer | None) -> None:
    with peer(*said) as connection:
        assert ask_health(connection, GrpcHealth(), time.monotonic() + 60) == answer
