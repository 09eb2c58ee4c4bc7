"""Looks at what was made: the sizes, and the symbols that are no longer there."""

from __future__ import annotations

from slimgo.errors import CheckFailed
from slimgo.pipeline.slim import made
from slimgo.plan.article import packed
from slimgo.plan.catalogue import variant
from slimgo.plan.recipe import artifact_path
from slimgo.run.process import run
from slimgo.settings import Options
from slimgo.values.command import Command
from slimgo.values.variant import Packing


def sizes(options: Options) -> None:
    """`ls -lh` of all binaries, which are made first."""
    packing = Packing(packer=options.settings.packer)
    variants = (*(variant(name) for name in ("app", "static", "small")), packed(packing))
    command = Command(argv=("ls", "-lh", *map(artifact_path, variants)))
    with made(options, ("app", "static", "small", "pack"), then=str(command)) as (
        project,
        terminal,
    ):
        completed = run(command, project.surroundings)
        terminal.say(f"$ {command}")
        terminal.raw(f"{completed.stdout.rstrip()}\n")


def symbols(options: Options) -> None:
    """`go tool nm` of the stripped binary: it finds none and says so with status 1."""
    path = artifact_path(variant("small"))
    command = Command(argv=("go", "tool", "nm", path))
    with made(options, ("small",), then=f"{command} || true") as (project, terminal):
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
