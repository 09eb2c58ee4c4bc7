"""The small process that starts programs and measures them. `trials.trials` runs it.

It does one thing at a time, so that nothing of ours runs beside what is measured. Its last argument
is the path of a Unix socket, where it reads marshal data, a Request, and answers each with another:
what was measured, or `error`, why it was not.
"""

from __future__ import annotations

import json
import marshal
import os
import select
import shutil
import signal
import socket
import struct
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, BinaryIO, NoReturn

from slimgo.sandbox.confine import adopt_orphans, confine, die_with_parent
from slimgo.sandbox.starts.child import file_of
from slimgo.sandbox.starts.ending import end, read
from slimgo.sandbox.starts.network import lead_out, new_network
from slimgo.sandbox.trials.link import shape

Request = dict[str, Any]
"""verb: an entry of _VERBS. launch: a Launch's fields. port: where the program is to listen, or 0
for one that is to end. ask: what it is sent. speaks_first: whether it answers without
being sent anything. cpus: where it may run, or none for everywhere. stdin: what it
reads there. outside: as of sandbox.starts.child. seconds: the most that it may
take. load: the words of a command that is run while it serves, and where that may run; or none.
count: how many replicas.
command: the words of another program. bits: of the link, a second; 0 for as fast as it can. into:
the folder that becomes the program's root."""

Answer = dict[str, Any]

_LOOK_SECONDS = 0.0002
_MEMORY = {"private": ("Private_Clean:", "Private_Dirty:"), "proportional": ("Pss:",)}
"""Lines of /proc/PID/smaps_rollup (Linux, Documentation/filesystems/proc.rst)."""
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that resets a connection, so that no port stays in TIME_WAIT."""
_BEGAN = struct.Struct("d")


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
    with _started(request) as (pid, began, answered):
        answer = {"seconds": answered - began, **_memory(pid), "peak": _peak(pid)}
        if request["load"]:
            status, words = _output(request["load"], request["seconds"])
            after = {f"{name} later": value for name, value in _memory(pid).items()}
            answer |= {"status": status, "words": words, **after}
        return answer


def _replicas(request: Request) -> Answer:
    """Several at once, each in a network of its own: the sum of their proportional memory."""
    with ExitStack() as stack:
        pids = [stack.enter_context(_replica(request)) for _ in range(request["count"])]
        return {"memory": sum(_memory(pid).get("proportional", 0) for pid in pids)}


def _serve(request: Request) -> Answer:
    """A server that runs from now on; returns once it listens at the port."""
    pid = _begun(request["command"], output=2)
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
    status, words = _output(load, request["seconds"])
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
    pid = _begun(request["command"], output=write)
    os.close(write)
    try:
        with open(out, "rb") as tar:  # noqa: PTH123 - quicker
            _extract(tar, request["into"])
    except BaseException as error:
        end(pid, spared=_SERVERS)
        if isinstance(error, tarfile.TarError):
            raise OSError(0, f"{request['command'][0]} gives no tar: {error}") from error
        raise
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status:
        raise OSError(0, f"{request['command'][0]} ended with status {status}")
    with _started(request) as (_, _, answered):
        return {"seconds": answered - began}


def _extract(tar: BinaryIO, into: str) -> None:
    """Files, folders and links of a tar that we made; all are ours."""
    with tarfile.open(fileobj=tar, mode="r|") as members:
        for member in members:
            path = os.path.join(into, member.name.lstrip("/"))  # noqa: PTH118 - quicker
            if member.isdir():
                os.makedirs(path, exist_ok=True)  # noqa: PTH103 - quicker
            elif member.issym():
                os.symlink(member.linkname, path)
            elif content := members.extractfile(member):
                os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
                file = os.open(path, os.O_WRONLY | os.O_CREAT, member.mode & 0o777 | 0o400)
                with os.fdopen(file, "wb") as target:
                    shutil.copyfileobj(content, target, 1 << 18)


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


@contextmanager
def _started(request: Request) -> Iterator[tuple[int, float, float]]:
    """The program, once it has answered or ended: its process, when it began, and when that was."""
    lead_out(request["outside"])
    told, tell = os.pipe()
    refused, refuse = os.pipe()
    pid = os.fork()
    if not pid:
        _become(request, tell, refuse)
    os.close(tell)
    os.close(refuse)
    ended = os.pidfd_open(pid)
    try:
        with open(refused, "rb") as refusal, open(told, "rb") as beginning:  # noqa: PTH123 - quicker
            why = refusal.read().decode()  # ends when the program has begun
            if why:
                raise OSError(0, why)
            (began,) = _BEGAN.unpack(beginning.read(_BEGAN.size))
        yield pid, began, _until(request, ended, began)
    finally:
        os.close(ended)
        end(pid, spared=_SERVERS)


def _until(request: Request, ended: int, began: float) -> float:
    """When its first answer came, or its end; in the clock of `began`. Raises OSError where neither
    comes in time, or it ends where it should answer, or fails."""
    deadline = began + request["seconds"]
    if not request["port"]:
        if not select.select([ended], [], [], request["seconds"])[0]:
            raise OSError(0, f"it did not end within {request['seconds']:g} s")
        now = time.monotonic()
        status = _status(ended)
        if status:
            raise OSError(0, f"it ended with status {status}")
        return now
    while True:
        answered = _asked(request, deadline)
        if answered:
            return answered
        if select.select([ended], [], [], _LOOK_SECONDS)[0]:
            raise OSError(0, f"it ended with status {_status(ended)} before it answered")
        if time.monotonic() > deadline:
            raise OSError(0, f"it did not answer within {request['seconds']:g} s")


def _asked(request: Request, deadline: float) -> float:
    """When the first byte of an answer came; 0 while nothing listens."""
    with socket.socket() as connection:
        connection.settimeout(max(deadline - time.monotonic(), _LOOK_SECONDS))
        try:
            connection.connect(("127.0.0.1", request["port"]))
        except ConnectionRefusedError:
            return 0.0
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        connection.sendall(request["ask"])
        if (request["ask"] or request["speaks_first"]) and not connection.recv(1):
            raise OSError(0, "it closed the connection without an answer")
        return time.monotonic()


def _status(ended: int) -> int:
    how = os.waitid(os.P_PIDFD, ended, os.WEXITED | os.WNOWAIT)
    if how is None:
        raise OSError(0, "it has gone")
    return how.si_status if how.si_code == os.CLD_EXITED else 128 + how.si_status


def _become(request: Request, tell: int, refuse: int) -> NoReturn:
    """Turns this process into the program. What cannot be done is written to `refuse`."""
    launch = request["launch"]
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        reads = file_of(request["stdin"]) if request["stdin"] else null
        for stream, leads_to in enumerate((reads, null, null)):
            os.dup2(leads_to, stream)
        for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(ignored_by_python, signal.SIG_DFL)
        if request["cpus"]:
            os.sched_setaffinity(0, request["cpus"])
        if launch["root"]:
            os.chroot(launch["root"])
        os.chdir(launch["directory"])
        environment = dict(launch["env"])
        confine(launch)
        os.write(tell, _BEGAN.pack(time.monotonic()))
        os.execve(launch["executable"], launch["argv"], environment)
    except OSError as error:
        os.write(refuse, (error.strerror or str(error)).encode())
    finally:
        os._exit(127)


def _memory(pid: int) -> dict[str, int]:
    """In bytes; nothing of a program that has ended."""
    try:
        lines = read(f"/proc/{pid}/smaps_rollup").splitlines()
    except OSError:
        return {}
    return {
        name: sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(beginnings))
        for name, beginnings in _MEMORY.items()
    }


def _peak(pid: int) -> int:
    """In bytes; 0 for a program that has ended."""
    lines = read(f"/proc/{pid}/status").splitlines()
    found = (int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return next(found, 0)


def _output(load: dict[str, Any], seconds: float) -> tuple[int, str]:
    """A command's status and what it printed. Raises OSError where it takes too long."""
    out, write = os.pipe()
    pid = _begun(load["argv"], output=write, errors=write, cpus=load["cpus"])
    os.close(write)
    said = b""
    deadline = time.monotonic() + seconds
    try:
        while select.select([out], [], [], max(0.0, deadline - time.monotonic()))[0]:
            piece = os.read(out, 1 << 16)
            if not piece:  # it has closed it: it ends
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode(
                    "utf-8", "replace"
                )
            said += piece
    finally:
        os.close(out)
    end(pid, spared=_SERVERS)
    raise OSError(0, f"{load['argv'][0]} did not end within {seconds:g} s")


def _begun(argv: list[str], *, output: int, errors: int = 2, cpus: tuple[int, ...] = ()) -> int:
    """Another program, with our environment; output, errors: where what it prints goes."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        die_with_parent()
        for stream, leads_to in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, errors)):
            os.dup2(leads_to, stream)
        if cpus:
            os.sched_setaffinity(0, cpus)
        os.execve(argv[0], argv, dict(os.environ))
    finally:
        os._exit(127)


@contextmanager
def _replica(request: Request) -> Iterator[int]:
    """A program in a network of its own, once it has answered: its process."""
    told, tell = os.pipe()
    waits, go_on = os.pipe()
    helper = os.fork()
    if not helper:
        os.close(told)
        os.close(go_on)
        _keep(request, tell, waits)
    os.close(tell)
    os.close(waits)
    try:
        with open(told, "rb") as words:  # noqa: PTH123 - quicker
            line = words.readline()
        said = json.loads(line or b'{"error": "the helper ended"}')
        if "error" in said:
            raise OSError(0, said["error"])
        yield said["pid"]
    finally:
        os.close(go_on)
        os.waitpid(helper, 0)


def _keep(request: Request, tell: int, waits: int) -> NoReturn:
    """Starts a program in a new network, says which it is, and ends it when told to."""
    try:
        adopt_orphans()  # a fork does not inherit it
        new_network()
        with _started(request) as (pid, _, _):
            os.write(tell, json.dumps({"pid": pid}).encode() + b"\n")
            os.read(waits, 1)
    except OSError as error:
        os.write(tell, json.dumps({"error": error.strerror or str(error)}).encode() + b"\n")
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
