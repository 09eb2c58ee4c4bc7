"""What every engine can do, in the few words the rest needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from slimgo.plan.engines import EngineKind
from slimgo.run.process import InProcess
from slimgo.values.command import Command
from slimgo.values.running import Running
from slimgo.values.start import Start


@dataclass(frozen=True, kw_only=True)
class EngineSize:
    """What `image inspect` calls the size, in bytes, and what this engine means by it."""

    size_bytes: int
    meaning: str
    exact: bool
    """Whether it means the bytes of the image's files, and so must equal their sum."""


class Engine(Protocol):
    """Builds, keeps and runs images. An image is named by its tag, or by its unchecked name."""

    @property
    def kind(self) -> EngineKind:
        """Its entry in the table."""

    @property
    def name(self) -> str:
        """The entry's: `docker`, `podman` or `builtin`."""

    @property
    def title(self) -> str:
        """Its name for people, with what its version or its isolation says."""

    @property
    def place(self) -> str:
        """What stands between a program and this machine, and where that is."""

    @property
    def needs(self) -> str:
        """What it must be given on this machine and why, in a line; empty where it works as it
        is."""

    @property
    def in_process(self) -> InProcess:
        """Which of its commands are done in our own process."""

    @property
    def version(self) -> str:
        """As the engine says it; part of what a recorded verdict depends on."""

    @property
    def isolation(self) -> str:
        """What stands between the program and this machine: `docker`, `bubblewrap`, `none`."""

    @property
    def goarch(self) -> str:
        """The architecture its images run on, in Go's words."""

    def build_command(
        self,
        tag: str,
        build_args: tuple[tuple[str, str], ...],
        context: str = ".",
        more: tuple[str, ...] = (),
    ) -> Command:
        """Builds the Dockerfile of the folder that is its context. Its output is the image's
        name. more: tags that it is to have, too, where the image itself holds them."""

    def tag_commands(self, tag: str, more: tuple[str, ...]) -> tuple[Command, ...]:
        """What gives an image that has a tag more of them; nothing where it holds them itself."""

    def tag_also(self, tag: str, more: tuple[str, ...]) -> None:
        """Does that, as far as they are not the image's already."""

    def unchecked(self, tag: str) -> str:
        """The name an image has until it has passed its checks; takes the output's place."""

    def publish(self, unchecked: str, tag: str) -> None:
        """Gives the image its tag, in one step, and takes the unchecked name away."""

    def discard(self, unchecked: str) -> None:
        """Removes an image under its unchecked name; nothing happens where there is none."""

    def identity(self, tag: str) -> str:
        """The engine's own digest of the image, `sha256:…`; empty where there is none."""

    def archive(self, image: str, folder: Path) -> Path:
        """The image as a tar that `docker load` takes, in the folder or where it already is."""

    def keep(self, tar: Path, unchecked: str) -> None:
        """Takes in the image of a tar of ours, which bears that unchecked name."""

    def start(self, image: str, how: Start) -> Running:
        """Starts its program. Raises EngineFailed; BadInput for what cannot be given to it, and
        for a host port that is taken."""

    def run_command(
        self, tag: str, *, port: int, host_port: int, read_only: bool = False
    ) -> Command:
        """What a person types to run it in the foreground. port: 0 publishes none."""

    def inspect_command(self, tag: str) -> Command:
        """What a person types to see its size."""

    def size(self, inspected: str) -> EngineSize:
        """Reads what the inspect command printed. Raises EngineFailed."""
