"""Network links, addresses and routes, by the kernel's own protocol: rtnetlink(7).

Imported by the fork server, so it imports little: a library for this takes 100 ms to import.
"""

from __future__ import annotations

import os
import socket
import struct

# numbers from linux/rtnetlink.h, linux/netlink.h, linux/if_link.h, linux/veth.h and linux/if.h
_RTM_NEWLINK, _RTM_NEWADDR, _RTM_NEWROUTE = 16, 20, 24
_REQUEST, _ACKNOWLEDGE, _CREATE, _EXCLUSIVE = 0x1, 0x4, 0x400, 0x200
_NLMSG_ERROR = 2
_IFLA_IFNAME, _IFLA_LINKINFO, _IFLA_NET_NS_FD = 3, 18, 28
_INFO_KIND, _INFO_DATA, _VETH_INFO_PEER = 1, 2, 1
_IFA_ADDRESS, _IFA_LOCAL = 1, 2
_RTA_GATEWAY = 5
_IFF_UP = 1
_TABLE_MAIN, _PROTO_BOOT, _SCOPE_UNIVERSE, _UNICAST = 254, 3, 0, 1
_NESTED = 0x8000

_HEADER = struct.Struct("=IHHII")
_LINK = struct.Struct("=BxHiII")
_ADDRESS = struct.Struct("=BBBBI")
_ROUTE = struct.Struct("=BBBBBBBBI")


def add_pair(name: str, peer: str, peer_namespace: int) -> None:
    """A pair of virtual links: one here, its peer in the network of that descriptor."""
    there = _link() + attribute(_IFLA_IFNAME, peer.encode() + b"\0")
    there += attribute(_IFLA_NET_NS_FD, struct.pack("=I", peer_namespace))
    info = attribute(_INFO_KIND, b"veth\0")
    info += attribute(_INFO_DATA | _NESTED, attribute(_VETH_INFO_PEER | _NESTED, there))
    body = _link() + attribute(_IFLA_IFNAME, name.encode() + b"\0")
    ask(_RTM_NEWLINK, _CREATE | _EXCLUSIVE, body + attribute(_IFLA_LINKINFO | _NESTED, info))


def bring_up(name: str) -> None:
    ask(_RTM_NEWLINK, 0, _link(socket.if_nametoindex(name), flags=_IFF_UP, change=_IFF_UP))


def bring_down(name: str) -> None:
    ask(_RTM_NEWLINK, 0, _link(socket.if_nametoindex(name), change=_IFF_UP))


def add_address(name: str, address: str, prefix_bits: int) -> None:
    """An IPv4 address of the link."""
    raw = socket.inet_aton(address)
    body = _ADDRESS.pack(socket.AF_INET, prefix_bits, 0, 0, socket.if_nametoindex(name))
    body += attribute(_IFA_LOCAL, raw) + attribute(_IFA_ADDRESS, raw)
    ask(_RTM_NEWADDR, _CREATE | _EXCLUSIVE, body)


def add_default_route(gateway: str) -> None:
    body = _ROUTE.pack(
        socket.AF_INET, 0, 0, 0, _TABLE_MAIN, _PROTO_BOOT, _SCOPE_UNIVERSE, _UNICAST, 0
    )
    ask(
        _RTM_NEWROUTE,
        _CREATE | _EXCLUSIVE,
        body + attribute(_RTA_GATEWAY, socket.inet_aton(gateway)),
    )


def _link(index: int = 0, *, flags: int = 0, change: int = 0) -> bytes:
    """struct ifinfomsg: family, type, index, flags and which of them change."""
    return _LINK.pack(socket.AF_UNSPEC, 0, index, flags, change)


def attribute(kind: int, raw: bytes) -> bytes:
    """struct rtattr: its length, its kind, its bytes, filled to a multiple of four."""
    return struct.pack("=HH", 4 + len(raw), kind) + raw + bytes(-len(raw) % 4)


def ask(kind: int, flags: int, body: bytes) -> None:
    """One request in the network that this thread is in. Raises OSError where it is refused."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        length = _HEADER.size + len(body)
        flags |= _REQUEST | _ACKNOWLEDGE
        kernel.sendto(_HEADER.pack(length, kind, flags, 1, 0) + body, (0, 0))
        answer = kernel.recv(1 << 16)
    _, told, _, _, _ = _HEADER.unpack_from(answer)
    number = -struct.unpack_from("=i", answer, _HEADER.size)[0]
    if told == _NLMSG_ERROR and number:
        raise OSError(number, os.strerror(number))
