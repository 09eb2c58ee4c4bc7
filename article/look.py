"""Looks at what was made: the sizes, and the symbols that are no longer there."""

from __future__ import annotations

from article.variants import variant
from article.way import WAY
from slimgo.config.settings import Options
from slimgo.errors import CheckFailed
from slimgo.pipeline.make import made
from slimgo.plan.recipe import artifact_path
from slimgo.run.process import run
from slimgo.values.command import Command
from slimgo.values.step import Step

_BINARIES = ("app", "static", "small", "pack", "gopack")
"""The steps that make binaries; the last is there where UPX packs first."""


def sizes(options: Options) -> None:
    """`ls -lh` of all binaries, which are made first."""
    with made(options, WAY, _BINARIES, then=lambda steps: str(_list(steps))) as (
        project,
        terminal,
        steps,
    ):
        command = _list(steps)
        completed = run(command, project.surroundings)
        terminal.say(f"$ {command}")
        terminal.raw(f"{completed.stdout.rstrip()}\n")


def _list(steps: tuple[Step, ...]) -> Command:
    return Command(argv=("ls", "-lh", *(step.makes for step in steps)))


def symbols(options: Options) -> None:
    """`go tool nm` of the stripped binary: it finds none and says so with status 1."""
    path = artifact_path(variant("small"))
    command = Command(argv=("go", "tool", "nm", path))
    with made(options, WAY, ("small",), then=lambda _: f"{command} || true") as (
        project,
        terminal,
        _,
    ):
        completed = run(command, project.surroundings, check=False)
        terminal.say(f"$ {command}")
        terminal.raw(f"{completed.words}\n")
        if completed.status != 1 or "no symbol" not in completed.words:
            raise CheckFailed(
                f"{path} still has symbols",
                why=f"go tool nm ended with status {completed.status}",
                cure="invoke small --recheck",
            )
        terminal.say(f"Status {completed.status}: -s left no symbol table, as it should.")
