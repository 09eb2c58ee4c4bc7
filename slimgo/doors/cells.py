"""What a Nox session of the matrix starts: `python -m slimgo.doors.cells CELL`, one process a
cell, and `--summary` for all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from slimgo.config.keywords import OF_A_PROGRAM
from slimgo.config.option import Option
from slimgo.config.order import order
from slimgo.config.variants import variants
from slimgo.doors import words
from slimgo.doors.not_run import NOT_RUN
from slimgo.errors import BadInput
from slimgo.pipeline.results import Results
from slimgo.terminal.door import door

Read = Callable[[dict[str, object]], Results]
"""From what was typed, by name, to the program and its matrix. Raises BadInput."""


def command(own: Iterable[Option], read: Read) -> click.Command:
    """The command line. own: the options that say which program it is."""

    @click.command()
    @click.argument("cell", default="")
    @click.option("--after", default="", help="The cells that come after it, by commas.")
    @click.option("--summary", is_flag=True, help="Sum up all results that there are.")
    @click.option("--all", "demand_all", is_flag=True, help="With --summary: demand every cell.")
    @click.option("--of", default="", help="With --summary: only these cells can fail it.")
    @words.options(own)
    def cells(cell: str, **asked: Any) -> None:  # noqa: ANN401  as many kinds as options
        """Status 0 also for a cell that could not be run."""
        if bool(cell) == asked["summary"]:
            raise click.UsageError("either a cell or --summary")
        from slimgo.pipeline.summary import summary as sum_up
        from slimgo.pipeline.verify import verify

        results = read(asked)
        if asked["summary"]:
            sum_up(results, of=_identifiers(asked["of"]), demand_all=asked["demand_all"])
            return
        made = verify(results, cell, _identifiers(asked["after"]))
        if made.status == "not run" and os.environ.get(NOT_RUN):
            Path(os.environ[NOT_RUN]).write_text(made.why, encoding="utf-8")

    return cells


def _identifiers(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _program(asked: dict[str, object]) -> Results:
    from slimgo.pipeline.wanted import requested
    from slimgo.plan.matrix import matrix

    here = Path.cwd()
    package = str(asked.pop("package") or "")
    wanted = order(asked, os.environ, packages=(package,), here=here)
    programs = requested(wanted, os.environ, pack=False)
    if len(programs) > 1:
        raise BadInput("a matrix is of one program", cure="name one package, not a pattern")
    ((_, settings),) = programs
    if settings.program.source.cgo:
        raise BadInput(
            f"the matrix links no C into a program, and cgo is {settings.program.source.cgo}",
            why="its cells say themselves whether cgo is on, for systems that have no musl too",
            cure="build it by slimgo build, or set SLIMGO_CGO=off",
        )
    own = variants(wanted.file) if wanted.file else ()
    return Results(
        settings=settings,
        matrix=matrix(own, session=str(asked["session"] or "verify")),
    )


_OWN = (
    Option(name="package", help="a program of the settings file, a folder or an import path"),
    Option(name="session", help="the Nox session that it is started by"),
    *OF_A_PROGRAM,
)


@door
def main() -> None:
    """Ends with 2 for words that cannot be understood, else as the errors say."""
    words.run(command(_OWN, _program), "python -m slimgo.doors.cells")


if __name__ == "__main__":
    main()
