"""Starts programs through the fork server, which this process has one of, started when needed."""

from __future__ import annotations

import atexit
import marshal
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from slimgo.errors import EngineFailed, LoopbackOnly
from slimgo.sandbox.level import Launch
from slimgo.sandbox.tree import Entry
from slimgo.values.idmap import IdMap

# without site-packages and the environment's word on where to import from
_SERVE = """
import socket, sys
sys.path.append(sys.argv[1])
from slimgo.sandbox.forkserver import serve
serve(socket.socket(fileno=int(sys.argv[2])))
"""
_PACKAGES = str(Path(__file__).parents[2])
_READY_SECONDS = 60.0
_REPLY_BYTES = 1 << 12
_KILLED = 128 + 9
# a verb, its details and descriptors to hand over -> where the reply comes
_Details = Any
Maps = tuple[IdMap, IdMap, tuple[str, ...]]
"""Of uids and of gids, and the helpers that write them; see userns.Namespaced."""
_Ask = Callable[[str, _Details, tuple[int, ...]], socket.socket]


class Child:
    """A process that was started. It lives no longer than this object is open.

    Its pid is not given to another process before `close`, even after it has ended.
    """

    def __init__(self, pid: int, reply: socket.socket) -> None:
        self.pid = pid
        self._reply = reply

    def fileno(self) -> int:
        """Readable, in select's sense, when the process has ended."""
        return self._reply.fileno()

    def ended(self, timeout_seconds: float | None = 0.0) -> tuple[int, float] | None:
        """Its status, 128 + n for signal n, and the monotonic time of its end; None: it runs.

        timeout_seconds: how long to wait for the end; None is for ever.
        """
        try:
            if not select.select([self], [], [], timeout_seconds)[0]:
                return None
            # peeked at, so that any thread may ask, any number of times
            message = self._reply.recv(_REPLY_BYTES, socket.MSG_PEEK)
        except (ValueError, OSError):  # closed meanwhile by another thread, and so killed
            message = b""
        if not message:
            return _KILLED, time.monotonic()
        status, at = marshal.loads(message)  # noqa: S302 - from our own fork server
        return int(status), float(at)

    def close(self) -> None:
        """Kills it if it still runs, and waits until it is gone."""
        if self._reply.fileno() < 0:
            return
        try:
            self._reply.shutdown(socket.SHUT_WR)
            # first how it ended, then the end of its keeper, which has reaped it
            while self._reply.recv(_REPLY_BYTES):
                pass
        finally:
            self._reply.close()


def spawn(launch: Launch, fds: tuple[int, ...], *, traced: int | None = None) -> Child:
    """Starts it with the descriptors as its standard input, output and error, and then INFO_FD.

    traced: where a tracer writes what it opens, see opens/tracer.py; None for none.

    Nothing else is inherited. Where it cannot be executed it ends
    with status 127 and says why on its standard error. Any thread may start it, and may end
    before it. Raises EngineFailed.
    """
    verb, told = ("start", ()) if traced is None else ("trace", (traced,))
    reply = _fork_server()(verb, {**asdict(launch), "env": dict(launch.env)}, (*told, *fds))
    try:
        ready, _, _ = select.select([reply], [], [], _READY_SECONDS)
        message = reply.recv(_REPLY_BYTES) if ready else b""
    except BaseException:
        reply.close()
        raise
    if not message:
        reply.close()
        raise EngineFailed(
            f"{launch.argv[0]} could not be started",
            why="the built-in engine's fork server does not answer",
        )
    return Child(int(marshal.loads(message)), reply)  # noqa: S302 - from our own fork server


def gateway(pid: int) -> tuple[int, int]:
    """A way into the network of a program that was started: what `dial` wants, to be closed.

    Raises EngineFailed.
    """
    _, received = _asked("gateway", pid, (), "no network can be made for the program")
    return received[0], received[1]


def inner_listener(pid: int, port: int) -> socket.socket:
    """A listener at that port of the loopback of a program that was started, in its own network.

    Raises EngineFailed.
    """
    problem = f"port {port} cannot be led out of the program's network"
    _, received = _asked("listen", (pid, port), (), problem)
    return socket.socket(fileno=received[0])


def namespace(maps: Maps) -> int:
    """A user namespace in which those ids are mapped: a descriptor, to be closed.

    Raises EngineFailed.
    """
    return _asked("namespace", _plain(maps), (), "the image's users cannot be mapped")[1][0]


def as_root_of(maps: Maps, what: str, root: str, given: list[Entry] | None) -> Any:  # noqa: ANN401 - what was marshalled
    """tree.place, tree.empty or tree.snapshot, done as root of a namespace of those maps.

    Returns the snapshot after it. Raises EngineFailed.
    """
    with TemporaryFile() as words, TemporaryFile() as answer:
        marshal.dump(given, words)
        words.seek(0)
        fds = (words.fileno(), answer.fileno())
        _asked(
            "as root of",
            (_plain(maps), what, root),
            fds,
            "the image's files cannot be given to users",
        )
        answer.seek(0)
        return marshal.load(answer)  # noqa: S302 - from our own fork server


def _plain(maps: Maps) -> _Details:
    """As tuples of numbers, which is all that marshal writes."""
    uids, gids, helpers = maps
    return tuple(map(tuple, uids)), tuple(map(tuple, gids)), helpers


def _asked(
    verb: str, details: _Details, fds: tuple[int, ...], problem: str
) -> tuple[bytes, list[int]]:
    with _fork_server()(verb, details, fds) as reply:
        words, received, _, _ = socket.recv_fds(reply, _REPLY_BYTES, 2)
    for fd in received:
        os.set_inheritable(fd, False)  # noqa: FBT003 - positional only
    if words not in (b"made", b"done"):
        raise EngineFailed(problem, why=words.decode() or "the fork server gave up")
    return words, received


def dial(
    child: Child, where: tuple[int, int], network: tuple[int, int], deadline: float
) -> socket.socket | None:
    """A connection from outside to a (pid, port), tried until the monotonic deadline.

    network: what `gateway` gave. None when child has ended before. Raises TimeoutError when
    nothing accepted it in time; LoopbackOnly where that could never be.
    """
    try:
        asked = _fork_server()("dial", (*where, deadline), network)
    except EngineFailed:
        if child.fileno() < 0:  # closed meanwhile by another thread, and network with it
            return None
        raise
    with asked as reply:
        try:
            ready, _, _ = select.select([reply.fileno(), child.fileno()], [], [])
        except (ValueError, OSError):  # closed meanwhile by another thread
            return None
        if reply.fileno() not in ready:
            return None
        words, received, _, _ = socket.recv_fds(reply, _REPLY_BYTES, 1)
    if received:
        os.set_inheritable(received[0], False)  # noqa: FBT003 - positional only
        return socket.socket(fileno=received[0])
    if words == b"loopback":
        raise LoopbackOnly(f"the program listens at port {where[1]} of its loopback only")
    raise TimeoutError(words.decode() or "the fork server gave up")


def warm_up() -> None:
    """Starts the fork server before it is needed: a Python takes a moment to come up."""
    _fork_server()


_starting = threading.Lock()


def _fork_server() -> _Ask:
    with _starting:
        return _started_fork_server()


@cache
def _started_fork_server() -> _Ask:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _SERVE, _PACKAGES, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            cwd="/",
            # a Ctrl-C is ours to answer, in order, not the terminal's to everyone
            start_new_session=True,
        )

    def end() -> None:
        ours.close()
        process.wait()

    def ask(verb: str, details: _Details, fds: tuple[int, ...]) -> socket.socket:
        reply, far_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far_end:
            try:
                message = marshal.dumps((verb, details))
                socket.send_fds(ours, [message], [far_end.fileno(), *fds])
            except BaseException as error:
                reply.close()
                if isinstance(error, OSError):
                    raise EngineFailed(
                        "the built-in engine's fork server cannot be asked", why=str(error)
                    ) from error
                raise
        return reply

    atexit.register(end)
    return ask
