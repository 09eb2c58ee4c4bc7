"""What an engine adds to what the image says: variables, name files, addresses.

As docker does it where its user says nothing: moby, daemon/oci_linux.go and libnetwork/etchosts.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from slimgo.values.network import ADDRESS

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""PATH where an image sets none (moby: daemon/pkg/oci DefaultPathEnv)."""

CAPABILITIES = (
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_NET_BIND_SERVICE",
    "CAP_SETFCAP",
    "CAP_SETGID",
    "CAP_SETPCAP",
    "CAP_SETUID",
    "CAP_SYS_CHROOT",
)
"""What docker and podman both leave to a container's root (containers-common, moby caps)."""

READ_ONLY_OF_PROC = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
HIDDEN_OF_PROC = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
)
"""What no program of a container may change, and see (moby, daemon/pkg/oci DefaultSpec)."""

MOUNTED_FOLDERS = ("/proc", "/sys", "/dev")
"""Where an engine mounts something of its own: what an image has there is never seen."""

NAME_FILES = ("/etc/hosts", "/etc/hostname", "/etc/resolv.conf")
"""What an engine mounts over the image's own files."""

MOUNTS_LINK = "/etc/mtab"
"""A link to /proc/mounts that an engine makes."""

_PUBLIC_RESOLVERS = ("8.8.8.8", "8.8.4.4")  # docker's, where the machine has only local ones


def variables(
    image: Iterable[tuple[str, str]], *, hostname: str, home: str
) -> tuple[tuple[str, str], ...]:
    """The whole environment. image: what the image sets, which wins."""
    given = {"PATH": DEFAULT_PATH, "HOSTNAME": hostname, **dict(image)}
    return tuple({**given, "HOME": given.get("HOME", home)}.items())


def hosts(hostname: str) -> str:
    """The text of /etc/hosts."""
    return (
        "127.0.0.1\tlocalhost\n"
        "::1\tlocalhost ip6-localhost ip6-loopback\n"
        "fe00::0\tip6-localnet\n"
        "ff00::0\tip6-mcastprefix\n"
        "ff02::1\tip6-allnodes\n"
        "ff02::2\tip6-allrouters\n"
        f"{ADDRESS}\t{hostname}\n"
    )


def resolv_conf(machine: str) -> str:
    """The text of /etc/resolv.conf. machine: this machine's, whose local resolvers are left out."""
    lines = [line.split() for line in machine.splitlines() if line.strip()]
    kept = [
        words
        for words in lines
        if words[0] in {"search", "options"}
        or (words[0] == "nameserver" and len(words) > 1 and not _is_local(words[1]))
    ]
    if not any(words[0] == "nameserver" for words in kept):
        kept += [["nameserver", resolver] for resolver in _PUBLIC_RESOLVERS]
    return "".join(f"{' '.join(words)}\n" for words in kept)


def _is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return True
