"""A network for a program and its companions: a container that only waits has it, and the
program's container joins it, as the containers of a Kubernetes pod join their pause container's."""

from __future__ import annotations

import contextlib
from contextlib import ExitStack
from dataclasses import dataclass

from slimgo.engines.client import Client
from slimgo.engines.container import pid_on_this_machine, remove
from slimgo.engines.given import archive
from slimgo.engines.leftovers import container_name
from slimgo.engines.published import publishing
from slimgo.errors import EngineFailed
from slimgo.plan.smallest import waiting_program
from slimgo.sandbox.forward import lead_here
from slimgo.sandbox.spawn import inner_listener
from slimgo.values.start import Start

_PROGRAM = "/slimgo-waits"


@dataclass(frozen=True, kw_only=True)
class SharedNetwork:
    """Told by the container that has it."""

    name: str
    identifier: str
    """The engine's, in hex."""


def shared_network(
    client: Client, image: str, how: Start, *, flags: tuple[str, ...], goarch: str, left: ExitStack
) -> SharedNetwork:
    """One in which the ports that the program reaches lead to this machine's.

    image: any; only its files are there, and none is read. flags: what a run needs on this machine.
    left: takes everything back. Raises EngineFailed where it cannot be entered from here.
    """
    name = container_name()
    options = ("--name", name, "--pull", "never", "--stop-timeout", "0", "--no-healthcheck")
    words = ("--entrypoint", _PROGRAM, *flags, *publishing(how), image)
    left.callback(_removed, client, name)
    try:
        identifier = client.call("create", *options, *words)
        program = archive([(_PROGRAM, waiting_program(goarch), 0o755)])
        client.call("cp", "--archive=false", "-", f"{name}:/", stdin=program)
        client.call("start", name)
        pid = _pid(client, name, identifier)
        for port in how.reaches:
            lead_here(inner_listener(pid, port), port, left)
    except EngineFailed as error:
        ports = ", ".join(map(str, how.reaches))
        raise EngineFailed(
            f"a program in {client.name} cannot reach its companion at port {ports}",
            why=error.why or error.what,
            cure="invoke slim --engine builtin",
        ) from None
    return SharedNetwork(name=name, identifier=identifier)


def _pid(client: Client, name: str, identifier: str) -> int:
    pid = pid_on_this_machine(client, name, (identifier,))
    if pid is None:
        raise EngineFailed(f"{client.name} runs its containers on another machine")
    return pid


def _removed(client: Client, name: str) -> None:
    with contextlib.suppress(EngineFailed):  # what stays goes with the next run
        remove(client, name)
