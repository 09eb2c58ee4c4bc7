"""How a command must be typed here: `./bootstrap invoke run` where `invoke` is not on PATH.

Messages say `invoke TASK` and `nox`; what is shown says how these are reached from here.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from slimgo.terminal.retyped import retyped

KEPT: Mapping[str, tuple[str, ...]] = {
    "app": ("--go",),
    "static": ("--go",),
    "small": ("--go",),
    "pack": ("--with", "--go", "--upx"),
    "image": ("--with", "--engine", "--tag"),
    "run": ("--with", "--engine", "--tag"),
    "inspect": ("--with", "--engine", "--tag"),
    "slim": ("--with", "--engine", "--tag", "--go", "--upx"),
    "doctor": ("--with", "--engine", "--go", "--upx"),
}
"""Task -> the options that a command we offer keeps of the one that was typed."""

_SLIMGO = ("slimgo", "slimgo.exe")

# `--system` and paths such as bin/invoke are no start of a command
_COMMAND = re.compile(r"(?<![\w./-])(invoke|nox|pip|slimgo)( (?:-|[a-z])[^\s,;:]*)")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Where the reader stands, and what they typed.

    python, scripts: the interpreter, and the folders where its packages put their programs.
    """

    arguments: Sequence[str]
    """Of our own process, as sys.argv."""
    python: Path
    scripts: Sequence[Path]
    folder: Path
    """The current one when the command was typed."""
    search: str
    """Their PATH."""
    bootstrap: str = ""
    """How they typed it; empty where it did not start us."""
    by_slimgo: bool = False
    """Whether it is the slimgo command that was typed."""

    def command(self, program: str) -> str:
        """How `invoke`, `nox`, `pip` or `slimgo` is typed from here."""
        if self.bootstrap:
            # a file of the current folder is found by its path only
            path = self.bootstrap if "/" in self.bootstrap else f"./{self.bootstrap}"
            return f"{shlex.quote(path)} {program}"
        found = shutil.which(program, path=self.search)
        # pipx links its programs into a folder of PATH
        if found and {Path(found).parent, Path(found).resolve().parent} & {*self.scripts}:
            return program
        for script in (folder / program for folder in self.scripts):
            if os.access(script, os.X_OK):
                return shlex.quote(self._from_here(script))
        return f"{shlex.quote(self._from_here(self.python))} -m {program}"

    def typed(self, text: str) -> str:
        """The text with each of our commands as it works here, options that matter kept."""
        if self.by_slimgo:
            text = retyped(text, self.arguments[1:])
        return _COMMAND.sub(self._command, text)

    def _command(self, found: re.Match[str]) -> str:
        program, word = found[1], found[2]
        kept = self._kept(word.strip(), found.string[found.end() :]) if program == "invoke" else ""
        return f"{self.command(program)}{word}{kept}"

    def _kept(self, task: str, rest: str) -> str:
        words = []
        for flag in KEPT.get(task, ()):
            value = _value(self.arguments, flag)
            if value and flag not in rest:
                words += [flag, shlex.quote(value)]
        return "".join(f" {word}" for word in words)

    def _from_here(self, path: Path) -> str:
        return str(path.relative_to(self.folder)) if path.is_relative_to(self.folder) else str(path)


def _value(arguments: Sequence[str], flag: str) -> str:
    """What the flag was given, as `--flag value` or `--flag=value`; empty where it was not."""
    for at, word in enumerate(arguments):
        if word == flag:
            return "".join(arguments[at + 1 : at + 2])
        if word.startswith(f"{flag}="):
            return word.partition("=")[2]
    return ""


def here() -> Reader:
    """The reader of this process."""
    environment = os.environ
    # a shell that bootstrap started may stand elsewhere by now; Nox says so of what it starts
    by_bootstrap = environment.get("SLIMGO_BOOTSTRAP_PID") in (
        str(os.getpid()),
        f"child of {os.getppid()}",
    )
    folder = environment.get("SLIMGO_BOOTSTRAP_FROM", "") if by_bootstrap else ""
    return Reader(
        arguments=sys.argv,
        python=Path(sys.executable),
        scripts=_scripts(),
        folder=Path(folder or os.getcwd()),  # noqa: PTH109  as the shell has it
        search=environment.get("PATH", ""),
        bootstrap=environment.get("SLIMGO_BOOTSTRAP", "") if by_bootstrap else "",
        by_slimgo=Path(sys.argv[0]).name in _SLIMGO
        or Path(sys.argv[0]).parts[-2:] == ("slimgo", "__main__.py"),
    )


def _scripts() -> tuple[Path, ...]:
    """Where pip puts programs for this Python."""
    if sys.prefix != sys.base_prefix and os.name == "posix":  # a venv: see Python's module venv
        return (Path(sys.prefix, "bin"),)
    import sysconfig  # late: it takes a while

    # `pip install --user` puts them into a folder of its own
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    return tuple(Path(sysconfig.get_path("scripts", scheme)) for scheme in schemes)


def typed(text: str) -> str:
    """The text as this process's reader can type it; see Reader.typed."""
    return here().typed(text)


def place(path: str) -> Path:
    """A file that the reader named, from the folder where they stand."""
    return here().folder / path
