"""The Engine that docker and podman both are: they differ in data only."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from slimgo.engines.client import Client, reason
from slimgo.engines.container import Container
from slimgo.engines.leftovers import CLEARING_SECONDS, image_names, image_tag
from slimgo.engines.protocol import EngineSize
from slimgo.engines.start_container import start_container
from slimgo.errors import EngineFailed
from slimgo.plan.engines import EngineKind
from slimgo.run.process import InProcess
from slimgo.values.command import Command
from slimgo.values.start import Start

if TYPE_CHECKING:
    from slimgo.engines.shared_network import SharedNetwork


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What an engine counts as an image's size."""

    meaning: str
    exact: bool
    """The bytes of its files and no more."""


@dataclass(frozen=True, kw_only=True)
class ContainerEngine:
    """An Engine behind a client."""

    kind: EngineKind
    """Its entry in the table."""
    client: Client
    find_place: Callable[[], str]
    """Says where its client and its daemon are."""
    version: str
    goarch: str
    counted: Counted
    """What `image inspect` calls the size here."""
    build_env: tuple[tuple[str, str], ...] = ()
    run_flags: tuple[str, ...] = ()
    """What a build and a run need on this machine."""
    note: str = ""
    """Why that is needed; empty where nothing is."""

    in_process: ClassVar[InProcess] = {}

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def isolation(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        return self.find_place()

    @property
    def needs(self) -> str:
        if not self.note:
            return ""
        pairs = (f"{name}={value}" for name, value in self.build_env)
        words = " ".join((*pairs, *self.run_flags))
        # its first part only says that the trial was not run
        return f"{self.name} needs {words} ({self.note.partition(': ')[2] or self.note})"

    def build_command(
        self,
        tag: str,
        build_args: tuple[tuple[str, str], ...],
        context: str = ".",
        more: tuple[str, ...] = (),  # noqa: ARG002  they are given once it has passed its checks
    ) -> Command:
        arguments = [word for pair in build_args for word in ("--build-arg", "=".join(pair))]
        if tag in (self.name, "build", context):  # the output must be one word of the command only
            tag = f"{tag}:latest"
        return Command(
            argv=(self.name, "build", "-t", tag, *arguments, context),
            env=self.build_env,
            output=tag,
        )

    def tag_commands(self, tag: str, more: tuple[str, ...]) -> tuple[Command, ...]:
        return tuple(Command(argv=(self.name, "tag", tag, each)) for each in more)

    def tag_also(self, tag: str, more: tuple[str, ...]) -> None:
        identity = self.identity(tag) if more else ""
        for each in more:
            if self.identity(each) != identity:
                self.client.call("tag", tag, each)

    def unchecked(self, tag: str) -> str:
        return f"{repository(tag)}:{image_tag('unchecked')}"

    def publish(self, unchecked: str, tag: str) -> None:
        self.client.call("tag", unchecked, tag)
        self.discard(unchecked)

    def discard(self, unchecked: str) -> None:
        removed = self.client.attempt("rmi", "-f", unchecked, timeout_seconds=CLEARING_SECONDS)
        if removed.status and self.identity(unchecked):
            raise EngineFailed(f"`{removed.command}` failed", why=reason(removed.stderr))

    def identity(self, tag: str) -> str:
        """The engine's ID of the image, `sha256:…`; empty where there is none.

        It is the digest of the image's config, save with docker's containerd store, where it
        is that of the manifest or index.
        """
        found = self.client.attempt("image", "inspect", "--format", "{{.Id}}", tag)
        if found.status:
            image_names(self.client)  # an engine that is gone says so here
            return ""
        return "sha256:" + found.stdout.strip().removeprefix("sha256:")

    def archive(self, image: str, folder: Path) -> Path:
        # a client that is ended leaves a temporary file of its own beside its output
        with TemporaryDirectory(dir=folder, prefix=".save-") as beside:
            self.client.call("save", "-o", os.fspath(Path(beside, "image.tar")), image)
            return Path(beside, "image.tar").replace(folder / "image.tar")

    def keep(self, tar: Path, unchecked: str) -> None:  # noqa: ARG002  the tar says its name
        self.client.call("load", "-i", os.fspath(tar))

    def start(self, image: str, how: Start) -> Container:
        flags = self._flags(how.read_only)
        with ExitStack() as left:
            network = self._network(image, how, left) if how.reaches else None
            return start_container(
                self.client, image, how, flags=flags, network=network, left=left.pop_all()
            )

    def _network(self, image: str, how: Start, left: ExitStack) -> SharedNetwork:
        from slimgo.engines.shared_network import shared_network  # few programs have companions

        return shared_network(
            self.client, image, how, flags=self.run_flags, goarch=self.goarch, left=left
        )

    def run_command(
        self, tag: str, *, port: int, host_port: int, read_only: bool = False
    ) -> Command:
        published = ("-p", f"127.0.0.1:{host_port}:{port}") if port else ()
        flags = self._flags(read_only)
        return Command(argv=(self.name, "run", "--rm", *flags, *published, tag))

    def _flags(self, read_only: bool) -> tuple[str, ...]:  # noqa: FBT001 - one word says it
        return (*self.run_flags, *(self.kind.read_only if read_only else ()))

    def inspect_command(self, tag: str) -> Command:
        return Command(argv=(self.name, "image", "inspect", "--format={{.Size}}", tag))

    def size(self, inspected: str) -> EngineSize:
        try:
            return EngineSize(
                size_bytes=int(inspected), meaning=self.counted.meaning, exact=self.counted.exact
            )
        except ValueError:
            raise EngineFailed(
                f"{self.name} tells no size", why=f"it printed {inspected.strip()!r}"
            ) from None


def repository(tag: str) -> str:
    """The name without its tag; the colon of a registry's port is no tag's."""
    folder, slash, name = tag.rpartition("/")
    return folder + slash + name.partition(":")[0]
