"""What a program was seen to open while it ran for a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["file", "lists", "executes", "listens", "connects"]


@dataclass(frozen=True, kw_only=True)
class OpenedName:
    """Something that a program asked the kernel for by its name."""

    what: Way
    """A file or folder that it opened, made, read as a link, or only looked at; a program that it
    executed; a folder whose entries it read (`lists`); an address that it listened at; one that it
    connected to."""
    name: str
    """A path as the program gave it, without doubled slashes, or an address: `tcp 0.0.0.0:80`,
    `udp [::1]:53`, `unix /run/x.sock`, `unixgram /dev/log`, `unix @abstract`. Port 0 is one that
    the kernel chooses."""
    error: str = ""
    """Empty where it was given what it asked for, else the kernel's name for why not: `ENOENT`.
    `EINPROGRESS`: to a connection nobody had answered yet."""
    by_go: bool = False
    """Whether every Go program asks for it at its start, or as soon as it uses the network: it is
    said by Go's runtime and tells nothing about the program."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Everything that was seen of one program."""

    names: tuple[OpenedName, ...] = ()
    """In the order first seen, each once: the same name with another error is another one."""
    lacks: str = ""
    """Why nothing, or not everything, was seen. Only where this is empty do no names mean that the
    program opens nothing."""
    level: str = ""
    """How it was isolated, a level's name; empty where it was not started."""
    own_root: bool = False
    """Whether its / held only the program and what every container has. Otherwise files of this
    machine were there to be found, or to be refused."""
    own_network: bool = False
    """Whether its network was its own. Otherwise errors of sockets may be the sandbox's own."""
    status: int | None = None
    """Of a program that ended by itself: 0-255, 128 + n where signal n ended it. None: it still
    ran when enough was seen, and was ended."""
    words: str = ""
    """The end of what it printed."""
