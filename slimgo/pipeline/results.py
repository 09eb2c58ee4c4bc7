"""The cells' results as files: written by whoever made a cell, read by whoever sums up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from slimgo import __version__
from slimgo.facts.sources import source_digests
from slimgo.plan.fingerprint import fingerprint
from slimgo.plan.matrix import FOLDER, cell_steps
from slimgo.run.packer import gopack
from slimgo.run.store import write_whole
from slimgo.settings import Settings
from slimgo.values.cell import Cell, SavedCell


def made_of(chosen: Cell, settings: Settings, sources: Sequence[tuple[str, str]]) -> str:
    """Tells a result of these sources and flags from one of others, on any machine."""
    steps = cell_steps(chosen, host=chosen.target, app=settings.app)
    packing = chosen.variant.packing
    own = gopack.sources() if packing and packing.packer == "gopack" else ()
    return fingerprint(
        command=steps[-1].command,
        environment=(),
        inputs=(*sources, *own, *((step.makes, str(step.command)) for step in steps)),
        tools=(__version__,),
    )


def sources(settings: Settings) -> list[tuple[str, str]]:
    """(path, sha256) of each file that a build is made of."""
    return source_digests(settings.project / settings.app)


def save(settings: Settings, saved: SavedCell) -> None:
    file = _file(settings, saved.result.cell)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, msgspec.json.encode(saved))


def forget(settings: Settings, identifier: str) -> None:
    """An earlier green result must not outlive a run that does not come to its end."""
    _file(settings, identifier).unlink(missing_ok=True)


def read(settings: Settings, identifier: str) -> SavedCell | None:
    """None where there is none, or nothing readable."""
    try:
        return msgspec.json.decode(_file(settings, identifier).read_bytes(), type=SavedCell)
    except (OSError, ValueError):  # msgspec's own errors too
        return None


def _file(settings: Settings, identifier: str) -> Path:
    return settings.project / FOLDER / f"{identifier}.json"
