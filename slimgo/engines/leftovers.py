"""What killed runs left in an engine: containers and images, and their removal."""

from __future__ import annotations

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
    images = client.call("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").split()
    # with the volumes that were made for a container
    for remove, names in ((("rm", "-v"), containers), (("rmi",), images)):
        dead = [name for name in names if is_left(name)]
        if dead:
            client.attempt(*remove, "-f", *dead, timeout_seconds=CLEARING_SECONDS)
