"""What a user may do with a file, by its owner and mode: Linux's rules, as a pure function.

Sources: path_resolution(7), "Permissions", and capabilities(7), CAP_DAC_OVERRIDE, which docker and
podman leave to a container's root.
"""

from __future__ import annotations

from slimgo.values.account import Account

READ, WRITE, EXECUTE = 4, 2, 1
"""The bits of one class of a mode; EXECUTE means `enter` for a folder."""
_ANYONE_EXECUTES = 0o111


def allowed(account: Account, *, mode: int, uid: int, gid: int, folder: bool) -> int:
    """The bits READ | WRITE | EXECUTE that the account has on a file of that owner and mode."""
    if account.uid == 0:
        executes = folder or mode & _ANYONE_EXECUTES
        return READ | WRITE | (EXECUTE if executes else 0)
    if account.uid == uid:
        return mode >> 6 & 0o7
    if gid == account.gid or gid in account.groups:
        return mode >> 3 & 0o7
    return mode & 0o7
