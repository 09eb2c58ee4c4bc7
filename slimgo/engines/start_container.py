"""Starts an image in a container of docker or podman, with what its program is given."""

from __future__ import annotations

import contextlib
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from slimgo.engines.client import Client
from slimgo.engines.container import Container, remove
from slimgo.engines.given import archive_of, mounts
from slimgo.engines.leftovers import container_name
from slimgo.engines.published import address_printed, is_free, publishing, taken
from slimgo.errors import EngineFailed, SlimgoError
from slimgo.run.process import run
from slimgo.run.scratch import scratch
from slimgo.values.command import Command
from slimgo.values.start import Start

if TYPE_CHECKING:
    from slimgo.engines.shared_network import SharedNetwork


def start_container(
    client: Client,
    image: str,
    how: Start,
    *,
    flags: tuple[str, ...],
    network: SharedNetwork | None = None,
    left: ExitStack,
) -> Container:
    """Starts an image detached; its output goes through to ours where a host port is given.

    flags: what a run needs on this machine, and what makes it read-only. network: one that it is to
    join, where its port is published already. left: what goes after it. Raises EngineFailed;
    BadInput when the host port is taken, or what is to be given cannot be. Then, and on an
    interrupt, nothing is left: ending the client does not end the container, so it is removed by
    its name.
    """
    name = container_name()
    began = time.monotonic()
    with left:
        try:
            flags = (*flags, *_flags(how, network, left))
            identifier = _started(client, name, (image, *how.given.arguments), how, flags)
            address = _published(client, network.name if network else name, how.port)
            follower = _following(client, name) if how.host_port else None
            if how.given.stdin:
                left.callback(_feeding(client, name, how.given.stdin).join)
        except BaseException:
            with contextlib.suppress(EngineFailed):  # what happened first the user must know
                remove(client, name)
            raise
        return Container(
            client=client,
            name=name,
            identifiers=(identifier, network.identifier) if network else (identifier,),
            address=address,
            follower=follower,
            began=began,
            given=tuple(each.path for each in how.given.files),
            left=left.pop_all(),
        )


def _published(client: Client, name: str, port: int) -> tuple[str, int] | None:
    printed = client.attempt("port", name, f"{port}/tcp").stdout if port else ""
    return address_printed(printed)


def _flags(how: Start, network: SharedNetwork | None, left: ExitStack) -> tuple[str, ...]:
    """left: takes away what they name."""
    flags = [word for pair in how.given.env for word in ("-e", "=".join(pair))]
    if how.given.stdin:
        flags.append("-i")
    flags += ("--network", f"container:{network.name}") if network else publishing(how)
    if how.read_only and how.given.files:
        flags += mounts(how.given.files, left.enter_context(scratch()))
    return tuple(flags)


def _started(
    client: Client, name: str, words: tuple[str, ...], how: Start, flags: tuple[str, ...]
) -> str:
    """The new container's identifier. words: the image, and the arguments of its program."""
    # without a time to stop, podman removes by force at once, as docker does
    options = ("--name", name, "--pull", "never", "--stop-timeout", "0", *flags)
    copied = () if how.read_only else how.given.files
    try:
        if not copied and not how.given.stdin:
            return client.call("run", "-d", *options, *words)
        identifier = client.call("create", *options, *words)
        if copied:
            # podman would give them to the image's user
            client.call("cp", "--archive=false", "-", f"{name}:/", stdin=archive_of(copied))
        client.call("start", name)
    except EngineFailed as error:
        if how.host_port and not is_free(how.host_port):
            raise taken(how.host_port) from None
        raise EngineFailed(f"{client.name} cannot run {words[0]}", why=error.why) from None
    return identifier


def _feeding(client: Client, name: str, words: str) -> threading.Thread:
    """Writes the words to the program's standard input, and then its end."""

    def feed() -> None:
        # one that has ended meanwhile reads nothing, and shows why by itself
        with contextlib.suppress(SlimgoError):
            client.attempt("attach", name, timeout_seconds=None, stdin=words.encode())

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    return thread


def _following(client: Client, name: str) -> threading.Thread:
    """Shows the container's output as it comes; ends when the container does."""

    def follow() -> None:
        command = Command(argv=(client.name, "logs", "-f", name))
        with contextlib.suppress(SlimgoError):  # a person misses some output, the run nothing
            run(command, client.surroundings, check=False, show=True)

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    return thread
