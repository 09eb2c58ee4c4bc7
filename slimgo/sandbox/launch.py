"""Starts a program on a level: no daemon, no root, no system package."""

from __future__ import annotations

import json
import os
import time
from contextlib import ExitStack
from dataclasses import replace
from signal import SIGKILL

from slimgo.errors import EngineFailed
from slimgo.sandbox.forward import Forwarder, lead_here, listen
from slimgo.sandbox.furnish import Furnished, furnish
from slimgo.sandbox.given import Input
from slimgo.sandbox.level import Launch, Level
from slimgo.sandbox.output import Output
from slimgo.sandbox.portlock import turn_at
from slimgo.sandbox.spawn import Child, gateway, inner_listener, spawn
from slimgo.sandbox.started import Container, send
from slimgo.values.guest import Guest

_DEATH_SECONDS = 5.0


def start(
    guest: Guest,
    level: Level,
    *,
    host_port: int | None = None,
    show: bool = False,
    left: ExitStack | None = None,
    traced: int | None = None,
) -> Container:
    """Starts the program on the level; any thread may call it.

    host_port: where 127.0.0.1 publishes it. show: its output goes to ours as well.
    left: what is to be removed once it has ended. traced: see spawn.spawn.
    Raises BadInput when host_port is taken, ToolMissing or EngineFailed when it does not start.
    """
    left = left or ExitStack()
    try:
        return _started(guest, level, left, host_port=host_port, show=show, traced=traced)
    except BaseException:
        left.close()
        raise


def _started(
    guest: Guest,
    level: Level,
    left: ExitStack,
    *,
    host_port: int | None,
    show: bool,
    traced: int | None,
) -> Container:
    # on the machine's network the program takes its own port itself
    published = host_port if level.own_network or host_port != guest.port else None
    forwarder = Forwarder(listen(published)) if published is not None else None
    if forwarder:
        left.callback(forwarder.close)
    if not level.own_network and host_port is None and guest.port:
        left.enter_context(turn_at(guest.port))
    elif host_port is not None and forwarder is None:
        listen(host_port).close()  # taken is told now, before the program finds out in its own way
    furnished = furnish(guest, level, left)
    launch = level.launch(furnished.guest)
    launch = replace(launch, groups=furnished.owners.groups(launch.groups))
    output = Output(show=show)
    left.callback(output.close)
    reads = Input(furnished.guest.stdin)
    left.callback(reads.close)
    network = None
    if level.own_network:
        child, pid, network, began = _isolated(launch, furnished, (reads, output), left, traced)
    else:
        began = time.monotonic()
        child = spawn(launch, (reads.read_end, *output.write_ends), traced=traced)
        left.callback(child.close)
        pid = child.pid
    output.started()
    reads.started()
    left.callback(_end, child, pid)
    container = Container(
        furnished=furnished,
        level=level,
        child=child,
        pid=pid,
        began=began,
        network=network,
        output=output,
        left=left,
    )
    if forwarder:
        forwarder.serve(container.connect)
    return container


def _end(child: Child, pid: int) -> None:
    """The program first: when its launcher ends, it has gone."""
    send(child, pid, SIGKILL)
    child.ended(_DEATH_SECONDS)


def _lead_out(pid: int, port: int, left: ExitStack) -> None:
    """The port of the program's loopback leads to this machine's. Raises EngineFailed."""
    lead_here(inner_listener(pid, port), port, left)


def _isolated(
    launch: Launch,
    furnished: Furnished,
    streams: tuple[Input, Output],
    left: ExitStack,
    traced: int | None,
) -> tuple[Child, int, tuple[int, int], float]:
    """The launcher, the pid of the program that it says it started, the way into its network, and
    when it was let go.

    The launcher waits until that network is there.
    """
    reads, output = streams
    told, tell = os.pipe()
    waits, go = os.pipe()
    rules = os.memfd_create("seccomp")
    os.write(rules, launch.seccomp)
    os.lseek(rules, 0, os.SEEK_SET)
    with os.fdopen(told, "rb") as info, os.fdopen(go, "wb", 0) as start_now:
        try:
            users = () if furnished.userns is None else (furnished.userns,)
            # the launcher itself needs what its program is refused
            child = spawn(
                replace(launch, seccomp=b""),
                (reads.read_end, *output.write_ends, tell, waits, rules, *users),
                traced=traced,
            )
        finally:
            for fd in (tell, waits, rules):
                os.close(fd)
        left.callback(child.close)
        output.started()
        reads.started()
        words = info.read()
        try:
            pid = int(json.loads(words)["child-pid"])
            network = gateway(pid)
            for fd in network:
                left.callback(os.close, fd)
            for port in furnished.guest.reaches:
                _lead_out(pid, port, left)
            began = time.monotonic()
            start_now.write(b"1")
        except (ValueError, EngineFailed, BrokenPipeError) as error:
            start_now.close()
            child.ended(_DEATH_SECONDS)
            why = output.last_words() or getattr(error, "why", "") or "no reason given"
            raise EngineFailed("the program could not be isolated", why=why) from None
    return child, pid, network, began
