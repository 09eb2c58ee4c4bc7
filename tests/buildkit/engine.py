"""A BuildKit of one's own: built from its Go module, started in a folder that goes afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slimgo.plan.environment import PINNED

MODULE = Path(__file__).parent / "module"
"""go.mod and go.sum name the versions of BuildKit and of all that it is built of."""

_PACKAGES = (
    "github.com/moby/buildkit/cmd/buildkitd",
    "github.com/moby/buildkit/cmd/buildctl",
)
_BUILD_SECONDS = 1800
_STOP_SECONDS = 60
_ROOM_BYTES = 1 << 30


@dataclass(frozen=True, kw_only=True)
class BuildKit:
    """A running daemon and the client that asks it."""

    client: Path
    address: str
    environment: Mapping[str, str]
    version: str

    def build(
        self, dockerfile: Path, context: Path, out: Path, build_args: Mapping[str, str]
    ) -> str:
        """Builds the image into `out`, an OCI layout in a tar.

        dockerfile: the folder that holds a file of this name. Returns an empty string, or the
        last line of what BuildKit says where it refuses.
        """
        argv = [str(self.client), "--addr", self.address, "build", "--progress=plain"]
        argv += ["--frontend=dockerfile.v0", "--local", f"context={context}"]
        argv += ["--local", f"dockerfile={dockerfile}", "--opt", "platform=linux/amd64"]
        for name, value in build_args.items():
            argv += ["--opt", f"build-arg:{name}={value}"]
        argv += ["--output", f"type=oci,dest={out}"]
        ended = subprocess.run(
            argv, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        if not ended.returncode:
            return ""
        out.unlink(missing_ok=True)
        return ended.stderr.strip().splitlines()[-1]


@contextmanager
def buildkit() -> Iterator[BuildKit]:
    """Builds and starts it. Needs root and runc; nothing of it is left afterwards."""
    # a socket's path is at most 107 bytes long, and pytest's own folders have long names
    with (
        tempfile.TemporaryDirectory(prefix="bk-") as programs,
        tempfile.TemporaryDirectory(prefix="bk-", dir=_quick_folder()) as name,
    ):
        folder, client = Path(name), Path(programs, "buildctl")
        _compile(Path(programs))
        address = f"unix://{folder}/socket"
        # HOME: the client and the daemon read settings below it, which would be the user's
        environment = {"PATH": os.environ["PATH"], "HOME": name, "TMPDIR": name}
        argv = [f"{programs}/buildkitd", "--config", os.devnull, "--addr", address]
        argv += ["--root", f"{folder}/root", "--otel-socket-path", f"{folder}/otel"]
        argv += ["--oci-worker=true", "--containerd-worker=false", "--oci-worker-net=host"]
        with _started(argv, environment, folder / "log"):
            # answers when the daemon does
            _said((str(client), "--addr", address, "--wait", "debug", "workers"), environment)
            yield BuildKit(
                client=client,
                address=address,
                environment=environment,
                version=_said((str(client), "--version"), environment).split()[2],
            )
    left = [line for line in Path("/proc/self/mounts").read_text().splitlines() if name in line]
    assert not left, f"BuildKit left mounts: {left}"


def _quick_folder() -> str | None:
    """In memory where there is room: on a disk BuildKit's syncs take four fifths of the time."""
    there = Path("/dev/shm")  # noqa: S108  only the folder that a new one is made in
    enough = there.is_dir() and shutil.disk_usage(there).free > _ROOM_BYTES
    return str(there) if enough else None


def _compile(folder: Path) -> None:
    go = Path(sysconfig.get_path("purelib"), "go/bin/go")
    environment = {**os.environ, **dict(PINNED), "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly"}
    stamp = f"-X github.com/moby/buildkit/version.Version={_locked_version()}"
    argv = (str(go), "build", "-trimpath", f"-ldflags={stamp}", "-o", f"{folder}/", *_PACKAGES)
    subprocess.run(argv, cwd=MODULE, env=environment, check=True, timeout=_BUILD_SECONDS)


def _locked_version() -> str:
    words = (MODULE / "go.mod").read_text().split()
    return words[words.index("github.com/moby/buildkit") + 1]


@contextmanager
def _started(argv: list[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """A process until the block is left, whose words go into a file that a failure shows."""
    assert shutil.which("runc"), "runc is not here: apt-get install runc"
    assert os.geteuid() == 0, "BuildKit's daemon needs root"
    with (
        log.open("w") as words,
        subprocess.Popen(argv, env=environment, cwd="/", stdout=words, stderr=words) as daemon,
    ):
        try:
            yield
            assert daemon.poll() is None, f"BuildKit ended by itself:\n{log.read_text()}"
        finally:
            daemon.terminate()
            try:
                daemon.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                daemon.kill()
                raise


def _said(argv: tuple[str, ...], environment: Mapping[str, str]) -> str:
    ended = subprocess.run(
        argv, env=environment, check=True, capture_output=True, text=True, timeout=60
    )
    return ended.stdout
