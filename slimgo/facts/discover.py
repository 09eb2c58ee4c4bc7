"""A program started without arguments and watched: does it listen, end, or neither?"""

from __future__ import annotations

import time
from collections.abc import Callable

from slimgo.sandbox.ports import listening_ports
from slimgo.values.discovery import Discovery
from slimgo.values.running import Running

_SECONDS = 2.0
_SETTLED_SECONDS = 0.3
_LOOK_SECONDS = 0.02


def discover(start: Callable[[], Running], *, seconds: float = _SECONDS) -> Discovery:
    """Watches it for so long, or until it listens and opens no further port, or ends."""
    with start() as running:
        deadline = time.monotonic() + seconds
        ports: tuple[int, ...] = ()
        since = time.monotonic()
        while True:
            ended = running.ended()
            if ended:
                return Discovery(status=ended.status, words=running.output())
            now = time.monotonic()
            seen = listening_ports(running.pid) if running.pid is not None else ()
            if seen != ports:
                ports, since = seen, now
            if now >= deadline or (ports and now - since >= _SETTLED_SECONDS):
                return Discovery(status=None, ports=ports, words=running.output())
            time.sleep(_LOOK_SECONDS)
