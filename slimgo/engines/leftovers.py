"""What killed runs left in an engine: containers and images, and their removal."""

from __future__ import annotations

import re
import time

from slimgo.engines.client import Client
from slimgo.engines.owner import is_left, owned

CLEARING_SECONDS = 10.0
"""For each call that takes something away: whoever pressed Ctrl-C waits for no engine longer."""


def container_name() -> str:
    """A name that no other container has."""
    return owned("slimgo")


def image_tag(kind: str) -> str:
    """A tag for an image that has not passed its checks."""
    return owned(kind)


def clear_left(client: Client) -> None:
    """Removes the containers and images of dead runs, of whichever checkout.

    What cannot be removed now is left to the next run. Raises EngineFailed where the engine
    does not answer.
    """
    containers = client.call("ps", "-a", "--format", "{{.Names}}").split()
    images = image_names(client)
    # with the volumes that were made for a container
    for remove, names in ((("rm", "-v"), containers), (("rmi",), images)):
        dead = [name for name in names if is_left(name)]
        if dead:
            client.attempt(*remove, "-f", *dead, timeout_seconds=CLEARING_SECONDS)


_UNWRITTEN = re.compile(r'locating item named "manifest" for image with ID "([0-9a-f]{64})"')
"""Podman's words where its store holds an image without its manifest: it then lists none at all."""

_WRITING_SECONDS = 5.0
_LOOK_SECONDS = 0.2


def image_names(client: Client) -> list[str]:
    """Their names. An image without its manifest is being written, or a podman that was killed left
    it so: the first is waited for, and what stays so for long is removed. Raises EngineFailed."""
    words = ("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
    since: dict[str, float] = {}
    while unwritten := _UNWRITTEN.search((listed := client.attempt(*words)).stderr):
        if not listed.status:
            break
        seen = since.setdefault(unwritten[1], time.monotonic())
        if time.monotonic() - seen < _WRITING_SECONDS:
            time.sleep(_LOOK_SECONDS)
        elif client.attempt("rmi", "-f", unwritten[1], timeout_seconds=CLEARING_SECONDS).status:
            break
    return client.call(*words).split() if listed.status else listed.stdout.split()
