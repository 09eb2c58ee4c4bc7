"""A process of ours in namespaces of its own, where the level has them; what it starts there."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slimgo.sandbox.level import Launch, Level
from slimgo.values.command import Command
from slimgo.values.guest import Guest

_NEEDS = ("CAP_SYS_CHROOT", "CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_SETPCAP")
"""What our process needs in its own namespaces: to change each program's root, make it a network,
and take all capabilities from it."""

_NOBODY = Guest(root=Path("/"), argv=("/",), port=0)


def in_namespaces(
    level: Level, words: tuple[str, ...], *, unshare: tuple[str, ...], more: tuple[str, ...] = ()
) -> tuple[Command, Mapping[str, Path]]:
    """Our Python with these words, and where the command's programs stand.

    unshare: bwrap's words for the namespaces, beside the user's. more: its words for what is seen
    besides all files, which are read-only. Both count only where the level has a launcher.
    """
    python = Path(sys.executable)
    if not level.own_network:
        return Command(argv=("python", *words)), {"python": python}
    argv = (
        *("bwrap", "--unshare-user", *unshare, "--uid", "0", "--gid", "0"),
        *("--cap-drop", "ALL", *(word for cap in _NEEDS for word in ("--cap-add", cap))),
        *("--die-with-parent", "--ro-bind", "/", "/", *more, "--", str(python), *words),
    )
    return Command(argv=argv), {"bwrap": Path(level.launch(_NOBODY).executable)}


def launch_inside(level: Level, guest: Guest) -> dict[str, Any]:
    """What that process executes: as the level has it; where a launcher made namespaces, what the
    launcher would start. `by_path`: whether it has a root of its own already."""
    if not level.own_network:
        return {**asdict(level.launch(guest)), "by_path": False}
    inside = Launch(
        executable=guest.argv[0],
        argv=guest.argv,
        env=guest.env,
        root=str(guest.root),
        directory=guest.working_dir,
        no_new_privs=True,
        capabilities=(),
    )
    return {**asdict(inside), "by_path": True}
