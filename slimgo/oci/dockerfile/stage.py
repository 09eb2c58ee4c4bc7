"""The state of an image plan after the instructions read so far."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from e2b_dockerfile_utils import DockerfileInstruction, ShellLex

from slimgo.errors import BadInput
from slimgo.plan.engine_defaults import DEFAULT_PATH
from slimgo.values.image import (
    Added,
    Copy,
    Directory,
    HealthCheck,
    ImageConfig,
    ImagePlan,
    Instruction,
)

REAL_ENGINE = "invoke image --engine docker   (or podman: the built-in engine cannot do this)"
"""The cure for what our own reader of Dockerfiles leaves to others."""

EACH_FILE = "name each file, or let a real engine do it: invoke image --engine docker"


def refuse(instruction: DockerfileInstruction, what: str, cure: str, *, why: str = "") -> BadInput:
    """The error for one instruction, to be raised."""
    return BadInput(f"Dockerfile line {instruction.start_line}: {what}", why=why, cure=cure)


def writable(instruction: DockerfileInstruction, word: str) -> str:
    """The word, which a program or a file name can be given. JSON's \\u can write others."""
    if "\0" in word or any("\ud800" <= char <= "\udfff" for char in word):
        raise refuse(instruction, f"{word!r} holds what no name can hold", "take it out")
    return word


class Stage:
    """Grows with each instruction, and becomes a plan at the end."""

    def __init__(self, *, escape: str, build_args: Mapping[str, str]) -> None:
        self._escape = escape
        self.build_args = build_args
        self.from_seen = False
        self.declared: set[str] = set()
        self._global_args: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self.env = {"PATH": DEFAULT_PATH}
        self.labels: dict[str, str] = {}
        self.ports: set[str] = set()
        self.user = ""
        self._working_dir = "/"
        self.entrypoint: tuple[str, ...] = ()
        self.cmd: tuple[str, ...] = ()
        self.stop_signal = ""
        self.health_check: HealthCheck | None = None
        self.volumes: set[str] = set()
        self.copies: list[Copy] = []
        self.added: list[Added] = []
        self._directories: dict[str, Directory] = {}
        self._history: list[Instruction] = []
        self.layers = 0
        self.made_layer = False

    def enter(self) -> None:
        """FROM: the ARGs before it are seen behind it only where ARG names them again."""
        self.from_seen = True
        self._global_args, self._known = self._known, dict(self.env)

    def declare(self, name: str, value: str | None) -> None:
        """ARG, with its value or without one."""
        self.declared.add(name)
        value = self._global_args.get(name) if value is None else value
        if value is not None:
            self._known[name] = value

    def set_environment(self, pairs: Mapping[str, str]) -> None:
        """ENV: seen by what follows, and part of the image."""
        self.env |= pairs
        self._known |= pairs

    def expand(self, instruction: DockerfileInstruction, word: str) -> str:
        """Quotes taken off and variables filled in, the unset ones with nothing.

        Of an ARG and an ENV of one name, the later wins (BuildKit: dispatchArg, dispatchEnv).
        """
        try:
            return self._lexer().process_word(writable(instruction, word))
        except ValueError as error:
            raise refuse(instruction, str(error), "mend the quotes or the ${…}") from None

    def expand_words(self, instruction: DockerfileInstruction, word: str) -> list[str]:
        """The same where a variable may hold several words."""
        try:
            return self._lexer().process_words(writable(instruction, word))
        except ValueError as error:
            raise refuse(instruction, str(error), "mend the quotes or the ${…}") from None

    def _lexer(self) -> ShellLex:
        return ShellLex(self._escape, env=self._known, skip_unset_env=False)

    def absolute(self, path: str) -> str:
        """A path in the image; relative ones start from WORKDIR, and none leads above `/`."""
        return "/" + posixpath.normpath(posixpath.join(self._working_dir, path)).lstrip("/")

    def is_directory(self, path: str) -> bool:
        return path == "/" or path in self._directories

    def is_file(self, path: str) -> bool:
        return any(copy.target == path for copy in self.copies)

    def make_directories(
        self,
        instruction: DockerfileInstruction,
        path: str,
        *,
        uid: int,
        gid: int,
        anew: bool = False,
    ) -> None:
        """The folder and those above it, as far as they are not there yet.

        anew: as COPY --link does, which makes its layer without a look at what is there: those
        that are there change their owner.
        """
        parts = path.strip("/").split("/") if path != "/" else []
        for depth in range(1, len(parts) + 1):
            folder = "/" + "/".join(parts[:depth])
            if self.is_file(folder):
                raise refuse(
                    instruction, f"{folder} is already a file in the image", "choose another target"
                )
            there = self._directories.get(folder)
            if there is None or anew:
                layer = there.layer if there else self.layers
                self._directories[folder] = Directory(path=folder, uid=uid, gid=gid, layer=layer)
                self.made_layer = True

    def work_in(self, instruction: DockerfileInstruction, path: str) -> None:
        """WORKDIR: BuildKit makes the folder, and gives it to the USER of that moment.

        A number alone is the group's too (BuildKit: pb.UserOpt by ID).
        """
        if not path:
            raise refuse(instruction, "WORKDIR is empty", "WORKDIR /app")
        self._working_dir = self.absolute(path)
        uid, _, gid = self.user.partition(":")
        if not f"{uid}{gid}".isdecimal() and self.user:
            raise refuse(instruction, "WORKDIR stands behind a USER by name", "put it before USER")
        self.make_directories(
            instruction, self._working_dir, uid=int(uid or 0), gid=int(gid or uid or 0)
        )

    def record(self, instruction: DockerfileInstruction) -> None:
        """Ends an instruction: its line in the history, and its layer where it made one."""
        layer = self.layers if self.made_layer else None
        self._history.append(Instruction(text=instruction.original.strip(), layer=layer))
        self.layers += self.made_layer
        self.made_layer = False

    def plan(self) -> ImagePlan:
        return ImagePlan(
            copies=tuple(self.copies),
            added=tuple(self.added),
            directories=tuple(self._directories.values()),
            history=tuple(self._history),
            config=ImageConfig(
                entrypoint=self.entrypoint,
                cmd=self.cmd,
                exposed_ports=tuple(sorted(self.ports)),
                env=tuple(f"{name}={value}" for name, value in self.env.items()),
                user=self.user,
                working_dir=self._working_dir,
                labels=tuple(sorted(self.labels.items())),
                stop_signal=self.stop_signal,
                health_check=self.health_check,
                volumes=tuple(sorted(self.volumes)),
            ),
        )
