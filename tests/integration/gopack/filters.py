"""Filters as systemd installs them for a unit: which calls are refused, and how."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.integration.gopack import kernel
from tests.integration.gopack.calls import numbers
from tests.integration.gopack.kernel import ALLOW, ANY_BIT, EQUAL, KILL, LOAD, RETURN, Line
from tests.integration.gopack.units import Unit

_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16  # where a filter finds them; an argument has 8 bytes
_AT_LEAST = 0x35
_AMD64, _X32 = 0xC000003E, 0x40000000
_NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* of linux/sched.h
_WRITE, _EXEC = 2, 4  # PROT_WRITE, PROT_EXEC
_SHM_EXEC = 0o100000
_USUAL_SCHEDULERS = 0, 3, 5  # SCHED_OTHER, SCHED_BATCH, SCHED_IDLE


@cache
def groups() -> dict[str, list[str]]:
    """Each group of systemd's, and what is in it: system calls and other groups."""
    found: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("syscall_groups.txt").read_text().splitlines():
        if line.startswith("@"):
            found[line] = []
        elif line.startswith(" "):
            list(found.values())[-1].extend(line.split())
    return found


def calls_of(name: str) -> set[str]:
    """What a group's name stands for, down to system calls; of one of these itself."""
    if not name.startswith("@"):
        return {name}
    return set().union(*(calls_of(each) for each in groups()[name]))


def system_call_filter(lines: Iterable[str], refused: int) -> list[Line]:
    """SystemCallFilter=: the first line decides whether what is listed is allowed or refused."""
    listed: set[str] = set()
    allows = False
    for place, line in enumerate(lines):
        inverted = line.startswith("~")
        named = set().union(*(calls_of(name) for name in line.removeprefix("~").split()))
        if place == 0:
            allows = not inverted
            listed = calls_of("@default") if allows else set()
        listed = listed - named if inverted == allows else listed | named
    if not allows:
        return [*_each(listed, refused), (RETURN, 0, 0, ALLOW)]
    unknown = set(numbers()) - calls_of("@known")
    return [
        *_each(listed, ALLOW),
        *_each(unknown, fails(errno.ENOSYS)),
        (RETURN, 0, 0, refused),
    ]


def _each(names: Iterable[str], end: int) -> list[Line]:
    found = sorted(numbers()[name] for name in names if name in numbers())
    pairs = (((EQUAL, 0, 1, number), (RETURN, 0, 0, end)) for number in found)
    return [(LOAD, 0, 0, _NUMBER), *(line for pair in pairs for line in pair)]


def fails(error: int) -> int:
    return 0x00050000 | error


def only_native() -> list[Line]:
    """SystemCallArchitectures=native."""
    return [
        (LOAD, 0, 0, _ARCH),
        (EQUAL, 0, 2, _AMD64),
        (LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (RETURN, 0, 0, KILL),
        (RETURN, 0, 0, ALLOW),
    ]


def where(name: str, argument: int, bits: int, error: int) -> list[Line]:
    """The call fails where that argument's low half has any of these bits."""
    body = [(ANY_BIT, 0, 1, bits), (RETURN, 0, 0, fails(error))]
    return _of_one(name, argument, body)


def unless(name: str, argument: int, values: Iterable[int], error: int) -> list[Line]:
    """The call fails where that argument's low half is none of these."""
    pairs = (((EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW)) for value in values)
    body = [*(line for pair in pairs for line in pair), (RETURN, 0, 0, fails(error))]
    return _of_one(name, argument, body)


def _of_one(name: str, argument: int, body: list[Line]) -> list[Line]:
    return [
        (LOAD, 0, 0, _NUMBER),
        (EQUAL, 0, 1 + len(body), numbers()[name]),
        (LOAD, 0, 0, _ARGUMENTS + 8 * argument),
        *body,
        (RETURN, 0, 0, ALLOW),
    ]


def never(name: str, end: int) -> list[Line]:
    return [*_each([name], end), (RETURN, 0, 0, ALLOW)]


def filters_of(unit: Unit, *, no_code_by_filter: bool) -> list[list[Line]]:
    """What is installed for it, the strictest last.

    no_code_by_filter: MemoryDenyWriteExecute= as systemd before 254 has it, and where the kernel
    has no PR_SET_MDWE.
    """
    found: list[list[Line]] = []
    if unit.native:
        found.append(only_native())
    if unit.families:
        families = [int(getattr(socket, family)) for family in unit.families]
        found.append(unless("socket", 0, families, errno.EAFNOSUPPORT))
    if unit.no_namespaces:
        found += [never("clone3", fails(errno.ENOSYS)), never("setns", fails(errno.EPERM))]
        found += [where(name, 0, _NEW_NAMESPACES, errno.EPERM) for name in ("clone", "unshare")]
    if unit.no_realtime:
        found.append(unless("sched_setscheduler", 1, _USUAL_SCHEDULERS, errno.EPERM))
    if unit.no_code and no_code_by_filter:
        found += no_new_code()
    if unit.calls:
        refused = fails(errno.EPERM) if unit.calls_fail else KILL
        found.append(system_call_filter(unit.calls, refused))
    return found


def no_new_code() -> list[list[Line]]:
    """MemoryDenyWriteExecute= by filters: also what a file's pages may become by mprotect."""
    both = [
        (LOAD, 0, 0, _NUMBER),
        (EQUAL, 0, 4, numbers()["mmap"]),
        (LOAD, 0, 0, _ARGUMENTS + 8 * 2),
        (ANY_BIT, 0, 2, _WRITE),
        (ANY_BIT, 0, 1, _EXEC),
        (RETURN, 0, 0, fails(errno.EPERM)),
        (RETURN, 0, 0, ALLOW),
    ]
    return [
        both,
        *(where(name, 2, _EXEC, errno.EPERM) for name in ("mprotect", "pkey_mprotect")),
        where("shmat", 2, _SHM_EXEC, errno.EPERM),
    ]


def confine(filters: Iterable[list[Line]]) -> None:
    """Installs them; between fork and exec."""
    for each in filters:
        kernel.install(each)
