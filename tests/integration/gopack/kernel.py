"""What a kernel may refuse to a process, put on it between fork and exec."""

from __future__ import annotations

import ctypes
import struct

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_MDWE = 38, 22, 65
_FILTER_MODE = 2
ALLOW, _REFUSE, _NO_ACCESS, KILL = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 13, 0x80000000
_CLONE, _CLONE3 = 56, 435
_MMAP, _MPROTECT, _PKEY_MPROTECT, _MEMFD_CREATE = 9, 10, 329, 319
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
_PROTECTION, _MAP_FLAGS = 32, 40  # where a filter finds the third and fourth argument
_PROT_WRITE, _PROT_EXEC, _MAP_ANONYMOUS = 2, 4, 0x20
_STUB_FLAGS = 0x250F00
_ADDR_NO_RANDOMIZE = 0x0040000

Line = tuple[int, int, int, int]
"""Of a filter: what to do, how far to jump where a test passes and where not, and a number."""


def _prctl(*numbers: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.prctl(*(ctypes.c_ulong(number) for number in numbers)))


def has_mdwe() -> bool:
    """Whether this kernel (6.3 and later) can forbid memory to become executable."""
    return _prctl(66, 0, 0, 0, 0) >= 0


def forbid_executable_memory() -> None:
    if _prctl(_PR_SET_MDWE, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_MDWE")


def install(program: list[Line]) -> None:
    """A filter, for good. Each one more can only forbid more."""
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
    install(
        [
            (LOAD, 0, 0, 0),
            (EQUAL, 1, 0, _CLONE),
            (EQUAL, 0, 1, _CLONE3),
            (RETURN, 0, 0, _REFUSE),
            (RETURN, 0, 0, ALLOW),
        ]
    )


def refuse_the_stubs_thread() -> None:
    """Only a clone with the stub's flags: Go's own threads have others (amd64)."""
    install(
        [
            (LOAD, 0, 0, 0),
            (EQUAL, 0, 3, _CLONE),
            (LOAD, 0, 0, 16),
            (EQUAL, 0, 1, _STUB_FLAGS),
            (RETURN, 0, 0, _REFUSE),
            (RETURN, 0, 0, ALLOW),
        ]
    )


def refuse_execmem() -> None:
    """No anonymous memory becomes executable, as SELinux answers without `execmem` (amd64).

    A filter cannot see what is mapped where mprotect is asked for: it refuses files there, too.
    """
    install(
        [
            (LOAD, 0, 0, 0),
            (EQUAL, 4, 0, _MPROTECT),
            (EQUAL, 3, 0, _PKEY_MPROTECT),
            (EQUAL, 0, 5, _MMAP),
            (LOAD, 0, 0, _MAP_FLAGS),
            (ANY_BIT, 0, 3, _MAP_ANONYMOUS),
            (LOAD, 0, 0, _PROTECTION),
            (ANY_BIT, 0, 1, _PROT_EXEC),
            (RETURN, 0, 0, _NO_ACCESS),
            (RETURN, 0, 0, ALLOW),
        ]
    )


def refuse_files_without_a_name() -> None:
    """No memfd_create (amd64)."""
    install(
        [
            (LOAD, 0, 0, 0),
            (EQUAL, 0, 1, _MEMFD_CREATE),
            (RETURN, 0, 0, _NO_ACCESS),
            (RETURN, 0, 0, ALLOW),
        ]
    )


def refuse_code() -> None:
    """Nothing that is mapped later is executable, neither memory nor a file (amd64)."""
    install(
        [
            (LOAD, 0, 0, 0),
            (EQUAL, 2, 0, _MPROTECT),
            (EQUAL, 1, 0, _PKEY_MPROTECT),
            (EQUAL, 0, 3, _MMAP),
            (LOAD, 0, 0, _PROTECTION),
            (ANY_BIT, 0, 1, _PROT_EXEC),
            (RETURN, 0, 0, _NO_ACCESS),
            (RETURN, 0, 0, ALLOW),
        ]
    )


def kill_what_asks_for_both() -> None:
    """Whoever asks for memory both writable and executable ends by SIGSYS (amd64)."""
    install(
        [
            (LOAD, 0, 0, 0),
            (EQUAL, 2, 0, _MPROTECT),
            (EQUAL, 1, 0, _PKEY_MPROTECT),
            (EQUAL, 0, 4, _MMAP),
            (LOAD, 0, 0, _PROTECTION),
            (ANY_BIT, 0, 2, _PROT_EXEC),
            (ANY_BIT, 0, 1, _PROT_WRITE),
            (RETURN, 0, 0, KILL),
            (RETURN, 0, 0, ALLOW),
        ]
    )


def keep_addresses() -> None:
    """The same addresses at each start, as `setarch -R` has it."""
    if ctypes.CDLL(None, use_errno=True).personality(_ADDR_NO_RANDOMIZE) < 0:
        raise OSError(ctypes.get_errno(), "personality")
