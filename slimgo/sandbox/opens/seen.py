"""From system calls to names: what each one asked for, and what became of it. Pure.

Imported by a fork of the fork server, so it imports little.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass, field

from slimgo.sandbox.opens.address import address, protocol
from slimgo.sandbox.opens.calls import CALLS, OPENS
from slimgo.values.opened import Way

Name = tuple[Way, str, str]
"""What, name, and the error's name or nothing: an OpenedName's."""

MOST_NAMES = 50_000
"""A large site has 30,000 files; a program that makes up names may not fill our memory."""
_AT_FDCWD = -100  # linux/fcntl.h
_CONNECTED = ("tcp ", "unix ", "unixpacket ")
_RESTARTS = range(512, 518)
"""ERESTARTSYS to ERESTART_RESTARTBLOCK of linux/errno.h: the call is made again, or was
interrupted, which says nothing about what it named."""


@dataclass(kw_only=True)
class Descriptors:
    """What the descriptors of one process mean, and its working folder, as far as its calls have
    told."""

    folder: str = ""
    """Absolute; empty while it is the one that the process began in."""

    paths: dict[int, str] = field(default_factory=dict)
    protocols: dict[int, str] = field(default_factory=dict)
    bound: dict[int, str] = field(default_factory=dict)
    """The address a socket has been given; it listens there once listen(2) says so."""
    waiting: dict[int, str] = field(default_factory=dict)
    """The address that a socket is connecting to."""

    def copy(self) -> Descriptors:
        """Those of a new process, which begins with its parent's."""
        return Descriptors(
            folder=self.folder,
            paths=dict(self.paths),
            protocols=dict(self.protocols),
            bound=dict(self.bound),
            waiting=dict(self.waiting),
        )


@dataclass(frozen=True, kw_only=True)
class Call:
    """One system call of a thread."""

    name: str
    """A key of CALLS."""
    arguments: tuple[int, ...]
    """As the kernel was given them."""
    memory: bytes | None = b""
    """What the call points to: a path, a struct sockaddr; for `answer` the int, read afterwards.
    None where nothing can be read there."""


def told(call: Call, result: int, of: Descriptors) -> list[Name]:
    """What a finished call names; nothing, one name, or a connection's outcome.

    result: what it returned, -errno for an error. of: its process's, changed by what the call did.
    """
    error = "" if result >= 0 else errno.errorcode.get(-result, f"errno {-result}")
    if -result in _RESTARTS or call.memory is None:
        return []
    kind = CALLS[call.name][0]
    if kind in ("path", "path at", "exec", "exec at"):
        return _path(call, call.memory, result, error, of)
    if kind == "folder":
        folder = of.paths.get(_signed(call.arguments[0]), "")
        if call.name == "fchdir":
            of.folder = of.folder if error else folder
            return []
        return [("lists", folder, error)] if folder else []
    return _socket(call, call.memory, result, error, of)


def _path(call: Call, memory: bytes, result: int, error: str, of: Descriptors) -> list[Name]:
    kind = CALLS[call.name][0]
    if not memory:
        return []  # the descriptor itself is meant: AT_EMPTY_PATH
    path = memory.decode("utf-8", "backslashreplace")
    if not path.startswith("/"):
        folder = _signed(call.arguments[0]) if kind in ("path at", "exec at") else _AT_FDCWD
        begins = of.folder
        if folder != _AT_FDCWD:
            begins = of.paths.get(folder, f"descriptor {folder}")
        path = f"{begins.rstrip('/')}/{path}" if begins else path
    while "//" in path:  # as Go joins the folders of time zones with their names
        path = path.replace("//", "/")
    if call.name in OPENS and not error:
        of.paths[result] = path
    if call.name == "chdir" and not error:
        of.folder = path
    return [("executes" if kind in ("exec", "exec at") else "file", path, error)]


def _socket(call: Call, memory: bytes, result: int, error: str, of: Descriptors) -> list[Name]:
    kind = CALLS[call.name][0]
    fd = _signed(call.arguments[0])
    if kind == "socket":
        if not error:
            of.protocols[result] = protocol(call.arguments[0] & 0xFFFF, call.arguments[1])
            of.bound.pop(result, None)
            of.waiting.pop(result, None)
        return []
    if kind == "listen":
        where = of.bound.get(fd, "")
        return [("listens", where, error)] if where else []
    if kind == "answer":
        return _answer(memory, fd, error, of)
    at = address(memory)
    where = f"{of.protocols.get(fd) or _guessed(at)} {at}"
    if not at:
        return []
    if kind == "connect":
        of.waiting.pop(fd, None)
        if error in ("EINPROGRESS", "EALREADY"):
            of.waiting[fd] = where
            error = "EINPROGRESS"
        return [("connects", where, error)]
    of.bound[fd] = where
    # only a socket without connections hears as soon as it is bound
    heard = error or not where.startswith(_CONNECTED)
    return [("listens", where, error)] if heard else []


def _answer(memory: bytes, fd: int, error: str, of: Descriptors) -> list[Name]:
    if error or fd not in of.waiting:
        return []
    number = int.from_bytes(memory, "little")
    refused = errno.errorcode.get(number, f"errno {number}") if number else ""
    return [("connects", of.waiting.pop(fd), refused)]


def _guessed(at: str) -> str:
    """For a socket that was made out of sight."""
    return "unix" if at.startswith(("/", "@")) else "ip"


def _signed(argument: int) -> int:
    """An int, which the kernel reads off the low half of a register."""
    return (argument & 0xFFFFFFFF ^ 0x80000000) - 0x80000000


@dataclass(kw_only=True)
class Folded:
    """Names each once, in the order first seen."""

    most: int = MOST_NAMES
    seen: dict[Name, None] = field(default_factory=dict)
    full: bool = False
    """Whether there were more than that."""

    def new(self, names: list[Name]) -> list[Name]:
        """Those that were not seen before."""
        fresh = [name for name in names if name not in self.seen]
        room = self.most - len(self.seen)
        self.full = self.full or len(fresh) > room
        self.seen.update(dict.fromkeys(fresh[:room]))
        return fresh[:room]


def settled(names: list[Name]) -> list[Name]:
    """Each connection that had to wait with its outcome instead, where one was seen."""
    answered: dict[str, list[str]] = {}
    for what, name, error in names:
        if what == "connects" and error != "EINPROGRESS":
            answered.setdefault(name, []).append(error)
    folded = Folded()
    for what, name, error in names:
        if what == "connects" and error == "EINPROGRESS" and name in answered:
            folded.new([(what, name, each) for each in answered[name]])
        else:
            folded.new([(what, name, error)])
    return list(folded.seen)
