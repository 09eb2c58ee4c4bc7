"""The loopback of a network as a link of some bandwidth: a token bucket, tc-tbf(8).

Imported by the process that measures, so it imports little. Numbers from linux/pkt_sched.h,
linux/rtnetlink.h and linux/sockios.h; struct tc_tbf_qopt as net/sched/sch_tbf.c reads it.
"""

from __future__ import annotations

import fcntl
import socket
import struct

from slimgo.sandbox.rtnetlink import ask, attribute

_RTM_NEWQDISC, _RTM_DELQDISC = 36, 37
_CREATE, _REPLACE = 0x400, 0x100
_TCA_KIND, _TCA_OPTIONS, _NESTED = 1, 2, 0x8000
_TBF_PARMS, _TBF_BURST = 1, 6
_LINKLAYER_ETHERNET = 1
_ROOT, _HANDLE = 0xFFFFFFFF, 0x10000
_SIOCSIFMTU = 0x8922
_TICK_SECONDS = 64e-9  # PSCHED_SHIFT
_MOST = 0xFFFFFFFF

_MTU = 1500
"""Ethernet's: a loopback's usual packets of 64 KiB would go at once, and pay for fewer headers."""
_LEAST_BURST = 4 * _MTU
_BURST_SECONDS = 0.002
_QUEUE_SECONDS = 0.2

_MESSAGE = struct.Struct("=BxHiIII")
_RATE = struct.Struct("=BBHhHI")
_BUCKET = struct.Struct("=III")


def ethernet(name: str) -> None:
    """What goes over the link goes in packets of Ethernet's size from now on. Needs
    CAP_NET_ADMIN."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        # struct ifreq: the name, then the number, 40 bytes in all
        fcntl.ioctl(any_socket, _SIOCSIFMTU, struct.pack("16si20x", name.encode(), _MTU))


def shape(name: str, bits_per_second: int) -> None:
    """What goes over the link goes no faster from now on; 0 for as fast as it can. Needs
    CAP_NET_ADMIN. Raises OSError where the kernel has no token bucket."""
    index = socket.if_nametoindex(name)
    message = _MESSAGE.pack(socket.AF_UNSPEC, 0, index, _HANDLE, _ROOT, 0)
    if not bits_per_second:
        ask(_RTM_DELQDISC, 0, message)
        return
    rate = bits_per_second // 8
    burst = max(_LEAST_BURST, int(rate * _BURST_SECONDS))
    limit = burst + int(rate * _QUEUE_SECONDS)
    ticks = min(int(burst / rate / _TICK_SECONDS), _MOST)
    options = _RATE.pack(0, _LINKLAYER_ETHERNET, 0, 0, 0, min(rate, _MOST)) + _RATE.pack(*[0] * 6)
    options += _BUCKET.pack(min(limit, _MOST), ticks, 0)
    nested = attribute(_TBF_PARMS, options) + attribute(_TBF_BURST, struct.pack("=I", burst))
    message += attribute(_TCA_KIND, b"tbf\0") + attribute(_TCA_OPTIONS | _NESTED, nested)
    ask(_RTM_NEWQDISC, _CREATE | _REPLACE, message)
