"""A connection encrypted by Python's ssl, and what was verified of it."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress

from slimgo.errors import BadInput
from slimgo.values.question import Tls


class NotEncrypted(Exception):
    """No encrypted connection came about; its text says why."""


def encrypted(
    connection: socket.socket, how: Tls, seconds: float, alpn: str
) -> tuple[ssl.SSLSocket, str] | None:
    """The connection within TLS, and words for its protocol and whether the certificate was
    verified. None where it ended without an answer.

    seconds: for the handshake. alpn: the protocol to be spoken within, by its registered name;
    empty for none. Raises NotEncrypted, TimeoutError; BadInput for a certificate that is none.
    The given connection is closed with the one that is returned, by whoever called.
    """
    context = _context(how, alpn)
    connection.settimeout(seconds)
    try:
        inside = context.wrap_socket(connection, server_hostname=how.name)
    except ssl.SSLCertVerificationError as error:
        raise NotEncrypted(f"its certificate is not accepted: {error.verify_message}") from None
    except (ssl.SSLEOFError, ConnectionError):
        return None
    except TimeoutError:
        raise
    except ssl.SSLError as error:
        raise NotEncrypted(f"it does not speak TLS: {_reason(error)}") from None
    verified = "verified" if how.certificate else "not verified"
    return inside, f"{inside.version() or 'TLS'}, its certificate {verified}"


def hello(how: Tls, alpn: str) -> bytes:
    """The first bytes that a client sends, which are answered by whoever speaks TLS."""
    out = ssl.MemoryBIO()
    inside = _context(how, alpn).wrap_bio(ssl.MemoryBIO(), out, server_hostname=how.name)
    with suppress(ssl.SSLWantReadError):
        inside.do_handshake()
    return out.read()


def _context(how: Tls, alpn: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if alpn:
        context.set_alpn_protocols([alpn])
    if not how.certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    # as Go and browsers do; and the certificate itself will do, whoever signed it
    context.hostname_checks_common_name = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    try:
        context.load_verify_locations(cadata=how.certificate)
    except (ssl.SSLError, ValueError) as error:
        raise BadInput(
            "the certificate of a probe cannot be read",
            why=_reason(error),
            cure="give it as PEM, which begins with -----BEGIN CERTIFICATE-----",
        ) from None
    return context


def _reason(error: Exception) -> str:
    """OpenSSL's words without its numbers."""
    reason = getattr(error, "reason", None)
    return str(reason or error).lower().replace("_", " ")
