"""The network outside a container, from which its published port is reached.

As behind docker's bridge: the program has eth0 with an address of its own, its gateway is us.
Imported by the fork server, so it imports little.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time

from slimgo.sandbox.confine import checked, libc
from slimgo.sandbox.rtnetlink import (
    add_address,
    add_default_route,
    add_pair,
    bring_down,
    bring_up,
)
from slimgo.sandbox.userns import enter
from slimgo.values.network import ADDRESS, GATEWAY, PREFIX_BITS

_CLONE_NEWNET = 0x40000000  # linux/sched.h
_NS_GET_USERNS = 0xB701  # linux/nsfs.h
_HIDDEN_SECONDS = 5.0
_LINK_SECONDS = 5.0
_TRIAL_SECONDS = 0.002
_ANY_PORT = 9
_RETRY_SECONDS = 0.0005
_IP_FREEBIND = 15  # linux/in.h
_LOOPBACK = "127.0.0.1"
_NO_IPV6 = "/proc/sys/net/ipv6/conf/all/disable_ipv6"


def make(pid: int) -> tuple[int, int]:
    """Joins the pid's network to a new one; descriptors of its user namespace and of the new one.

    Without IPv6, as docker's bridge; and where docker and podman differ, the stricter holds: who
    is not root may not listen below port 1024, which podman refuses and docker (20.10) allows.
    Raises OSError.
    """
    inside = _network(pid)
    # the program may have moved on into a namespace below the one that has power over its network
    user = fcntl.ioctl(inside, _NS_GET_USERNS)
    enter(user)
    checked(libc.unshare(_CLONE_NEWNET))
    outside = os.open("/proc/self/ns/net", os.O_RDONLY)
    add_pair("gateway", "eth0", inside)
    bring_up("gateway")
    checked(libc.setns(inside, _CLONE_NEWNET))
    add_address("eth0", ADDRESS, PREFIX_BITS)
    bring_up("eth0")
    add_default_route(GATEWAY)
    _disable_ipv6()
    checked(libc.setns(outside, _CLONE_NEWNET))
    # the end that comes up first waits for the kernel to notice the other, up to a second
    # (net/core/link_watch.c); coming up again it finds it there
    bring_down("gateway")
    bring_up("gateway")
    add_address("gateway", GATEWAY, PREFIX_BITS)
    _until_it_leads_there()
    return user, outside


def listener(pid: int, port: int) -> socket.socket:
    """At the port of the loopback of the pid's network, which this process joins; the loopback
    need not be up yet. Raises OSError."""
    inside = _network(pid)
    enter(fcntl.ioctl(inside, _NS_GET_USERNS))
    checked(libc.setns(inside, _CLONE_NEWNET))
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_IP, _IP_FREEBIND, 1)
    found.bind((_LOOPBACK, port))
    found.listen()
    return found


def _until_it_leads_there() -> None:
    """A new link drops what is sent before the kernel has seen it come up. Nobody listens yet, so
    the way is there once a connection is refused."""
    deadline = time.monotonic() + _LINK_SECONDS
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.settimeout(_TRIAL_SECONDS)
            try:
                trial.connect((ADDRESS, _ANY_PORT))
            except ConnectionRefusedError:
                return
            except OSError:
                continue


def _network(pid: int) -> int:
    """Its descriptor. While its launcher changes users it is hidden from us, so we ask again."""
    deadline = time.monotonic() + _HIDDEN_SECONDS
    while True:
        try:
            return os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
        except PermissionError:
            if time.monotonic() > deadline:
                raise
        time.sleep(_RETRY_SECONDS)


def join(user: int, outside: int) -> None:
    """Enters what `make` made. Raises OSError."""
    enter(user)
    checked(libc.setns(outside, _CLONE_NEWNET))


def _disable_ipv6() -> None:
    try:
        with open(_NO_IPV6, "w") as file:  # noqa: PTH123 - pathlib is slow to import
            file.write("1")
    except OSError:  # no IPv6 at all, or a /proc that is read-only, as it is in a container
        pass
