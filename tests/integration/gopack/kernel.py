"""What a kernel may refuse to a process, put on it between fork and exec."""

from __future__ import annotations

import ctypes
import struct

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_MDWE = 38, 22, 65
_FILTER_MODE = 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1
_CLONE, _CLONE3, _EPERM = 56, 435, 1
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_STUB_FLAGS = 0x250F00


def _prctl(*numbers: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.prctl(*(ctypes.c_ulong(number) for number in numbers))


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
