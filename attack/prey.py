"""What a probe program is to reach on this machine, and whether it did.

Each thing is real and within reach of the probe's user, so that "it could not" says something.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess  # noqa: TID251 - a process that lives on, which `run` has no way to start
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

WORD = "prober"
"""What the secret file says, and what the probe says to whomever it reaches."""

_FILES = ("secret", "write a file", "truncate a file", "delete a file", "change a file's mode")
_CREATE = 0o1000  # IPC_CREAT of linux/ipc.h
_REMOVE = 0  # IPC_RMID


@dataclass(frozen=True, kw_only=True)
class Prey:
    """What the probe tries to reach, and must not."""

    folder: Path
    """Holds the files."""
    listeners: dict[str, socket.socket]
    """Attempt -> a socket that it is to reach."""
    process: subprocess.Popen[bytes]
    """Of the probe's own user."""
    free: dict[str, int]
    """Attempt -> a port where nobody listens."""
    shared: int
    """The key of a shared memory segment."""
    token: str
    """What marks the process that stays behind."""

    def told(self, *, port: int, setuid: str) -> dict[str, object]:
        """The probe's argument, see tests/programs/prober/main.go."""
        tcp, mptcp, udp, unix, abstract = (each.getsockname() for each in self.listeners.values())
        return {
            "Port": port,
            "Folder": str(self.folder),
            "Word": WORD,
            "Tool": str(self.folder / "tool"),
            "TCP": tcp[1],
            "MPTCP": mptcp[1],
            "UDP": udp[1],
            "Free": [*self.free.values()],
            "Unix": unix,
            "Abstract": abstract[1:].decode(),
            "PID": self.process.pid,
            "Shared": self.shared,
            "Token": self.token,
            "Setuid": setuid,
        }

    def effects(self) -> dict[str, bool]:
        """Attempt -> whether this machine shows it, while the probe still runs."""
        return {
            **{name: _was_told(listener) for name, listener in self.listeners.items()},
            "write a file": (self.folder / "write a file").read_text() != WORD,
            "truncate a file": (self.folder / "truncate a file").read_text() != WORD,
            "create a file": (self.folder / "create a file").exists(),
            "delete a file": not (self.folder / "delete a file").exists(),
            "change a file's mode": (self.folder / "change a file's mode").stat().st_mode & 0o4 > 0,
            **{name: _listens(port) for name, port in self.free.items()},
            "signal a process": self._signalled(),
        }

    def _signalled(self) -> bool:
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(0.1) == -signal.SIGTERM
        return False

    def ends_left_behind(self) -> bool:
        """Whether a process of the probe's is still there; it is ended."""
        left = processes_with(self.token)
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(left)


@contextmanager
def prey(folder: Path, tool: Path) -> Iterator[Prey]:
    """Prepared in an empty folder, for probes of our own user. tool: the probe's executable."""
    for name in _FILES:
        (folder / name).write_text(WORD)
        (folder / name).chmod(0o600)
    shutil.copy(tool, folder / "tool")
    with ExitStack() as stack:
        listeners = {
            "connect over TCP": _bound(stack, socket.AF_INET, ("127.0.0.1", 0)),
            # a listener over TCP answers over TCP
            "connect over MPTCP": _bound(stack, socket.AF_INET, ("127.0.0.1", 0)),
            "send over UDP": _bound(stack, socket.AF_INET, ("127.0.0.1", 0), socket.SOCK_DGRAM),
            "connect to a Unix socket": _bound(stack, socket.AF_UNIX, str(folder / "unix")),
            "connect to an abstract socket": _bound(
                stack, socket.AF_UNIX, f"\0prober-{secrets.token_hex(8)}"
            ),
        }
        process = stack.enter_context(subprocess.Popen([tool, "linger"]))
        stack.callback(process.kill)
        yield Prey(
            folder=folder,
            listeners=listeners,
            process=process,
            free={f"listen at another port over {kind}": free_port() for kind in ("TCP", "MPTCP")},
            shared=_shared_memory(stack),
            token=secrets.token_hex(16),
        )


def _bound(
    stack: ExitStack,
    family: socket.AddressFamily,
    address: tuple[str, int] | str,
    kind: socket.SocketKind = socket.SOCK_STREAM,
) -> socket.socket:
    listener = stack.enter_context(socket.socket(family, kind))
    listener.bind(address)
    if kind == socket.SOCK_STREAM:
        listener.listen()
    listener.settimeout(0.1)
    return listener


def _was_told(listener: socket.socket) -> bool:
    with suppress(TimeoutError):
        if listener.type == socket.SOCK_DGRAM:
            return listener.recv(64) == WORD.encode()
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(1)
            return connection.recv(64) == WORD.encode()
    return False


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def free_port() -> int:
    """A TCP port of 127.0.0.1 where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _shared_memory(stack: ExitStack) -> int:
    """The key of a new System V segment, which Python itself has no word for."""
    libc = ctypes.CDLL(None)
    key = secrets.randbelow(1 << 31)
    segment = libc.shmget(key, 4096, _CREATE | 0o600)
    stack.callback(libc.shmctl, segment, _REMOVE, None)
    return key


def processes_with(token: str) -> list[int]:
    """The processes that have it in their command line."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [pid for pid in pids if token in _command_line(pid)]


def _command_line(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    return ""
