"""What a kernel may refuse to a process, put on it between fork and exec."""

from __future__ import annotations

import ctypes
import struct

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_MDWE = 38, 22, 65
_FILTER_MODE = 2
_ALLOW, _REFUSE, _NO_ACCESS, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 13, 0x80000000
_CLONE, _CLONE3, _EPERM = 56, 435, 1
_MMAP, _MPROTECT, _PKEY_MPROTECT = 9, 10, 329
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_PROTECTION, _MAP_FLAGS = 32, 40  # where a filter finds the third and fourth argument
_PROT_WRITE, _PROT_EXEC, _MAP_ANONYMOUS = 2, 4, 0x20
_STUB_FLAGS = 0x250F00
_ADDR_NO_RANDOMIZE = 0x0040000


def _prctl(*numbers: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.prctl(*(ctypes.c_ulong(number) for number in numbers)))


def has_mdwe() -> bool:
    """Whether this kernel (6.3 and later) can forbid memory to become executable."""
    return _prctl(66, 0, 0, 0, 0) >= 0


def forbid_executable_memory() -> None:
    if _prctl(_PR_SET_MDWE, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_MDWE")


def _install(program: list[tuple[int, int, int, int]]) -> None:
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    head = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code))
    )
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS")
    if _prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.addressof(head), 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_SECCOMP")


def refuse_clone() -> None:
    """No thread and no child at all (amd64)."""
    _install(
        [
            (_LOAD, 0, 0, 0),
            (_EQUAL, 1, 0, _CLONE),
            (_EQUAL, 0, 1, _CLONE3),
            (_RETURN, 0, 0, _REFUSE),
            (_RETURN, 0, 0, _ALLOW),
        ]
    )


def refuse_the_stubs_thread() -> None:
    """Only a clone with the stub's flags: Go's own threads have others (amd64)."""
    _install(
        [
            (_LOAD, 0, 0, 0),
            (_EQUAL, 0, 3, _CLONE),
            (_LOAD, 0, 0, 16),
            (_EQUAL, 0, 1, _STUB_FLAGS),
            (_RETURN, 0, 0, _REFUSE),
            (_RETURN, 0, 0, _ALLOW),
        ]
    )


def refuse_execmem() -> None:
    """No anonymous memory becomes executable, as SELinux answers without `execmem` (amd64).

    A filter cannot see what is mapped where mprotect is asked for: it refuses files there, too.
    """
    _install(
        [
            (_LOAD, 0, 0, 0),
            (_EQUAL, 4, 0, _MPROTECT),
            (_EQUAL, 3, 0, _PKEY_MPROTECT),
            (_EQUAL, 0, 5, _MMAP),
            (_LOAD, 0, 0, _MAP_FLAGS),
            (_ANY_BIT, 0, 3, _MAP_ANONYMOUS),
            (_LOAD, 0, 0, _PROTECTION),
            (_ANY_BIT, 0, 1, _PROT_EXEC),
            (_RETURN, 0, 0, _NO_ACCESS),
            (_RETURN, 0, 0, _ALLOW),
        ]
    )


def kill_what_asks_for_both() -> None:
    """Whoever asks for memory both writable and executable ends by SIGSYS (amd64)."""
    _install(
        [
            (_LOAD, 0, 0, 0),
            (_EQUAL, 2, 0, _MPROTECT),
            (_EQUAL, 1, 0, _PKEY_MPROTECT),
            (_EQUAL, 0, 4, _MMAP),
            (_LOAD, 0, 0, _PROTECTION),
            (_ANY_BIT, 0, 2, _PROT_EXEC),
            (_ANY_BIT, 0, 1, _PROT_WRITE),
            (_RETURN, 0, 0, _KILL),
            (_RETURN, 0, 0, _ALLOW),
        ]
    )


def keep_addresses() -> None:
    """The same addresses at each start, as `setarch -R` has it."""
    if ctypes.CDLL(None, use_errno=True).personality(_ADDR_NO_RANDOMIZE) < 0:
        raise OSError(ctypes.get_errno(), "personality")
