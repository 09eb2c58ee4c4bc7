"""The small process that starts programs in surroundings no launcher passes on unchanged.

`sandbox.starts.sweep` runs it; it imports little. Its last argument names a file of marshal data,
the `Request` below. It writes one JSON object a line for each start.

Where it has a network namespace of its own, each start gets a new one, so several can listen at
the same port at once. Elsewhere starts come one after another.
"""

from __future__ import annotations

import ctypes
import json
import marshal
import os
import resource
import signal
import sys
from typing import Any, NoReturn

from slimgo.sandbox.confine import adopt_orphans, checked, confine, libc
from slimgo.sandbox.starts.ending import end, end_children
from slimgo.sandbox.starts.network import lead_out, new_network
from slimgo.sandbox.starts.watch import watched

# linux/personality.h
_ADDR_NO_RANDOMIZE = 0x0040000
_KEEP = 0xFFFFFFFF

Request = dict[str, Any]
"""own_network: whether each start gets a network. outside: the ports of its loopback that lead out
of it, and the Unix sockets where to. workers: how many starts at once. seconds: how long one may
show nothing. ask: the bytes sent once it listens; empty to send none. starts: a list
of (number, launch, surrounding): a launch as the built-in engine's with what it reads from standard
input and where it is to listen, and a Surrounding's fields."""


def main() -> None:
    """Status 0 once every start has been reported; a traceback otherwise."""
    with open(sys.argv[-1], "rb") as file:  # noqa: PTH123 - quicker
        request: Request = marshal.load(file)  # noqa: S302 - from our own parent
    workers = [_worker(request, number) for number in range(request["workers"])]
    statuses = [os.waitpid(worker, 0)[1] for worker in workers]
    sys.exit(1 if any(statuses) else 0)


def _worker(request: Request, number: int) -> int:
    worker = os.fork()
    if worker:
        return worker
    status = 1
    try:
        adopt_orphans()
        for start in request["starts"][number :: request["workers"]]:
            line = json.dumps({"number": start[0], **_started(request, *start[1:])}) + "\n"
            os.write(1, line.encode())  # shorter than PIPE_BUF, so lines of two do not mix
        status = 0
    finally:
        if status:
            sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(status)


def _started(
    request: Request, launch: dict[str, Any], surrounding: dict[str, Any]
) -> dict[str, Any]:
    if request["own_network"]:
        new_network()
        lead_out(request["outside"])
    told, tell = os.pipe()
    refused, refuse = os.pipe()
    pid = os.fork()
    if not pid:
        _become(launch, surrounding, tell, refuse)
    os.close(tell)
    os.close(refuse)
    with open(told, "rb", buffering=0) as output, open(refused, "rb") as refusal:  # noqa: PTH123
        why = refusal.read().decode()  # ends when the program has begun
        if why:
            os.waitpid(pid, 0)
            end_children()
            return {"kind": "refused", "status": 0, "words": why}
        try:
            return watched(
                pid,
                output,
                port=launch["port"],
                own_network=request["own_network"],
                ask=request["ask"],
                seconds=request["seconds"],
            )
        finally:
            end(pid)


def _become(
    launch: dict[str, Any], surrounding: dict[str, Any], output: int, refuse: int
) -> NoReturn:
    """Turns this process into the program. What cannot be done is written to `refuse`."""
    doing = "the sandbox"
    try:
        os.setsid()
        if launch["stdin"]:
            os.dup2(file_of(launch["stdin"]), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(ignored_by_python, signal.SIG_DFL)
        _join_cgroup(surrounding["cgroup"])
        argv, env = _vectors(launch, surrounding)
        if launch["root"]:
            os.chroot(launch["root"])
        os.chdir(launch["directory"])
        executable = os.open(launch["executable"], os.O_PATH | os.O_CLOEXEC)
        confine(launch)
        doing = "the surrounding"
        _surround(surrounding)
        doing = "starting it"
        if launch["by_path"]:
            checked(libc.execve(launch["executable"].encode(), argv, env))
        checked(libc.fexecve(executable, argv, env))
    except OSError as error:
        os.write(refuse, f"{doing}: {error.strerror}".encode())
    finally:
        os._exit(127)


def file_of(raw: bytes) -> int:
    """A file in memory that is read from its beginning."""
    file = os.memfd_create("stdin")
    while raw:
        raw = raw[os.write(file, raw) :]
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _vectors(
    launch: dict[str, Any], surrounding: dict[str, Any]
) -> tuple[ctypes.Array[ctypes.c_char_p], ctypes.Array[ctypes.c_char_p]]:
    """argv and envp for execve(2): os.execve refuses an empty argv[0], and none at all."""
    argv = [word.encode() for word in launch["argv"]]
    argv += [b"x"] * surrounding["arguments"]
    if surrounding["argv0"] == "empty":
        argv[0] = b""
    elif surrounding["argv0"] == "none":
        argv = []
    env = [f"{name}={value}".encode() for name, value in launch["env"]]
    env += [b"K%d=v" % number for number in range(surrounding["variables"])]
    if surrounding["value_bytes"]:
        env.append(b"PAD=" + b"v" * surrounding["value_bytes"])
    return _strings(argv), _strings(env)


def _strings(words: list[bytes]) -> ctypes.Array[ctypes.c_char_p]:
    return (ctypes.c_char_p * (len(words) + 1))(*words, None)


def _surround(surrounding: dict[str, Any]) -> None:
    if surrounding["one_cpu"]:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if not surrounding["random_addresses"]:
        now = checked(libc.personality(ctypes.c_ulong(_KEEP)))
        checked(libc.personality(ctypes.c_ulong(now | _ADDR_NO_RANDOMIZE)))
    if surrounding["stack_bytes"]:  # last: this process must not need more
        _, hard = resource.getrlimit(resource.RLIMIT_STACK)
        resource.setrlimit(resource.RLIMIT_STACK, (surrounding["stack_bytes"], hard))


def _join_cgroup(procs: str) -> None:
    if procs:
        with open(procs, "w") as file:  # noqa: PTH123 - quicker
            file.write("0")  # the writer itself: cgroups(7)


if __name__ == "__main__":
    main()
