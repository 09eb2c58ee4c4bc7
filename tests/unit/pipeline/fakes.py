"""An engine that is small and real: its images are tars in a folder."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from slimgo.engines.protocol import EngineSize
from slimgo.errors import CommandFailed, EngineFailed
from slimgo.oci.command import parse, reply
from slimgo.plan.engines import ENGINES, EngineKind
from slimgo.run.process import InProcess, Request
from slimgo.values.command import Command
from slimgo.values.start import Start
from tests.unit.pipeline.running import FakeRunning

BUILDS = ("fake", "build")


@dataclass(frozen=True, kw_only=True)
class Started:
    """What an engine was asked to start, and how."""

    image: str
    how: Start


@dataclass
class FakeEngine:
    """Keeps its images as files in a folder; what it did is in `done`."""

    folder: Path
    running: FakeRunning = field(default_factory=FakeRunning)
    size_bytes: int | None = None
    """What it says that an image's size is; None for the truth."""
    reads: str = "Dockerfile"
    """The file that it takes for the Dockerfile: one that builds more than we read takes its
    own."""
    exact: bool = True
    """Whether it calls the bytes of the files an image's size."""
    kind: EngineKind = ENGINES["builtin"]
    version: str = "1"
    isolation: str = "none at all"
    goarch: str = "amd64"
    title: str = "a fake"
    place: str = "here"
    needs: str = ""
    done: list[str] = field(default_factory=list)
    started: list[Started] = field(default_factory=list)
    archived: list[Path] = field(default_factory=list)
    """The folders that images were put into."""
    exports: str = ""
    """The image that it exports whichever is asked for; empty for that one."""
    broken: str = ""
    """What it says where it cannot build."""
    refuses: str = ""
    """What it says where it cannot remove an image."""
    told_to_build: list[tuple[str, tuple[tuple[str, str], ...], str]] = field(default_factory=list)
    """For which tags it said how they are built, with which arguments, and from where."""
    tagged_too: tuple[str, ...] = ()
    """The other tags that a build was asked with, the last time."""
    also: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """The tags that images were given, too."""
    told_to_run: list[tuple[str, int, int, bool]] = field(default_factory=list)
    """For which tags it said how they are run, at which ports, and whether read-only."""

    @property
    def name(self) -> str:
        return "fake"

    @property
    def in_process(self) -> InProcess:
        return {BUILDS: self._build, ("fake", "inspect"): self._inspect}

    def _build(self, request: Request) -> str:
        name = request.words[request.words.index("-t") + 1]
        self.done.append(f"build {name}")
        if self.broken:
            raise CommandFailed(self.broken)
        file = f"{request.words[-1]}/{self.reads}"
        words = ("build", "-t", "fake", "-f", file, "-o", str(self._tar(name)), request.words[-1])
        return reply(parse(words), request.directory, request.environment)

    def _inspect(self, request: Request) -> str:
        from slimgo.oci.read import read_image

        size = read_image(self._tar(request.words[-1])).disk_size_bytes
        return f"{size if self.size_bytes is None else self.size_bytes}\n"

    def build_command(
        self,
        tag: str,
        build_args: tuple[tuple[str, str], ...],
        context: str = ".",
        more: tuple[str, ...] = (),
    ) -> Command:
        self.told_to_build.append((tag, build_args, context))
        self.tagged_too = more
        return Command(argv=(*BUILDS, "-t", tag, context), output=tag)

    def tag_commands(self, tag: str, more: tuple[str, ...]) -> tuple[Command, ...]:
        return tuple(Command(argv=("fake", "tag", tag, each)) for each in more)

    def tag_also(self, tag: str, more: tuple[str, ...]) -> None:
        self.also.append((tag, more))

    def unchecked(self, tag: str) -> str:
        return f"{tag}-unchecked"

    def publish(self, unchecked: str, tag: str) -> None:
        self.done.append(f"publish {tag}")
        self._tar(unchecked).replace(self._tar(tag))

    def discard(self, unchecked: str) -> None:
        self.done.append(f"discard {unchecked}")
        if self.refuses:
            raise EngineFailed(self.refuses)
        self._tar(unchecked).unlink(missing_ok=True)

    def identity(self, tag: str) -> str:
        tar = self._tar(tag)
        return hashlib.sha256(tar.read_bytes()).hexdigest() if tar.is_file() else ""

    def keep(self, tar: Path, unchecked: str) -> None:
        self.done.append(f"keep {unchecked}")
        shutil.copyfile(tar, self._tar(unchecked))

    def archive(self, image: str, folder: Path) -> Path:
        self.archived.append(folder)
        return Path(shutil.copy(self._tar(self.exports or image), folder / "image.tar"))

    def start(self, image: str, how: Start) -> FakeRunning:
        self.done.append(f"start {image}")
        self.started.append(Started(image=image, how=how))
        self.running._ended = None
        return self.running

    def run_command(
        self,
        tag: str,
        *,
        port: int,
        host_port: int,
        read_only: bool = False,
    ) -> Command:
        self.told_to_run.append((tag, port, host_port, read_only))
        return Command(argv=("fake", "run", tag))

    def inspect_command(self, tag: str) -> Command:
        return Command(argv=("fake", "inspect", tag))

    def size(self, inspected: str) -> EngineSize:
        return EngineSize(size_bytes=int(inspected), meaning="the bytes", exact=self.exact)

    def _tar(self, name: str) -> Path:
        return self.folder / f"{name}.tar"
