"""An engine and a program that are small and real: images are tars, answers come over sockets."""

from __future__ import annotations

import hashlib
import shutil
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from slimgo.engines.protocol import EngineSize
from slimgo.oci.command import parse, reply
from slimgo.plan.engines import ENGINES, EngineKind
from slimgo.run.process import InProcess, Request
from slimgo.values.command import Command
from slimgo.values.running import Change, Exit

BUILDS = ("fake", "build")


@dataclass
class FakeRunning:
    """A program that answers every path with the same words, and ends on a signal."""

    words: str = "hello"
    status: int = 0
    pid: int | None = None
    began: float = 0.0
    not_shown: tuple[tuple[str, str], ...] = ()
    asked: list[str] = field(default_factory=list)
    _ended: Exit | None = None

    def connect(self, timeout_seconds: float) -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(timeout_seconds)
        threading.Thread(target=self._answer, args=(theirs,), daemon=True).start()
        return ours

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            self.asked.append(connection.recv(65536).decode().split()[1])
            body = self.words.encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)

    def stop(self, signal: int, deadline_seconds: float) -> Exit | None:  # noqa: ARG002
        self._ended = Exit(status=self.status, seconds=0.001)
        return self._ended

    def ended(self) -> Exit | None:
        return self._ended

    def output(self) -> str:
        return self.words

    def changes(self) -> tuple[Change, ...] | None:
        return ()

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@dataclass
class FakeEngine:
    """Keeps its images as files in a folder; what it did is in `done`."""

    folder: Path
    running: FakeRunning = field(default_factory=FakeRunning)
    size_bytes: int | None = None
    """What it says that an image's size is; None for the truth."""
    kind: EngineKind = ENGINES["builtin"]
    version: str = "1"
    isolation: str = "none at all"
    goarch: str = "amd64"
    title: str = "a fake"
    place: str = "here"
    needs: str = ""
    done: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "fake"

    @property
    def in_process(self) -> InProcess:
        return {BUILDS: self._build, ("fake", "inspect"): self._inspect}

    def _build(self, request: Request) -> str:
        name = request.words[request.words.index("-t") + 1]
        self.done.append(f"build {name}")
        words = ("build", "-t", "fake", "-o", str(self._tar(name)), ".")
        return reply(parse(words), request.directory, request.environment)

    def _inspect(self, request: Request) -> str:
        from slimgo.oci.read import read_image

        size = read_image(self._tar(request.words[-1])).disk_size_bytes
        return f"{size if self.size_bytes is None else self.size_bytes}\n"

    def build_command(
        self,
        tag: str,
        build_args: tuple[tuple[str, str], ...],  # noqa: ARG002
        context: str = ".",
    ) -> Command:
        return Command(argv=(*BUILDS, "-t", tag, context), output=tag)

    def unchecked(self, tag: str) -> str:
        return f"{tag}-unchecked"

    def publish(self, unchecked: str, tag: str) -> None:
        self.done.append(f"publish {tag}")
        self._tar(unchecked).replace(self._tar(tag))

    def discard(self, unchecked: str) -> None:
        self.done.append(f"discard {unchecked}")
        self._tar(unchecked).unlink(missing_ok=True)

    def identity(self, tag: str) -> str:
        tar = self._tar(tag)
        return hashlib.sha256(tar.read_bytes()).hexdigest() if tar.is_file() else ""

    def archive(self, image: str, folder: Path) -> Path:
        return Path(shutil.copy(self._tar(image), folder / "image.tar"))

    def start(
        self,
        image: str,
        *,
        port: int,  # noqa: ARG002
        host_port: int | None = None,  # noqa: ARG002
        read_only: bool = False,  # noqa: ARG002
        arguments: tuple[str, ...] = (),  # noqa: ARG002
    ) -> FakeRunning:
        self.done.append(f"start {image}")
        self.running._ended = None
        return self.running

    def run_command(
        self,
        tag: str,
        *,
        port: int,  # noqa: ARG002
        host_port: int,  # noqa: ARG002
        read_only: bool = False,  # noqa: ARG002
    ) -> Command:
        return Command(argv=("fake", "run", tag))

    def inspect_command(self, tag: str) -> Command:
        return Command(argv=("fake", "inspect", tag))

    def size(self, inspected: str) -> EngineSize:
        return EngineSize(size_bytes=int(inspected), meaning="the bytes", exact=True)

    def _tar(self, name: str) -> Path:
        return self.folder / f"{name}.tar"
