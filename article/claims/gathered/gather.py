"""All evidence for the claims, in one pass: the matrix's cells first, then what is beside them."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec

from article.claims.catalogue import CELLS, PACKED, SMALL, TYPED
from article.claims.evidence import Efforts, Evidence
from article.claims.gathered.engines import engine_words
from article.claims.gathered.programs import build, inside
from article.claims.gathered.tools import tool_words
from article.matrix import MATRIX
from slimgo.errors import BadInput, CheckFailed
from slimgo.facts.binary import pull_bytes
from slimgo.pipeline.cell import make_cell
from slimgo.pipeline.project import Project
from slimgo.report.matrix import repeat_line
from slimgo.values.cell import CellResult
from slimgo.values.event import Doing, Event

RECORD = "docs/brute.json"
"""What UPX's slowest ways gave once: they take minutes."""


def gather(project: Project) -> Evidence:
    """Raises CheckFailed for a cell that is not what it must be: no claim could rest on it."""
    quiet = replace(project, tell=lambda event: _only_doing(project, event))
    cells = {}
    for number, identifier in enumerate(CELLS, 1):
        quiet.tell(Doing(text=f"{identifier}, cell {number} of {len(CELLS)}"))
        cells[identifier] = _made(quiet, identifier)
    with tempfile.TemporaryDirectory(prefix="claims-", dir=project.store.parts) as name:
        folder = Path(name)
        # the image's user may be another than the folder's owner
        folder.chmod(0o755)
        quiet.tell(Doing(text="programs from scratch"))
        witness = build(project, "witness", folder / "witness", ldflags=("-s", "-w"))
        heard = inside(project, folder, witness)
        quiet.tell(Doing(text="debuggers and profilers"))
        heard |= tool_words(project, folder)
        quiet.tell(Doing(text="engines"))
        said, images = engine_words(
            project,
            folder,
            packed=_program(project, cells[PACKED]),
            # without a C compiler there is none, and the claim about it is not judged
            dynamic=_program(project, cells[TYPED]) if cells[TYPED].step else None,
            witness=witness,
        )
    return Evidence(
        cells=cells,
        heard={**heard, **said},
        images=images,
        pull_bytes={each: pull_bytes(_program(project, cells[each])) for each in (SMALL, PACKED)},
        efforts=_efforts(project),
    )


def _only_doing(project: Project, event: Event) -> None:
    if isinstance(event, Doing):
        project.tell(event)


def _made(project: Project, identifier: str) -> CellResult:
    result = make_cell(project, MATRIX, MATRIX.cell(identifier))
    if result.status == "fail":
        raise CheckFailed(f"{identifier}: {result.why}", cure=repeat_line(identifier))
    return result


def _program(project: Project, result: CellResult) -> Path:
    if result.step is None or result.step.artifact is None:
        raise CheckFailed(f"{result.cell} was not made", why=result.why, cure="invoke doctor")
    return project.path(result.step.artifact.path)


def _efforts(project: Project) -> Efforts:
    try:
        return msgspec.json.decode(project.path(RECORD).read_bytes(), type=Efforts)
    except (OSError, ValueError) as error:  # msgspec's own errors too
        raise BadInput(
            f"{RECORD} cannot be read", why=str(error), cure=f"git restore {RECORD}"
        ) from error
