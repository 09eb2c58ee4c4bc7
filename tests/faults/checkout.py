"""A project folder with a temporary folder of its own, and what can be seen of it."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slimgo.run.host import host_goarch
from tests.waiting import PATIENCE_SECONDS
from tests.waiting import until as until  # noqa: PLC0414 - the tests of engines know it from here

PROJECT = Path(__file__).parents[2]

Variables = dict[str, Any]
"""Texts to spread into `invoke`: as dict[str, str] they could be its other parameters, too."""

RECORDS = f".slimgo/article/linux-{host_goarch()}"
"""Where the article's records stand in the build folder."""

# what a step makes, and the records that say it is made
_MADE = {
    "build": ("app.bin", f"{RECORDS}/app.json"),
    "pack": ("app.static.small.upx.bin", f"{RECORDS}/pack.json"),
    "image": (
        "slim-go-image.tar",
        f"{RECORDS}/image.json",
        f"{RECORDS}/run.json",
        f"{RECORDS}/inspect.json",
    ),
    "serve": (),
}
_MADE["all"] = (*_MADE["build"], *_MADE["image"])
_COMMANDS = {
    "build": ("app",),
    "pack": ("pack", "--level", "1"),  # -9 takes seconds
    "image": ("slim", "--engine", "builtin"),
    "serve": ("slim", "--engine", "builtin"),  # a service never ends, so what comes before it
    "all": ("slim", "--engine", "builtin"),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How an `invoke` ended and what it printed."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """folder: holds nothing but what belongs to this checkout: its project, its TMPDIR, tools.

    step: the one that a fault strikes. left: undone when the test has ended.
    """

    folder: Path
    step: str
    left: ExitStack = field(default_factory=ExitStack)

    @property
    def path(self) -> Path:
        return self.folder / 'it\'s a "test" é'

    @property
    def build(self) -> Path:
        return self.path / "build"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def command(self) -> tuple[str, ...]:
        """The plain command that does the step."""
        return _COMMANDS[self.step]

    @property
    def made(self) -> list[Path]:
        """What the step makes, records and all."""
        return [self.build / name for name in _MADE[self.step]]

    def undo(self) -> None:
        """As if the step had never been done."""
        for file in self.made:
            file.unlink()

    def start(
        self, *words: str, through: tuple[str, ...] = (), without: str = "", **env: str
    ) -> subprocess.Popen[str]:
        """words: `invoke`'s. through: what runs it. without, env: variables less and more."""
        ambient = {name: value for name, value in os.environ.items() if name != without}
        ours = {"PYTHONPATH": str(PROJECT), "TMPDIR": str(self.temporary)}
        process = subprocess.Popen(
            [*through, sys.executable, "-m", "invoke", *words],
            cwd=self.path,
            env=ambient | {name: value for name, value in ours.items() if name != without} | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self.left.callback(_end, process)
        return process

    def invoke(
        self, *words: str, through: tuple[str, ...] = (), without: str = "", **env: str
    ) -> Outcome:
        return ended(self.start(*words, through=through, without=without, **env))

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.path / file).read_text()
        assert old in text
        (self.path / file).write_text(text.replace(old, new))

    def artifacts(self) -> dict[str, str]:
        """Every file in build/ that bears a name of its own, with its digest."""
        return {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest()
            for file in self.build.glob("*")
            if file.is_file() and file.name != "slim.json"
        }

    def half_made(self) -> list[str]:
        """Parts, and files beside their names; whatever is in the temporary folder."""
        places = [self.build / ".slimgo/parts", self.temporary]
        beside = [*self.build.glob(".*"), *self.build.glob(".slimgo/.*")]
        found = [file for place in places if place.is_dir() for file in place.iterdir()]
        return sorted(str(file) for file in [*found, *beside] if file.name != ".slimgo")

    def running(self) -> list[str]:
        """The processes whose words, folder, environment or mounts name this checkout.

        What runs isolated names it in its mounts only.
        """
        mine = os.fsencode(self.folder)
        ours = Path("/proc/self/ns/mnt").readlink()
        seen = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes()
                own = (process / "ns/mnt").readlink()
                named = (
                    words,
                    os.fsencode((process / "cwd").readlink()),
                    (process / "environ").read_bytes(),
                    b"" if own == ours else (process / "mountinfo").read_bytes(),
                )
                if any(mine in each for each in named):
                    seen.append(f"{process.name} {words!r}")
            except OSError:
                continue
        return seen


def ended(process: subprocess.Popen[str]) -> Outcome:
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    status = process.returncode
    return Outcome(status=status if status >= 0 else 128 - status, out=out, err=err)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.communicate()
