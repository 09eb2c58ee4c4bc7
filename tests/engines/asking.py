"""The article's question, asked of a container."""

from __future__ import annotations

import http.client
import time

from slimgo.values.running import Running

_SECONDS = 10


def answer(running: Running) -> str:
    """What it says to `/?name=Ahmed`.

    docker-proxy and rootlessport accept for a program that does not listen yet, and on a busy
    machine take a while to close what nobody listens to: asked again until then.
    """
    deadline = time.monotonic() + _SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1")
        connection.sock = running.connect(_SECONDS)
        try:
            connection.request("GET", "/?name=Ahmed")
            return connection.getresponse().read().decode()
        except (ConnectionError, http.client.RemoteDisconnected):
            if time.monotonic() > deadline:
                raise
        finally:
            connection.close()
