"""A fork server: the small process that starts programs, and dials into their networks, for us.

A process of its own because forking is safe only where there is one thread, because setns(2)
into a user namespace demands the same, and because PR_SET_PDEATHSIG is tied to the thread that
forked, which here lives as long as we do. It imports little, so that it is ready in some 20 ms.

Every request comes with a socket for its reply, so requests never wait for each other.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

from slimgo.sandbox import gateway, tree
from slimgo.sandbox.become import become
from slimgo.sandbox.confine import adopt_orphans
from slimgo.sandbox.loopback import ALONE_SECONDS, loopback_only
from slimgo.sandbox.userns import Namespaced
from slimgo.values.idmap import IdMap
from slimgo.values.network import ADDRESS

_MESSAGE_BYTES = 1 << 18  # more than a socket of this kind sends at once
_MOST_FDS = 16  # where a reply goes, a tracer writes, and what a program is given
_RETRY_SECONDS = 0.0005
# it accepts or refuses at once; what was lost while it came up would be resent after 1 s
_HANDSHAKE_SECONDS = 0.02
# the kernel walks its whole table of connections for a look at it: some milliseconds
_LOOK_SECONDS = 0.2
_Maps = tuple[IdMap, IdMap, tuple[str, ...]]


def serve(control: socket.socket) -> None:
    """Forks once per request, a verb of _VERBS and its details; the child serves it.

    Returns when the other end of control is closed.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps whoever served a request
    while True:
        message, fds, _, _ = socket.recv_fds(control, _MESSAGE_BYTES, _MOST_FDS)
        if not message:
            return
        for fd in fds:
            os.set_inheritable(fd, False)  # noqa: FBT003 - positional only
        verb, details = marshal.loads(message)  # noqa: S302 - from our own parent
        if verb == "trace":
            _prepare_trace()
        if os.fork() == 0:
            try:
                control.close()
                with socket.socket(fileno=fds[0]) as reply:
                    _VERBS[verb](reply, details, fds[1:])
            except (BrokenPipeError, ConnectionResetError):
                pass  # whoever asked has gone
            finally:
                os._exit(0)
        for fd in fds:
            os.close(fd)


def _start(reply: socket.socket, launch: dict[str, Any], fds: list[int]) -> None:
    """Replies with the pid, then with (status, monotonic time) when it has ended.

    fds: the program's standard input, output and error, INFO_FD, BLOCK_FD, SECCOMP_FD and
    USERNS_FD. It lives no longer than the other end of reply is open, and its pid stays its own
    until then.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # whatever the program leaves behind becomes our child, wherever it has moved to
    adopt_orphans()
    keeper = os.getpid()
    pid = os.fork()
    if pid == 0:
        become(launch, fds, keeper)
    for fd in fds:
        os.close(fd)
    try:
        reply.send(marshal.dumps(pid))
        select.select([os.pidfd_open(pid), reply.fileno()], [], [])
    finally:
        _kill(pid)
        result = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        at = time.monotonic()
        # what a program without a pid namespace has started ends with it
        _kill(-pid)
        _end_orphans(pid)
        if result:
            normal = result.si_code == os.CLD_EXITED
            status = result.si_status if normal else 128 + result.si_status
            reply.send(marshal.dumps((status, at)))
            while reply.recv(1):
                pass
        # reaped only now, so that whoever holds the other end never signals a stranger; it
        # learns of this by our end's closing
        os.waitpid(pid, 0)


def _end_orphans(program: int) -> None:
    """Kills our children but the program itself, and theirs as they come to us."""
    with contextlib.suppress(FileNotFoundError):  # a kernel may lack CONFIG_PROC_CHILDREN
        while True:
            with open(f"/proc/self/task/{os.getpid()}/children") as children:  # noqa: PTH123 - quicker
                orphans = {int(pid) for pid in children.read().split()} - {program}
            if not orphans:
                return
            for orphan in orphans:
                _kill(orphan)
                os.waitpid(orphan, 0)


def _kill(target: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(target, signal.SIGKILL)


def _prepare_trace() -> None:
    """Imports what `_trace` needs, 30 ms once: few servers trace, but those do it again."""
    import slimgo.sandbox.opens.keeper  # noqa: F401


def _trace(reply: socket.socket, launch: dict[str, Any], fds: list[int]) -> None:
    """As _start, followed by a tracer; see opens/keeper.py."""
    from slimgo.sandbox.opens.keeper import trace  # see _prepare_trace

    trace(reply, launch, fds)


def _gateway(reply: socket.socket, pid: int, _fds: list[int]) -> None:
    """Replies with the two descriptors that `dial` wants, or with why there is no way."""
    try:
        fds = gateway.make(pid)
    except OSError as error:
        reply.send((error.strerror or str(error)).encode())
    else:
        socket.send_fds(reply, [b"made"], fds)


def _listen(reply: socket.socket, where: tuple[int, int], _fds: list[int]) -> None:
    """Replies with a listener at a port of the loopback of the pid's network, or with why not."""
    try:
        listener = gateway.listener(*where)
    except OSError as error:
        reply.send((error.strerror or str(error)).encode())
    else:
        socket.send_fds(reply, [b"made"], [listener.fileno()])


def _dial(reply: socket.socket, where: tuple[int, int, float], fds: list[int]) -> None:
    """Replies with a connection to a port of the pid's network from outside, or why there is none.

    where: pid, port, and the monotonic time until when to try again. fds: what `gateway` made.
    """
    pid, port, deadline = where
    joined, alone_since = False, 0.0
    look_at = time.monotonic() + _LOOK_SECONDS
    while True:
        try:
            if not joined:
                gateway.join(*fds)
                joined = True
            connected = _connect(port)
            socket.send_fds(reply, [b"connected"], [connected.fileno()])
        except OSError as error:
            if time.monotonic() >= deadline:
                reply.send((error.strerror or str(error)).encode())
                return
            now = time.monotonic()
            if now >= look_at:
                look_at = now + _LOOK_SECONDS
                alone_since = (alone_since or now) if loopback_only(pid, port) else 0.0
            if alone_since and now - alone_since > ALONE_SECONDS:
                reply.send(b"loopback")
                return
        else:
            return
        if select.select([reply], [], [], _RETRY_SECONDS)[0]:
            return  # whoever asked has let go


def _connect(port: int) -> socket.socket:
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        connection.settimeout(_HANDSHAKE_SECONDS)
        connection.connect((ADDRESS, port))
    except OSError:
        connection.close()
        raise
    connection.settimeout(None)
    return connection


def _namespace(reply: socket.socket, maps: _Maps, _fds: list[int]) -> None:
    """Replies with a user namespace of those maps, or with why there is none."""
    try:
        child = Namespaced(*maps, do=lambda: None)
        try:
            socket.send_fds(reply, [b"made"], [child.namespace()])
        finally:
            child.end()
    except OSError as error:
        reply.send((error.strerror or str(error)).encode())


def _as_root_of(reply: socket.socket, details: tuple[_Maps, str, str], fds: list[int]) -> None:
    """Does something with a folder's files as the root of a user namespace; see tree.

    details: the maps, what to do, and the folder. fds: a file with what it is done with, and one
    for what comes of it, both marshalled.
    """
    maps, what, root = details
    given, result = fds

    def do() -> None:
        with os.fdopen(given, "rb") as words, os.fdopen(result, "wb") as answer:
            if what == "place":
                tree.place(root, marshal.load(words))  # noqa: S302 - from our own parent
            elif what == "empty":
                tree.empty(root)
            marshal.dump({} if what == "empty" else tree.snapshot(root), answer)

    try:
        Namespaced(*maps, do=do).run()
        reply.send(b"done")
    except OSError as error:
        reply.send((error.strerror or str(error)).encode())


_VERBS: dict[str, Callable[[socket.socket, Any, list[int]], None]] = {
    "start": _start,
    "trace": _trace,
    "gateway": _gateway,
    "listen": _listen,
    "dial": _dial,
    "namespace": _namespace,
    "as root of": _as_root_of,
}
