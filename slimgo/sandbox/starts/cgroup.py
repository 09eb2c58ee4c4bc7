"""A control group with a memory limit, of either version of cgroups, for as long as it is used."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slimgo.errors import EngineFailed

_GONE_SECONDS = 5.0
_RETRY_SECONDS = 0.01
_ESCAPED_SPACE = r"\040"


@dataclass(frozen=True, kw_only=True)
class MemoryGroup:
    """A cgroup with a limit of memory."""

    procs: Path
    """The file that a process writes 0 to, so that it and its children are in the group."""


@contextmanager
def memory_group(limit_bytes: int) -> Iterator[MemoryGroup]:
    """No process in it keeps more memory than that, and none of it is swapped out.

    Raises EngineFailed with the reason where none can be made here.
    """
    refused = []
    for parent, limits in _places(
        Path("/proc/self/cgroup").read_text(), Path("/proc/self/mountinfo").read_text()
    ):
        folder = parent / f"slimgo-{os.getpid()}"
        try:
            folder.mkdir(exist_ok=True)
            _limit(folder, limits, limit_bytes)
        except OSError as error:
            refused.append(f"{error.strerror} at {parent}")
            _remove(folder)
            continue
        try:
            yield MemoryGroup(procs=folder / "cgroup.procs")
        finally:
            _remove(folder)
        return
    raise EngineFailed(
        "no memory cgroup can be made here", why="; ".join(refused) or "none is mounted"
    )


_V1 = ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes")
_V2 = ("memory.max", "memory.swap.max")


def _places(cgroups: str, mounts: str) -> Iterator[tuple[Path, tuple[str, str]]]:
    """Folders where a group may be made, and the files of its limits: memory, and with swap.

    cgroups, mounts: the texts of /proc/self/cgroup, cgroups(7), and /proc/self/mountinfo, proc(5).
    """
    own = {}
    for line in cgroups.splitlines():
        _, controllers, path = line.split(":", 2)
        own[controllers] = path
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        root, point = (word.replace(_ESCAPED_SPACE, " ") for word in before.split()[3:5])
        kind, _, options = after.split(" ", 2)
        if kind == "cgroup" and "memory" in options.split(","):
            controllers = next((each for each in own if "memory" in each.split(",")), "")
            yield _below(point, root, own.get(controllers, "/")), _V1
        elif kind == "cgroup2":
            here = _below(point, root, own.get("", "/"))
            # a group that has processes may not have groups with controllers, but its parent may
            yield from (
                (place, _V2) for place in (here, here.parent) if place.is_relative_to(point)
            )


def _below(point: str, root: str, path: str) -> Path:
    """A group's folder: what is mounted at `point` is the hierarchy from `root` on."""
    inside = os.path.relpath(path, root)
    return Path(point) if inside.startswith("..") else Path(point, inside)


def _limit(folder: Path, limits: tuple[str, str], limit_bytes: int) -> None:
    """Raises OSError where the folder has no memory limit. Without swap accounting, or swap,
    there is no second file."""
    memory, swap = (folder / name for name in limits)
    memory.write_text(str(limit_bytes))
    if swap.exists():
        # version 1 counts both together, version 2 swap alone
        swap.write_text(str(limit_bytes) if limits == _V1 else "0")


def _remove(folder: Path) -> None:
    """A group can be removed once its last process has gone."""
    deadline = time.monotonic() + _GONE_SECONDS
    while folder.exists():
        try:
            folder.rmdir()
        except OSError:
            if time.monotonic() > deadline:
                return
            time.sleep(_RETRY_SECONDS)
