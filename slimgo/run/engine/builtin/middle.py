"""The middle rungs, for where namespaces are refused: chroot for root, Landlock for everyone.

What Landlock refuses depends on the kernel, and so does what these rungs lack.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from slimgo.errors import ToolMissing
from slimgo.run.engine.builtin.landlock import landlock
from slimgo.run.engine.builtin.rung import Launch, Rung, plain_launch
from slimgo.run.engine.builtin.seccomp import no_mptcp
from slimgo.values.program import Program

# from which ABI of Landlock on it refuses what
_TRUNCATE, _TCP, _SCOPES = 3, 4, 6


def chroot_rung(abi: int) -> Rung:
    """The image's root as its /, no capability; and Landlock, where its ABI is not 0."""
    return Rung(
        name="chroot",
        lacks=_sentence(*_shared(abi)),
        own_network=False,
        own_root=True,
        launch=partial(_chroot_launch, abi),
    )


def landlock_rung(abi: int) -> Rung:
    """Refused by the kernel whatever leads out of the image, as far as its ABI goes."""
    known = "names and attributes" if abi >= _TRUNCATE else "names, attributes and lengths"
    return Rung(
        name="Landlock",
        lacks=_sentence(f"the {known} of files", "Unix sockets", *_shared(abi)),
        own_network=False,
        own_root=False,
        launch=partial(_landlock_launch, abi),
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


def _chroot_launch(abi: int, program: Program) -> Launch:
    if os.geteuid() != 0:
        raise ToolMissing("chroot is not possible", why="only root may change its root")
    plain = plain_launch(program)
    root = program.root.resolve()
    executable, directory = (
        str(PurePosixPath("/") / PurePosixPath(path).relative_to(root))
        for path in (plain.executable, plain.directory)
    )
    there = replace(plain, root=str(root), executable=executable, directory=directory)
    return _confined(there, abi, program, root="/")


def _landlock_launch(abi: int, program: Program) -> Launch:
    if not abi:
        raise ToolMissing("Landlock is not here", why="this kernel has no Landlock switched on")
    return _confined(plain_launch(program), abi, program, root=str(program.root.resolve()))


def _confined(launch: Launch, abi: int, program: Program, *, root: str) -> Launch:
    return replace(
        launch,
        no_capabilities=True,
        landlock=landlock(abi, root=root, port=program.port) if abi else None,
        seccomp=no_mptcp(os.uname().machine) if abi >= _TCP else b"",
    )
