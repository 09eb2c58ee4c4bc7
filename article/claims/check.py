"""`invoke article`: each claim of the article, checked; docs/article.md written or compared."""

from __future__ import annotations

import difflib
import shutil

from article.claims.catalogue import CELLS, CLAIMS
from article.claims.claim import Judged
from article.claims.gathered.gather import gather
from article.claims.judges.judge import judge
from article.claims.report import markdown, text
from article.matrix import MATRIX
from article.way import WAY
from slimgo.config.settings import Options
from slimgo.errors import CheckFailed
from slimgo.pipeline.find import opened
from slimgo.pipeline.make import opened_for
from slimgo.pipeline.project import Project
from slimgo.run.store import write_whole
from slimgo.terminal.screen import Terminal
from slimgo.values.event import Note

DOCUMENT = "docs/article.md"

_WIDTH = 130
"""Where there is no terminal to ask."""


def article(options: Options) -> None:
    """Where `check` is chosen all must be checkable, and the committed document must be what would
    be written; where `write` is, it is written.

    Raises CheckFailed, also where a figure lies outside its band.
    """
    check, write = ({each} <= options.chosen.flags for each in ("check", "write"))
    with Terminal(dry=options.dry) as terminal:
        if options.dry:
            with opened_for(options, WAY, ("pack",), terminal) as project:
                terminal.say(_script(project))
            return
        settings = options.settings
        with opened(settings, terminal, packers=("upx",), with_engine=False) as project:
            terminal(Note(text="the matrix's cells, debuggers, profilers, engines: up to 3 min"))
            evidence = gather(project)
            go_version = f"Go {project.go.version}"
        judged = tuple(judge(claim, evidence) for claim in CLAIMS)
        width = shutil.get_terminal_size((_WIDTH, 24)).columns
        terminal.raw(text(judged, colour=terminal.lively, width=width))
    _must_lie_within(judged)
    wanted = markdown(judged, go_version=go_version)
    if check or write:
        _must_be_checked(judged)
    if write:
        write_whole(settings.project / DOCUMENT, wanted.encode())
    if check:
        _must_be_equal(options, wanted)


def _script(project: Project) -> str:
    """The commands of the cells, without those that look at what they made."""
    steps = [
        step
        for identifier in CELLS
        for step in MATRIX.steps(
            MATRIX.cell(identifier), host=project.host, program=project.program
        )
    ]
    return "\n".join(dict.fromkeys(str(step.command) for step in steps))


def _must_lie_within(judged: tuple[Judged, ...]) -> None:
    for each in judged:
        if each.finding.judgement == "outside its band":
            raise CheckFailed(
                f"“{each.claim.says}” ✗", why=f"{each.finding.seen}; {each.finding.why}"
            )


def _must_be_checked(judged: tuple[Judged, ...]) -> None:
    missing = [
        each
        for each in judged
        if each.finding.judgement == "cannot be checked here" and not each.claim.elsewhere
    ]
    if missing:
        first = missing[0]
        raise CheckFailed(
            f"{len(missing)} claims cannot be checked here, first “{first.claim.says}”",
            why=first.finding.seen,
            cure=first.finding.why,
        )


def _must_be_equal(options: Options, wanted: str) -> None:
    path = options.settings.project / DOCUMENT
    there = path.read_text("utf-8") if path.is_file() else ""
    changed = [
        line
        for line in difflib.unified_diff(there.splitlines(), wanted.splitlines(), n=0, lineterm="")
        if line.startswith("+") and not line.startswith("+++")
    ]
    if there != wanted:
        raise CheckFailed(
            f"{DOCUMENT} is not what is seen here",
            why=changed[0][1:] if changed else "it has more lines",
            cure="invoke article --write   (and look at what has changed)",
        )
