"""A user without root, made for one run: podman without a daemon is for such a one."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
ROOM = Path(__file__).with_name("room.sh")
PATH = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
RUN_BY_PODMAN = ("podman", "conmon", "runc", "crun", "newuidmap", "newgidmap", "slirp4netns")
NEEDED = {
    "podman": "podman",
    "newuidmap": "uidmap",
    "slirp4netns": "slirp4netns",
    "unshare": "util-linux",
    "setpriv": "util-linux",
}


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """An unprivileged user whose home is in a temporary folder.

    podman: a program that runs podman as this user, for whoever is root.
    """

    folder: Path
    uid: int
    path: str = PATH

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def podman(self) -> Path:
        return self.folder / "podman"

    @property
    def environment(self) -> dict[str, str]:
        runtime = str(self.folder / "run")
        return {
            "PATH": self.path,
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": runtime,
            "LANG": "C.UTF-8",
        }

    def run(
        self, *words: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.entrance, *words],
            cwd=cwd or self.home,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    @property
    def entrance(self) -> tuple[str, ...]:
        unshare = ("unshare", "--mount", "--propagation", "private")
        return (*unshare, "sh", str(ROOM), str(self.folder), str(self.uid))

    def give(self, source: Path, name: str) -> Path:
        """A copy of a file or folder in this user's home, and this user's own."""
        target = self.home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)
        top = self.home / Path(name).parts[0]  # what else is in this home may be a container's
        for own in (top, *top.rglob("*")):
            os.chown(own, self.uid, self.uid)
        return target


@contextmanager
def stranger(*, tun: bool = True, without: tuple[str, ...] = ()) -> Iterator[Stranger]:
    """A user with subordinate ids. tun: whether this user may open /dev/net/tun.

    without: programs of podman that are not to be found. All that the user started ends with it.
    """
    for program, package in NEEDED.items():
        if shutil.which(program, path=PATH) is None:
            pytest.fail(
                f"{program} is not here: apt-get install {package}, or invoke setup --system",
                pytrace=False,
            )
    with tempfile.TemporaryDirectory(prefix="slimgo-") as name:
        one = Stranger(folder=Path(name), uid=50_000 + secrets.randbelow(10_000))
        if without:
            one = replace(one, path=str(_programs(Path(name) / "bin", without)))
        _furnish(one, tun=tun)
        try:
            yield one
        finally:
            one.run("podman", "rm", "-af")
            one.run("podman", "rmi", "-af")
            _end_all(one.uid)


def _programs(folder: Path, without: tuple[str, ...]) -> Path:
    """A folder with what podman runs, and what the room needs, but for what is to be missing."""
    folder.mkdir()
    for name in (*RUN_BY_PODMAN, "unshare", "sh", "mount", "mknod", "mkdir", "setpriv"):
        found = shutil.which(name, path=PATH)
        if found and name not in without:
            (folder / name).symlink_to(found)
    return folder


def _furnish(one: Stranger, *, tun: bool) -> None:
    folder = one.folder
    folder.chmod(0o755)
    for own in ("home", "run"):
        (folder / own).mkdir(mode=0o700)
        os.chown(folder / own, one.uid, one.uid)
    if tun:
        (folder / "dev").mkdir()
    (folder / "etc").mkdir(mode=0o755)
    line = f"stranger:x:{one.uid}:{one.uid}::{one.home}:/bin/sh\n"
    (folder / "etc/passwd").write_text(Path("/etc/passwd").read_text() + line)
    for subids in ("subuid", "subgid"):
        (folder / "etc" / subids).write_text("stranger:500000:65536\n")
    needed = dict.fromkeys(sorted(map(str, (PROJECT, sys.prefix, sys.base_prefix)), key=len))
    closed = {path: _closed(Path(path)) for path in needed}
    seen = [path for path in needed if closed[path]]
    (folder / "seen").write_text("".join(f"{path}\n" for path in seen))
    shut = dict.fromkeys(str(closed[path]) for path in seen)
    (folder / "closed").write_text("".join(f"{path}\n" for path in shut))
    one.podman.write_text(
        "#!/bin/sh\n"
        + "".join(f"export {key}='{value}'\n" for key, value in one.environment.items())
        + f'exec {" ".join(one.entrance)} podman "$@"\n'
    )
    one.podman.chmod(0o755)


def _closed(path: Path) -> Path | None:
    """The outermost folder on the way to the path that only its owner may enter."""
    way = (*reversed(path.parents), path)
    return next((step for step in way if not step.stat().st_mode & stat.S_IXOTH), None)


def _end_all(uid: int) -> None:
    """This user was made for this run, so are all its processes."""
    deadline = time.monotonic() + 10
    while alive := [pid for pid in _processes() if _owner(pid) == uid]:
        assert time.monotonic() < deadline, f"processes {alive} do not end"
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _owner(pid: int) -> int | None:
    """Whose process it is; of a zombie nobody's, for it only waits to be counted."""
    with suppress(OSError):
        status = dict(
            line.split(":\t", 1)
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if ":\t" in line
        )
        if not status["State"].startswith("Z"):
            return int(status["Uid"].split()[0])
    return None


@pytest.fixture(scope="session")
def make_stranger() -> Callable[..., AbstractContextManager[Stranger]]:
    return stranger


@pytest.fixture(scope="session")
def user() -> Iterator[Stranger]:
    with stranger() as one:
        yield one


@pytest.fixture(scope="session")
def settle(
    made: Path, cache: Path
) -> Callable[[Stranger], Callable[..., subprocess.CompletedProcess[str]]]:
    """settle(user)("image", "--engine", "podman"): a task of the project in that user's home."""

    def settled(user: Stranger) -> Callable[..., subprocess.CompletedProcess[str]]:
        project = user.give(made, "project")
        if (cache / "upx").is_file():  # else there is one on PATH
            user.give(cache / "upx", ".cache/slimgo/upx")

        def invoke(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
            invoke = (sys.executable, "-m", "invoke", *words)
            done = user.run(*invoke, cwd=project, PYTHONPATH=str(PROJECT), **environment)
            assert "Traceback" not in done.stderr, done.stderr
            return done

        return invoke

    return settled
