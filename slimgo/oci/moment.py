"""The one time that everything in an image has, so that the same inputs give the same bytes."""

from __future__ import annotations

import time

from slimgo.errors import BadInput

_LAST_SECOND = 253402300799  # 9999-12-31T23:59:59Z, where RFC 3339 ends


def epoch(source_date_epoch: str) -> int:
    """SOURCE_DATE_EPOCH in seconds since 1970, 0 where it is empty. Raises BadInput.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    text = source_date_epoch
    if not text:
        return 0
    digits = text.lstrip("0")[: len(str(_LAST_SECOND)) + 1] or "0"
    if not (text.isascii() and text.isdecimal() and int(digits) <= _LAST_SECOND):
        raise BadInput(
            f"SOURCE_DATE_EPOCH={text[:80]!r} is no number of seconds since 1970",
            cure="unset SOURCE_DATE_EPOCH",
        )
    return int(digits)


def rfc3339(seconds: int) -> str:
    """`1970-01-01T00:00:00Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
