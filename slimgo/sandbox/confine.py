"""The system calls that take power away from the process that makes them, for good.

Imported by the fork server, so it imports little.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
from typing import Any

# numbers from linux/prctl.h, linux/capability.h, linux/landlock.h,
# linux/seccomp.h, linux/filter.h and asm-generic/unistd.h
_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH, _NET_PORT = 1, 2
_SECCOMP_MODE_FILTER = 2
_KEYCTL = {"x86_64": 250, "aarch64": 219, "riscv64": 219}
_JOIN_SESSION_KEYRING = 1  # linux/keyctl.h
_SOCK_FILTER_BYTES = 8
_BEYOND_EVERY_CAPABILITY = 64

libc = ctypes.CDLL(None, use_errno=True)


def checked(result: int) -> int:
    """What a function of libc returned. Raises OSError where that is -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def adopt_orphans() -> None:
    """From now on the orphans among our descendants become our children."""
    checked(libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))


def die_with_parent() -> None:
    """SIGKILL comes when the thread that forked us ends."""
    checked(libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))


def confine(launch: dict[str, Any]) -> None:
    """Becomes a launch's user, without the powers that it is to lose. Raises OSError.

    From then on SIGKILL comes when the thread that forked us ends.
    """
    _leave_session_keyring()
    landlock = launch["landlock"]
    rules = _rules(landlock) if landlock else -1
    kept = launch["capabilities"]
    if kept is not None:
        _drop_bounding_set(kept)
    with contextlib.suppress(PermissionError):  # a user may not, nor may some containers' root
        os.setgroups(launch["groups"])
    if launch["gid"] is not None:
        os.setresgid(*[launch["gid"]] * 3)
    if launch["uid"] is not None:
        os.setresuid(*[launch["uid"]] * 3)
    if kept is not None:
        _keep_capabilities(kept)
    if launch["no_new_privs"]:
        checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    # after the change of user, which would undo it
    die_with_parent()
    if landlock:
        _system_call(_RESTRICT_SELF, rules, 0)
    if launch["seccomp"]:
        _filter(launch["seccomp"])


def _leave_session_keyring() -> None:
    """For an empty one: what whoever started us keeps there is not the program's, keyrings(7)."""
    number = _KEYCTL.get(os.uname().machine)
    if number is not None:
        with contextlib.suppress(OSError):  # a kernel without keys, or a filter that refuses them
            _system_call(number, _JOIN_SESSION_KEYRING, 0)


def _drop_bounding_set(kept: tuple[int, ...]) -> None:
    """So that no execve(2) gives a capability back, not even to root. Before a change of user.

    Whoever may not do it (no CAP_SETPCAP) keeps the set, out of reach by no_new_privs.
    """
    capability = 0
    while True:
        if capability not in kept and libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            return  # beyond the kernel's last
        if capability > _BEYOND_EVERY_CAPABILITY:
            return
        capability += 1


def _keep_capabilities(kept: tuple[int, ...]) -> None:
    """The permitted and effective sets, as far as we have them; no inheritable one: capset(2)."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    held = ctypes.create_string_buffer(24)
    checked(libc.capget(header, held))
    words = struct.unpack("=6I", held.raw)
    wanted = sum(1 << number for number in kept) & (words[1] | words[4] << 32)
    low, high = wanted & 0xFFFFFFFF, wanted >> 32
    checked(libc.capset(header, struct.pack("=6I", low, low, 0, high, high, 0)))


def _rules(landlock: dict[str, Any]) -> int:
    """A descriptor of what is allowed. Its folders are opened by who we are."""
    ruleset = landlock["ruleset"]
    rules = _system_call(_CREATE_RULESET, ruleset, len(ruleset), 0)
    for path, beneath in ((landlock["root"], landlock["beneath"]), *landlock["also"]):
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        # struct landlock_path_beneath_attr, which is packed
        _system_call(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", beneath, folder), 0)
    if landlock["port"]:
        _system_call(_ADD_RULE, rules, _NET_PORT, landlock["port"], 0)
    return rules


def _filter(instructions: bytes) -> None:
    array = ctypes.create_string_buffer(instructions)
    # struct sock_fprog: how many, and where
    program = struct.pack("@HP", len(instructions) // _SOCK_FILTER_BYTES, ctypes.addressof(array))
    checked(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0))


def _system_call(number: int, *arguments: int | bytes) -> int:
    words = (ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)
    return checked(int(libc.syscall(ctypes.c_long(number), *words)))
