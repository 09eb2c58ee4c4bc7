"""The matrix over a program of one's own, as Nox sessions. In a noxfile.py:

    from slimgo.doors.sessions import verify

    verify("./cmd/server", port=8080, ask=("/healthz=ok",))

Then `nox -s verify` makes every sensible combination of flags, holds each against what its flags
promise, and ends with a table; `nox -l` lists them, `nox -s summary` shows all results.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Unpack

import nox

from slimgo.config.file import nearest_file
from slimgo.config.keywords import OF_A_PROGRAM, ProgramKeywords, known, typed
from slimgo.config.variants import variants
from slimgo.doors.not_run import NOT_RUN
from slimgo.plan.matrix import Matrix, matrix
from slimgo.report.matrix import says as described
from slimgo.terminal.door import door
from slimgo.values.variant import Variant

Start = Callable[..., None]
"""Runs words in a session: `python -m` what follows, by the Python that slimgo is installed in."""


def verify(package: str = "", *, session: str = "verify", **asked: Unpack[ProgramKeywords]) -> None:
    """Adds a session for each cell of the program's matrix, and one that shows them all.

    package: a program of slimgo.toml, a folder or an import path, from the noxfile's folder.
    session: the name of the sessions, another for another program. asked: the options of
    `slimgo build` that say what the program is, as ProgramKeywords lists them. The variants of
    slimgo.toml are cells, too. Raises TypeError for an option that there is not.
    """
    words = ["--package", package, "--session", session] if package else ["--session", session]
    words += typed(known(asked, OF_A_PROGRAM), OF_A_PROGRAM)
    summary = "summary" if session == "verify" else f"{session}-summary"
    sessions(
        matrix(_own_variants(), session=session),
        ("slimgo.doors.cells", *words),
        _start,
        summary=summary,
    )


def _own_variants() -> tuple[Variant, ...]:
    """Those of the settings file. Nox has gone to the noxfile's folder before it reads it."""
    found: list[Variant] = []

    @door
    def read() -> None:
        file = nearest_file(Path.cwd())
        found.extend(variants(file) if file else ())

    read()
    return tuple(found)


def _start(session: nox.Session, *words: str) -> None:
    session.run(sys.executable, "-m", *words, external=True)


def sessions(
    cells: Matrix,
    words: tuple[str, ...],
    start: Start,
    *,
    summary: str = "summary",
    tags: tuple[str, ...] = (),
) -> None:
    """words: the module that makes a cell, and what tells it which program. summary: the name of
    the session that shows all. tags: of each session, beside its own name and its group's."""

    def make(session: nox.Session, cell: str) -> None:
        left = _cells_left(session, cells.session)
        session.notify(summary, posargs=("--of", ",".join((cell, *left))))
        with NamedTemporaryFile(prefix="slimgo-", encoding="utf-8", mode="r") as reason:
            session.env[NOT_RUN] = reason.name
            start(session, *words, cell, "--after", ",".join(left))
            why = reason.read()
        if why:
            session.skip(why)

    def show(session: nox.Session) -> None:
        start(session, *words, "--summary", *session.posargs)

    show.__doc__ = (
        f"The matrix's results in one table; JSON, JUnit and Markdown in {cells.folder()}."
    )
    parameters = [
        nox.param(each.id, id=each.id, tags=[*tags, cells.session, each.group])
        for each in cells.cells
    ]
    parametrized = nox.parametrize("cell", parameters)(make)
    made: Any = nox.session(venv_backend="none", default=False, name=cells.session)(parametrized)
    made.parametrize = _Described(made, cells)
    nox.session(venv_backend="none", default=False, name=summary)(show)


class _Described(list[Any]):
    """The cells' parameters. Nox makes a session of each while it goes through them, and copies
    the docstring that the function has at that moment: so each says what it is in `nox -l`."""

    def __init__(self, function: Any, cells: Matrix) -> None:  # noqa: ANN401  Nox's is untyped
        super().__init__(function.parametrize)
        self._function, self._cells = function, cells

    def __iter__(self) -> Iterator[Any]:
        for parameter in super().__iter__():
            self._function.__doc__ = described(self._cells.cell(parameter.call_spec["cell"]))
            yield parameter


def _cells_left(session: nox.Session, name: str) -> list[str]:
    """The cells that this run still has to do."""
    # a parametrised session's function has a call_spec, which Nox's types leave out
    runners = session._runner.manifest.list_all_sessions()  # noqa: SLF001  the only way to know
    return [
        str(runner.func.call_spec["cell"])  # type: ignore[attr-defined]
        for runner, queued in runners
        if queued and runner.name == name
    ]
