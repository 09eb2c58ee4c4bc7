"""Which words STOPSIGNAL takes: a number, or a name with or without SIG, in either case."""

from __future__ import annotations

import signal

LAST_SIGNAL = 64
"""Linux's."""

_REAL_TIME = {
    *("RTMIN", "RTMAX"),
    *(f"RTMIN+{number}" for number in range(1, 16)),
    *(f"RTMAX-{number}" for number in range(1, 15)),
}
_NAMES = {name.removeprefix("SIG") for name in signal.Signals.__members__} | _REAL_TIME


def is_signal(word: str) -> bool:
    """Whether it names a signal of Linux, as docker and BuildKit read it (moby/sys, signal).

    They take any number that is not 0; here it must be a signal's.
    """
    if word.isascii() and word.isdecimal():
        return 1 <= int(word[:4]) <= LAST_SIGNAL
    return word.upper().removeprefix("SIG") in _NAMES
