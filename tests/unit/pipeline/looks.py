"""Programs and images that already exist, and what looks at them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from slimgo.config.order import order
from slimgo.engines.choose import Here
from slimgo.engines.protocol import Engine
from slimgo.engines.refusal import Refusal
from slimgo.errors import EngineFailed
from slimgo.oci.command import parse, reply
from slimgo.pipeline.look import look
from slimgo.run.process import Surroundings
from slimgo.sandbox.isolation import Isolation
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.watch import Watch
from slimgo.values.event import Doing, Event
from slimgo.values.guest import Guest
from slimgo.values.looked import Looked
from slimgo.values.opened import Opened, OpenedName
from slimgo.values.start import Start
from tests.unit.pipeline.running import LEVEL, FakeRunning, FakeSandbox
from tests.unit.pipeline.tools import FakeGo, elf

OPENS = Opened(names=(OpenedName(what="file", name="/etc/x"),), level="a fake", own_root=True)
STATIC = elf(b"in an image")


def dynamic(interpreter: str) -> bytes:
    """A program that the interpreter must load."""
    whole = bytearray(elf(b"")[:64])
    whole[56] = 2  # segments
    path = interpreter.encode() + b"\0"
    start, address, size = 64 + 2 * 56, 0x400000, 64 + 2 * 56 + len(path)
    whole += struct.pack("<IIQQQQQQ", 3, 4, start, address + start, 0, len(path), len(path), 1)
    whole += struct.pack("<IIQQQQQQ", 1, 5, 0, address, address, size, size, 4096)
    return bytes(whole + path)


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What was watched, and how."""

    program: bytes
    mode: int
    arguments: tuple[str, ...]
    seconds: float
    environment: Mapping[str, str]
    user: tuple[int, int]


@dataclass
class Looker:
    """Takes the place of what starts and watches, and of the engines."""

    folder: Path
    sandbox: FakeSandbox
    isolation: Isolation = Isolation(level=LEVEL, reason="not the best")  # noqa: RUF009  frozen
    engines: dict[str, Engine | Refusal] = field(default_factory=dict)
    """By name; one that is not here is not there."""
    broken: str = ""
    """Why nothing can be started."""
    tried: list[tuple[str, Here]] = field(default_factory=list)
    asked_of: list[str] = field(default_factory=list)
    asked_in: list[Surroundings] = field(default_factory=list)
    """The Go that was asked, and what it was asked in."""
    tars: list[tuple[Path, Level, Start]] = field(default_factory=list)
    """The images that were started, each with its port and its arguments."""
    watched: list[Watched] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)

    def look(self, typed: str, ambient: dict[str, str] | None = None, **asked: object) -> Looked:
        """asked: it is a command to be run without arguments, unless it says otherwise."""
        asked = {"cache": str(self.folder / "cache"), **(asked or {"run": ""})}
        wanted = order(asked, {}, packages=(), here=self.folder)
        return look(typed, wanted, ambient or {}, self.told.append)

    def doings(self) -> list[str]:
        return [event.text for event in self.told if isinstance(event, Doing)]

    def program(self, name: str = "tool", *, goarch: str = "amd64") -> bytes:
        """A file of the folder; anybody may read it and nobody execute it."""
        content = bytearray(elf(b"what it does"))
        content[18] = {"amd64": 62, "arm64": 183}[goarch]
        (self.folder / name).write_bytes(content)
        (self.folder / name).chmod(0o644)
        return bytes(content)

    def image(self, *lines: str, name: str = "image.tar", program: bytes = STATIC) -> Path:
        """An image's tar in the folder, of a Dockerfile FROM scratch with these lines.

        They can copy program, passwd and group, which know a user `web`.
        """
        context = self.folder / "context"
        context.mkdir(exist_ok=True)
        (context / "program").write_bytes(program)
        (context / "program").chmod(0o755)
        (context / "passwd").write_text("web:x:7:8:Web:/:/bin/false\n")
        (context / "group").write_text("web:x:8:\ntools:x:9:\n")
        (context / "Dockerfile").write_text("\n".join(("FROM scratch", *lines, "")))
        tar = self.folder / name
        words = ("build", "-t", "x", "-f", str(context / "Dockerfile"), "-o", str(tar))
        reply(parse((*words, str(context))), self.folder, {})
        return tar

    def go_of(self, named: str, where: Surroundings, cache: Path) -> Surroundings:
        assert cache == self.folder / "cache"
        self.asked_of.append(named)
        self.asked_in.append(where)
        return replace(where, in_process=FakeGo().in_process)

    def choose_isolation(self, goarch: str) -> Isolation:
        assert goarch == "amd64"
        return self.isolation

    def try_engine(self, name: str, here: Here) -> Engine | Refusal:
        self.tried.append((name, here))
        return self.engines.get(name) or Refusal(why=f"no {name} on PATH")

    def start_tar(self, tar: Path, level: Level, how: Start) -> FakeRunning:
        self.tars.append((tar, level, how))
        self._must_work()
        return self.sandbox.running(left=ExitStack())

    def start(self, program: Guest, level: Level) -> FakeRunning:
        self._must_work()
        return self.sandbox.start(program, level)

    def _must_work(self) -> None:
        if self.broken:
            raise EngineFailed("it cannot be started", why=self.broken)

    def opened(
        self,
        path: Path,
        arguments: Iterable[str] = (),
        *,
        watch: Watch,
        environment: Mapping[str, str],
        user: tuple[int, int] = (0, 0),
    ) -> Opened:
        self.watched.append(
            Watched(
                program=path.read_bytes(),
                mode=path.stat().st_mode & 0o777,
                arguments=tuple(arguments),
                seconds=watch.seconds,
                environment=environment,
                user=user,
            )
        )
        return OPENS
