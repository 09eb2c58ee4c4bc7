"""A docker daemon of one's own, apart from the machine's."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

PROJECT = Path(__file__).parents[2]


def installed(name: str) -> Path:
    """dockerd and ip are in folders that a user's PATH leaves out."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        raise FileNotFoundError(f"{name} is not here: invoke setup --system")
    return Path(found)


def machine(**programs: Path) -> Surroundings:
    return Surroundings(directory=PROJECT, environment=dict(os.environ), programs=programs)


@contextmanager
def dockerd(*flags: str) -> Iterator[str]:
    """A daemon of one's own; yields where it listens. All it made is gone afterwards.

    With `--bridge=none` dockerd deletes a docker0 that it finds, and that may be the machine's.
    So it gets a network namespace of its own, where no port it publishes can be reached.
    """
    surroundings = machine(dockerd=installed("dockerd"), unshare=installed("unshare"))
    isolated = ("unshare", "--net", str(installed("dockerd")))
    program = isolated if "--bridge=none" in flags else ("dockerd",)
    # the socket's path must be short (108 bytes, unix(7)), and pytest's folders are not
    with tempfile.TemporaryDirectory(prefix="slimgo-") as name, ThreadPoolExecutor(1) as pool:
        folder = Path(name)
        endpoint = f"unix://{folder}/s"
        argv = (*program, "--iptables=false", "--ip-forward=false", "-H", endpoint, *flags)
        private = (
            f"--data-root={folder}/data",
            f"--exec-root={folder}/exec",
            f"--pidfile={folder}/pid",
        )
        daemon = pool.submit(run, Command(argv=(*argv, *private)), surroundings, check=False)
        try:
            deadline = time.monotonic() + 20
            while not (folder / "s").exists() or not (folder / "pid").exists():
                if daemon.done() or time.monotonic() > deadline:
                    raise TimeoutError(f"dockerd does not start: {daemon.result(0).words}")
                time.sleep(0.05)
            yield endpoint
        finally:
            while not daemon.done() and (folder / "pid").exists():
                os.kill(int((folder / "pid").read_text()), signal.SIGTERM)
                time.sleep(0.2)


def docker_at(endpoint: str, client: Path | None = None, **environment: str) -> Surroundings:
    return Surroundings(
        directory=PROJECT,
        environment={**os.environ, "DOCKER_HOST": endpoint, **environment},
        programs={"docker": client or installed("docker")},
    )
