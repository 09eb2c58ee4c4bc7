"""The small process that starts programs and measures them. `trials.trials` runs it.

It does one thing at a time, so that nothing of ours runs beside what is measured. Its last argument
is the path of a Unix socket, where it reads marshal data, a Request, and answers each with another:
what was measured, or `error`, why it was not.
"""

from __future__ import annotations

import marshal
import os
import signal
import socket
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from slimgo.sandbox.confine import adopt_orphans
from slimgo.sandbox.starts.network import new_network
from slimgo.sandbox.trials.link import ethernet, shape
from slimgo.sandbox.trials.others import begun, extract, kill, output_of
from slimgo.sandbox.trials.program import major_faults, memory, peak, started
from slimgo.sandbox.trials.replicas import replica

Request = dict[str, Any]
"""verb: an entry of _VERBS. Of a start: launch, a Launch's fields; port, where the program is to
listen, or 0 for one that is to end with that status; ask, what it is sent; speaks_first, whether it
answers without being sent anything; stdin, what it reads there; cpus, where it may run, or none for
everywhere; outside, as of sandbox.starts.child; seconds, the most that it may take; load, the words
of a command that is run while it serves, and where that may run, or none; count, how many replicas;
into, the folder that becomes its root. Of others: command, their words; bits, of the link, a
second; 0 for as fast as it can."""

Answer = dict[str, Any]

_LOOK_SECONDS = 0.001


def main() -> None:
    """Ends when the socket is closed."""
    adopt_orphans()
    own_network, path = sys.argv[-2:]
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        if own_network == "own":
            new_network()
        with connection.makefile("rb") as file, suppress(EOFError):
            while True:
                request: Request = marshal.load(file)  # noqa: S302 - from our own parent
                try:
                    answer = _VERBS[request["verb"]](request)
                except OSError as error:
                    answer = {"error": error.strerror or str(error)}
                connection.sendall(marshal.dumps(answer))


def _start(request: Request) -> Answer:
    """Seconds from exec to the first byte of an answer, or to the end; then its memory. Where there
    is a load, what that printed, how it ended, and the memory after it."""
    with started(request, spared=_SERVERS) as (pid, began, answered):
        answer: Answer = {
            "seconds": answered - began,
            **memory(pid),
            "peak": peak(pid),
            "faults": major_faults(pid),
        }
        if request["load"]:
            status, words = output_of(request["load"], request["seconds"])
            after = {f"{name} later": value for name, value in memory(pid).items()}
            answer |= {"status": status, "words": words, **after}
        return answer


def _replicas(request: Request) -> Answer:
    """Several at once, each in a network of its own: the sum of their proportional memory."""
    with ExitStack() as stack:
        pids = [stack.enter_context(replica(request)) for _ in range(request["count"])]
        held = [memory(pid).get("proportional") for pid in pids]
        if not all(held):
            raise OSError(0, "one of the replicas ended, or its memory cannot be read")
        return {"memory": sum(filter(None, held))}


def _serve(request: Request) -> Answer:
    """A server that runs from now on; returns once it listens at the port. The loopback sends
    packets as Ethernet does from now on, whatever bandwidth it has."""
    ethernet("lo")
    pid = begun(request["command"], output=2)
    _SERVERS.add(pid)
    deadline = time.monotonic() + request["seconds"]
    while time.monotonic() < deadline:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", request["port"])) == 0:
                return {}
        time.sleep(_LOOK_SECONDS)
    raise OSError(0, f"{request['command'][0]} does not listen at port {request['port']}")


def _run(request: Request) -> Answer:
    """A command, to its end."""
    load = {"argv": request["command"], "cpus": ()}
    status, words = output_of(load, request["seconds"])
    return {"status": status, "words": words}


def _link(request: Request) -> Answer:
    """The network's loopback becomes a link of that bandwidth."""
    if request["bits"] != _LINK.get("bits", 0):
        shape("lo", request["bits"])
        _LINK["bits"] = request["bits"]
    return {}


def _fetch(request: Request) -> Answer:
    """Seconds from the first byte that is asked for to the first byte of an answer: a command
    prints an image's files as a tar, which become the root of the program, which is started."""
    out, write = os.pipe()
    began = time.monotonic()
    pid = begun(request["command"], output=write)
    os.close(write)
    try:
        with open(out, "rb") as tar, at_most(request["seconds"]):  # noqa: PTH123 - quicker
            extract(tar, request["into"])
    except BaseException as error:
        kill(pid)
        if isinstance(error, tarfile.TarError):
            raise OSError(0, f"{request['command'][0]} gives no tar: {error}") from error
        raise
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status:
        raise OSError(0, f"{request['command'][0]} ended with status {status}")
    with started(request, spared=_SERVERS) as (_, _, answered):
        return {"seconds": answered - began}


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in the block after so many."""

    def over(*_: object) -> None:
        raise TimeoutError(0, f"it took more than {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


_SERVERS: set[int] = set()
"""Processes that are ours until we end."""

_LINK: dict[str, int] = {}
"""What the loopback is now."""

_VERBS: Mapping[str, Callable[[Request], Answer]] = {
    "start": _start,
    "replicas": _replicas,
    "serve": _serve,
    "run": _run,
    "link": _link,
    "fetch": _fetch,
}


if __name__ == "__main__":
    main()
