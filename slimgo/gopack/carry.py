"""What a new file takes over from the one it is made of, beside its permissions: setuid and setgid
with their owner, file capabilities and other extended attributes."""

from __future__ import annotations

import contextlib
import os
import shlex
import stat
import sys
from pathlib import Path

from slimgo.gopack.capabilities import in_words

_SPECIAL = {stat.S_ISUID: "setuid", stat.S_ISGID: "setgid", stat.S_ISVTX: "the sticky bit"}
_CAPABILITIES = "security.capability"
_OF_THE_BYTES = {"security.ima", "security.evm"}
_OF_THE_POLICY = {"security.selinux"}
"""The kernel gives a new file its label, as the policy says."""


def carry(source: Path, to: int, name: Path) -> tuple[str, ...]:
    """What could not be carried over, a line each that says what to type.

    to: the new file's descriptor. name: what it will be called. Its times are its own.
    """
    return (*_special_bits(source.stat(), to, name), *_attributes(source, to, name))


def _special_bits(there: os.stat_result, to: int, name: Path) -> tuple[str, ...]:
    """They mean an owner: where the new file cannot have the same, they are not set."""
    wanted = stat.S_IMODE(there.st_mode)
    special = wanted & ~0o777
    if not special:
        return ()
    with contextlib.suppress(OSError):
        os.fchown(to, there.st_uid, there.st_gid)
        os.fchmod(to, wanted)
    missing = special & ~os.fstat(to).st_mode
    words = " and ".join(word for bit, word in _SPECIAL.items() if bit & missing)
    if not words:
        return ()
    file, owners = shlex.quote(str(name)), f"{there.st_uid}:{there.st_gid}"
    cure = f"sudo chown {owners} {file} && sudo chmod {wanted:o} {file}"
    return (f"{words} was not kept: you may not give a file to its owner\n  → {cure}",)


def _attributes(source: Path, to: int, name: Path) -> tuple[str, ...]:
    if sys.platform != "linux":
        return ()
    missed = []
    file = shlex.quote(str(name))
    with contextlib.suppress(OSError):  # a file system without any
        for attribute in os.listxattr(source):
            if attribute in _OF_THE_POLICY:
                continue
            if attribute in _OF_THE_BYTES:
                missed.append(f"{attribute} was not kept: it is of the bytes before; sign {file}")
                continue
            value = os.getxattr(source, attribute)
            try:
                os.setxattr(to, attribute, value)
            except OSError as error:
                missed.append(_cure(attribute, value, file, error.strerror or str(error)))
    return tuple(missed)


def _cure(attribute: str, value: bytes, file: str, why: str) -> str:
    if attribute == _CAPABILITIES and (words := in_words(value)):
        return f"file capabilities were not kept: {why}\n  → sudo setcap {words} {file}"
    cure = f"sudo setfattr -n {shlex.quote(attribute)} -v 0x{value.hex()} {file}"
    return f"{attribute} was not kept: {why}\n  → {cure}"
