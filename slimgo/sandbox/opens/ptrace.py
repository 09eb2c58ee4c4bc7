"""ptrace(2), as far as a tracer of system calls needs it; the same on every processor.

Imported by a fork of the fork server, so it imports little.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from dataclasses import dataclass

from slimgo.sandbox.confine import checked

# linux/ptrace.h
_PEEKDATA, _CONT, _SYSCALL = 2, 7, 24
_GETEVENTMSG, _SEIZE, _LISTEN, _GET_SYSCALL_INFO = 0x4201, 0x4206, 0x4208, 0x420E
EVENT_FORK, EVENT_VFORK, EVENT_CLONE, EVENT_EXEC, EVENT_SECCOMP = 1, 2, 3, 4, 7
EVENT_STOP = 128
# PTRACE_O_TRACESYSGOOD, …TRACEFORK, …TRACEVFORK, …TRACECLONE, …TRACEEXEC, …TRACESECCOMP, …EXITKILL
_OPTIONS = 1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 7 | 1 << 20
# PTRACE_SYSCALL_INFO_EXIT, …_SECCOMP
_EXIT, _AT_SECCOMP = 2, 3
_INFO_BYTES = 88  # sizeof(struct ptrace_syscall_info)
_VALUES = 24  # where what depends on op begins there
_WORD_BYTES = ctypes.sizeof(ctypes.c_long)

_ptrace = ctypes.CDLL(None, use_errno=True).ptrace
_ptrace.restype = ctypes.c_long
_ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A call that a filter has stopped before the kernel does it."""

    number: int
    arguments: tuple[int, ...]
    """Six of 64 bits."""


def seize(pid: int) -> None:
    """Becomes the tracer of a child and of all that it starts. They are killed when we end.

    Raises OSError.
    """
    _asked(_SEIZE, pid, 0, _OPTIONS)


def go_on(tid: int, *, to_exit: bool = False, signal: int = 0) -> None:
    """Lets a stopped thread run, up to the end of its call where to_exit. signal: given to it."""
    _asked(_SYSCALL if to_exit else _CONT, tid, 0, signal)


def stay(tid: int) -> None:
    """Leaves a thread stopped that a signal has stopped, until SIGCONT."""
    _asked(_LISTEN, tid, 0, 0)


def event_message(tid: int) -> int:
    """What the event says: the new thread's number; after execve(2) the one it had before."""
    word = ctypes.c_ulong()
    _asked(_GETEVENTMSG, tid, 0, ctypes.addressof(word))
    return word.value


def entered(tid: int) -> Entered:
    """The call at which a filter stopped the thread. Raises OSError: ENOSYS before Linux 5.3."""
    number, *arguments = struct.unpack_from("=7Q", _info(tid, _AT_SECCOMP), _VALUES)
    return Entered(number=number, arguments=tuple(arguments))


def returned(tid: int) -> int:
    """What the call returns that the thread has stopped at the end of, -errno for an error."""
    value: int
    (value,) = struct.unpack_from("=q", _info(tid, _EXIT), _VALUES)
    return value


def _info(tid: int, wanted: int) -> bytes:
    buffer = ctypes.create_string_buffer(_INFO_BYTES)
    try:
        _asked(_GET_SYSCALL_INFO, tid, _INFO_BYTES, ctypes.addressof(buffer))
    except OSError as error:
        if error.errno in (errno.EIO, errno.EINVAL):  # as for any request that is not known
            raise OSError(errno.ENOSYS, "PTRACE_GET_SYSCALL_INFO is not there") from None
        raise
    if buffer.raw[0] != wanted:
        raise OSError(errno.EPROTO, f"a stop of kind {buffer.raw[0]}, not {wanted}")
    return buffer.raw


def text(tid: int, at: int, limit: int) -> bytes | None:
    """The thread's memory from an address up to a NUL, or up to so many bytes.

    None where it has nothing there.
    """
    found = b""
    while len(found) < limit:
        word = _word(tid, at + len(found))
        if word is None:
            return None
        found += word
        if b"\0" in word:
            return found[: found.index(b"\0")][:limit]
    return found[:limit]


def memory(tid: int, at: int, size: int) -> bytes | None:
    """So many bytes of it; None where it has not all of them."""
    found = b""
    while len(found) < size:
        word = _word(tid, at + len(found))
        if word is None:
            return None
        found += word
    return found[:size]


def _word(tid: int, at: int) -> bytes | None:
    """The bytes from an address to the end of its word, which lies in one page."""
    skipped = at % _WORD_BYTES
    ctypes.set_errno(0)
    value: int = _ptrace(_PEEKDATA, tid, at - skipped, 0)
    if value == -1 and ctypes.get_errno():
        if ctypes.get_errno() == errno.ESRCH:
            raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))
        return None
    return struct.pack("@l", value)[skipped:]


def _asked(request: int, tid: int, address: int, data: int) -> None:
    checked(_ptrace(request, tid, address, data))
