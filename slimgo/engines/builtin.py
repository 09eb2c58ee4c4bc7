"""The built-in engine behind the same Protocol as docker and podman: images are files."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from slimgo import __version__
from slimgo.engines.protocol import EngineSize
from slimgo.errors import EngineFailed
from slimgo.oci.tag import parse_tag
from slimgo.plan.engines import ENGINES, EngineKind
from slimgo.plan.given_files import unseen
from slimgo.run.process import InProcess, Request
from slimgo.run.scratch import scratch
from slimgo.sandbox import tree
from slimgo.sandbox.emulate import emulated
from slimgo.sandbox.furnish import BOX
from slimgo.sandbox.given import place_given
from slimgo.sandbox.inside import inside
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import Level, bubblewrap_path
from slimgo.values.command import Command
from slimgo.values.guest import Guest
from slimgo.values.image import ImageConfig, ImageFile
from slimgo.values.program import BUILD
from slimgo.values.running import Running
from slimgo.values.start import Start

if TYPE_CHECKING:
    from slimgo.oci.unpack import Unpacked

MODULE = ("python", "-m", "slimgo.oci")
"""How its own command line is called."""


Begin = Callable[..., Running]


def _answer(verb: str, request: Request) -> str:
    """`build`, `tar`, `extract` or `inspect`, as its own command line does it."""
    from slimgo.oci.command import parse, reply

    return reply(parse((verb, *request.words)), request.directory, request.environment)


@dataclass(frozen=True, kw_only=True)
class Builtin:
    """Keeps an image as one tar in the project's build folder; its unchecked name is a path."""

    project: Path
    level: Level
    """How what it runs is isolated."""
    goarch: str
    out: str = BUILD
    """The folder of everything that is made, from the project's."""
    version: str = __version__
    platform: str = ""
    """`linux/arm64`: what its images are for; empty for this machine."""
    emulator: Path | None = None
    """What runs them; None where this machine does so itself."""

    kind: ClassVar[EngineKind] = ENGINES["builtin"]
    name: ClassVar[str] = kind.name
    needs: ClassVar[str] = ""
    in_process: ClassVar[InProcess] = {
        (*MODULE, verb): partial(_answer, verb) for verb in ("build", "tar", "extract", "inspect")
    }

    @property
    def title(self) -> str:
        return f"built-in engine ({self.isolation})"

    @property
    def isolation(self) -> str:
        return self.level.name

    @property
    def place(self) -> str:
        path = bubblewrap_path() if self.level.own_network else None
        return f"isolation {self.isolation}" + (f" ({path})" if path else "")

    def build_command(
        self,
        tag: str,
        build_args: tuple[tuple[str, str], ...],
        context: str = ".",
        more: tuple[str, ...] = (),
    ) -> Command:
        output = self._file(tag)
        tags = [word for each in (tag, *more) for word in ("-t", each)]
        arguments = [word for pair in build_args for word in ("--build-arg", "=".join(pair))]
        platform = ("--platform", self.platform) if self.platform else ()
        return Command(
            argv=(*MODULE, "build", *platform, *tags, *arguments, "-o", output, context),
            output=output,
        )

    def tag_commands(self, tag: str, more: tuple[str, ...]) -> tuple[Command, ...]:  # noqa: ARG002  its tar holds them
        return ()

    def tag_also(self, tag: str, more: tuple[str, ...]) -> None:
        """Its tar holds them all."""

    def unchecked(self, tag: str) -> str:
        return f"{self.out}/.slimgo/parts/{os.getpid()}/{parse_tag(tag).file_name}"

    def publish(self, unchecked: str, tag: str) -> None:
        (self.project / unchecked).replace(self.project / self._file(tag))

    def discard(self, unchecked: str) -> None:
        (self.project / unchecked).unlink(missing_ok=True)

    def identity(self, tag: str) -> str:
        """Of the whole tar: what is up to date must not be spoiled in any byte."""
        try:
            with self._tar(tag).open("rb") as tar:
                return f"sha256:{hashlib.file_digest(tar, 'sha256').hexdigest()}"
        except OSError:
            return ""

    def archive(self, image: str, folder: Path) -> Path:  # noqa: ARG002  it is a tar already
        return self._tar(image)

    def keep(self, tar: Path, unchecked: str) -> None:
        (self.project / unchecked).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(tar, self.project / unchecked)

    def start(self, image: str, how: Start, *, show: bool = False) -> Running:
        """Unpacks the tar into a folder of its own, which goes when the program has ended.

        show: its output goes to ours though no port of it is published.
        """
        return start_tar(self._tar(image), self.level, how, show=show, emulator=self.emulator)

    def run_command(
        self, tag: str, *, port: int, host_port: int, read_only: bool = False
    ) -> Command:
        flags = ("--read-only",) if read_only else ()
        published = ("-p", f"127.0.0.1:{host_port}:{port}") if port else ()
        return Command(argv=(*MODULE, "run", *flags, *published, tag))

    def inspect_command(self, tag: str) -> Command:
        return Command(argv=(*MODULE, "inspect", "--format={{.Size}}", tag))

    def size(self, inspected: str) -> EngineSize:
        if not inspected.strip().isdigit():
            raise EngineFailed("the size of the image cannot be read", why=inspected.strip()[:200])
        return EngineSize(
            size_bytes=int(inspected), meaning="the bytes of the image's files", exact=True
        )

    def _file(self, tag: str) -> str:
        return f"{self.out}/{parse_tag(tag).file_name}"

    def _tar(self, image: str) -> Path:
        """A tag's tar, or the one that an unchecked name is the path of."""
        unchecked = image.startswith(f"{self.out}/.slimgo/")
        return self.project / (image if unchecked else self._file(image))


def start_tar(
    tar: Path,
    level: Level,
    how: Start,
    *,
    show: bool = False,
    begin: Begin = start,
    config: ImageConfig | None = None,
    emulator: Path | None = None,
) -> Running:
    """Starts the image of any tar that we can read; see Builtin.start. Raises EngineFailed,
    Unreadable.

    begin: starts a guest as launch.start does. config: in place of the image's own, whose user it
    has. emulator: what runs a program of another processor.
    """
    from slimgo.oci.unpack import unpack  # a rerun starts nothing, and is short

    why = unseen(how.given.files, level=level.name, own_root=level.own_root)
    if why:
        cure = "run it where namespaces are allowed, or with docker or podman"
        raise EngineFailed("the program cannot be started as its probe says", why=why, cure=cure)
    with ExitStack() as stack:
        box = stack.enter_context(scratch()) / BOX
        box.mkdir(mode=0o700)
        stack.callback(tree.empty, str(box))
        root = box / "root"
        root.mkdir()
        image = unpack(tar, root)
        image = replace(image, config=config or image.config)
        guest = _guest(image, root, how)
        return begin(
            emulated(guest, emulator) if emulator else guest,
            level,
            host_port=how.host_port,
            show=show or how.host_port is not None,
            left=stack.pop_all(),
        )


def _guest(image: Unpacked, root: Path, how: Start) -> Guest:
    config, who, given = image.config, image.account, how.given
    made, volumes = _volumes(image, root)
    env = {name: value for name, _, value in (pair.partition("=") for pair in config.env)}
    return Guest(
        root=root,
        argv=(*config.entrypoint, *(given.arguments or config.cmd)),
        env=tuple({**env, **dict(given.env)}.items()),
        uid=who.uid,
        gid=who.gid,
        groups=who.groups,
        home=who.home,
        working_dir=config.working_dir or "/",
        port=how.port,
        files=place_given(root, given.files, (*image.files, *made)),
        stdin=given.stdin,
        reaches=how.reaches,
        read_only=how.read_only,
        volumes=volumes,
    )


def _volumes(image: Unpacked, root: Path) -> tuple[tuple[ImageFile, ...], tuple[str, ...]]:
    """The folders that are made for those that the image has not, as engines make them: root's.
    Its working folder is one. And the volumes, as far as they are folders of the image itself."""
    made, volumes = {}, []
    there = {file.path for file in image.files}
    for path in (image.config.working_dir, *image.config.volumes):
        place = root / path.lstrip("/")
        if inside(root, path) != place or place.is_file():
            continue
        for above in reversed((PurePosixPath(path), *PurePosixPath(path).parents)):
            if str(above) not in there:
                made[str(above)] = _folder(str(above))
        place.mkdir(parents=True, exist_ok=True)
        if path in image.config.volumes:
            volumes.append(path)
    return tuple(made.values()), tuple(volumes)


def _folder(path: str) -> ImageFile:
    return ImageFile(path=path, kind="directory", mode=0o755, uid=0, gid=0, size_bytes=0, sha256="")
