"""The middle levels, for where namespaces are refused: chroot for root, Landlock for everyone.

What Landlock refuses depends on the kernel, and so does what these levels lack.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from slimgo.errors import ToolMissing
from slimgo.sandbox.landlock import Landlock, landlock
from slimgo.sandbox.level import Launch, Level, plain_launch
from slimgo.sandbox.seccomp import AS_ENGINES, NO_MPTCP, seccomp_filter
from slimgo.values.guest import Guest

# from which ABI of Landlock on it refuses what
_TRUNCATE, _TCP, _SCOPES = 3, 4, 6

# CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID, CAP_NET_BIND_SERVICE of linux/capability.h:
# those of a container's root that have no power over what lies outside its files
_OVER_FILES = (0, 1, 3, 4, 10)

_NO_DEVICES = ("/proc and /dev", "only a namespace of its own can have them")
_PROCESSES = ("process 1", "it shares the machine's processes")
_HOST_NAME = ("a host name of its own", "it shares the machine's")
_HOME_NETWORK = (
    "a network of its own",
    "it shares the machine's: eth0 and its address are not docker's",
)
_ONE_PORT = ("ports beside the image's", "over TCP it may listen at that one only")
_SHARED = (_NO_DEVICES, _PROCESSES, _HOST_NAME, _HOME_NETWORK)


def chroot_level(abi: int) -> Level:
    """The image's root as its /, and no power but over its files; abi: 0 for no Landlock."""
    return Level(
        name="chroot",
        lacks=_sentence(*_shared(abi)),
        own_network=False,
        own_root=True,
        launch=partial(_chroot_launch, abi),
        not_shown=(*_SHARED, *([_ONE_PORT] if abi >= _TCP else [])),
    )


def landlock_level(abi: int) -> Level:
    """Refused by the kernel whatever leads out of the image, as far as its ABI goes."""
    known = "names and attributes" if abi >= _TRUNCATE else "names, attributes and lengths"
    return Level(
        name="Landlock",
        lacks=_sentence(f"the {known} of files", "Unix sockets", *_shared(abi)),
        own_network=False,
        own_root=False,
        launch=partial(_landlock_launch, abi),
        not_shown=(
            ("names", "/etc/hosts, /etc/hostname and /etc/resolv.conf are out of its reach"),
            ("files by absolute path", "its / is this machine's"),
            ("a writable root", "its / is this machine's"),
            ("what it writes", "its / is this machine's"),
            *_SHARED,
            *([_ONE_PORT] if abi >= _TCP else []),
        ),
    )


def _shared(abi: int) -> tuple[str, ...]:
    """What Landlock leaves to a program that is in no namespace of its own."""
    network = "UDP" if abi >= _TCP else "the network"
    # tracing is refused by every Landlock
    processes = "signals to its user's processes" if abi else "its user's processes"
    scoped = () if abi >= _SCOPES else ("abstract sockets", processes)
    return (network, *scoped, "shared memory")


def _sentence(*things: str) -> str:
    return f"{', '.join(things[:-1])} and {things[-1]} are this machine's"


def _chroot_launch(abi: int, guest: Guest) -> Launch:
    if os.geteuid() != 0:
        raise ToolMissing("chroot is not possible", why="only root may change its root")
    plain = plain_launch(guest)
    root = guest.root.resolve()
    executable, directory = (
        str(PurePosixPath("/") / PurePosixPath(path).relative_to(root))
        for path in (plain.executable, plain.directory)
    )
    there = replace(plain, root=str(root), executable=executable, directory=directory)
    return _confined(there, abi, guest, root="/", writable=not guest.read_only)


def _landlock_launch(abi: int, guest: Guest) -> Launch:
    if not abi:
        raise ToolMissing("Landlock is not here", why="this kernel has no Landlock switched on")
    root = str(guest.root.resolve())
    return _confined(plain_launch(guest), abi, guest, root=root, writable=False)


def _confined(launch: Launch, abi: int, guest: Guest, *, root: str, writable: bool) -> Launch:
    return replace(
        launch,
        # a chroot's program is root in its own files only; beside them its powers are nobody's
        capabilities=_OVER_FILES if guest.uid == 0 and launch.root else (),
        landlock=_landlock(abi, guest, root=root, writable=writable, own=bool(launch.root)),
        seccomp=seccomp_filter(
            os.uname().machine, (*AS_ENGINES, *([NO_MPTCP] if abi >= _TCP else []))
        ),
    )


def _landlock(abi: int, guest: Guest, *, root: str, writable: bool, own: bool) -> Landlock | None:
    """own: whether root is the program's /, so that its volumes are found there."""
    if not abi:
        return None
    volumes = guest.volumes if own else ()
    return landlock(abi, root=root, port=guest.port, writable=writable, volumes=volumes)
