"""A file's capabilities, as the kernel keeps them, in setcap's words."""

from __future__ import annotations

import struct

_REVISIONS = {0x02000000: 20, 0x03000000: 24}
"""linux/capability.h, VFS_CAP_REVISION: bytes of the attribute."""
_REVISION, _EFFECTIVE = 0xFF000000, 1

_NAMES = (
    *("chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid"),
    *("setpcap", "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw"),
    *("ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct"),
    *("sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod"),
    *("lease", "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog"),
    *("wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore"),
)
"""By their numbers, from 0."""


def in_words(attribute: bytes) -> str:
    """`cap_net_bind_service=ep`; empty where it is of no known layout, or of no known names."""
    if len(attribute) < struct.calcsize("<I"):
        return ""
    (head,) = struct.unpack_from("<I", attribute)
    if _REVISIONS.get(head & _REVISION) != len(attribute):
        return ""
    low, low_inherited, high, high_inherited = struct.unpack_from("<4I", attribute, 4)
    permitted, inherited = low | high << 32, low_inherited | high_inherited << 32
    if (permitted | inherited) >> len(_NAMES):
        return ""
    of: dict[str, list[str]] = {}
    for number, name in enumerate(_NAMES):
        flags = "e" if head & _EFFECTIVE and (permitted | inherited) >> number & 1 else ""
        flags += "i" if inherited >> number & 1 else ""
        flags += "p" if permitted >> number & 1 else ""
        if flags:
            of.setdefault(flags, []).append(f"cap_{name}")
    words = " ".join(f"{','.join(names)}={flags}" for flags, names in of.items())
    return f"'{words}'" if " " in words else words
