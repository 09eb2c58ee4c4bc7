"""Starts a program as the fork server does, and follows it: the work of the verb `trace`.

Runs in a fork of the fork server, so it imports little.
"""

from __future__ import annotations

import marshal
import os
import signal
import socket
import time
from typing import Any

from slimgo.sandbox.become import become
from slimgo.sandbox.confine import adopt_orphans
from slimgo.sandbox.opens.tracer import Tracer


def trace(reply: socket.socket, launch: dict[str, Any], fds: list[int]) -> None:
    """Replies with the pid, then with (status, monotonic time) when it has ended.

    fds: where the tracer writes, then the program's as for every start. It lives no longer than
    the other end of reply is open, and its pid stays its own until then.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    adopt_orphans()
    keeper = os.getpid()
    tracer = Tracer(fds[0])
    pid = os.fork()
    if pid == 0:
        tracer.wait()
        become(launch, fds[1:], keeper)
    for fd in fds[1:]:
        os.close(fd)
    try:
        tracer.follow(pid)
        reply.send(marshal.dumps(pid))
        how = tracer.until_end(pid, reply)
        if how:
            at = time.monotonic()
            normal = how.si_code == os.CLD_EXITED
            status = how.si_status if normal else 128 + how.si_status
            reply.send(marshal.dumps((status, at)))
            while reply.recv(1):
                pass
    finally:
        # only now, so that whoever holds the other end never signals a stranger
        tracer.end()
