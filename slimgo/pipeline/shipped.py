"""What came of each program as files: each shipment writes one, and `slimgo merge` reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from slimgo import __version__
from slimgo.config.settings import Settings
from slimgo.facts.binary import digest
from slimgo.pipeline.packers import TOOLS
from slimgo.plan.fingerprint import fingerprint
from slimgo.plan.ship import dockerfile
from slimgo.run.store import Store, write_whole
from slimgo.values.shipment import SavedShipment
from slimgo.values.sources import Sources
from slimgo.values.step import Step

FOLDER = "shipped"
"""In the build folder."""


def made_of(settings: Settings, steps: tuple[Step, ...], sources: Sources) -> str:
    """Tells a program of these sources and settings from one of others, on any machine.

    steps: its build and its packing. sources: of its build. Empty where Go cannot say."""
    if not sources.complete:
        return ""
    program = settings.program
    packing = [step.variant.packing for step in steps if step.variant and step.variant.packing]
    own = [file for each in packing for file in TOOLS[each.packer].sources()]
    given = [
        (each.path, digest(Path(each.source)) if each.source else _hex(each.content))
        for each in program.image.extras
    ]
    return fingerprint(
        command=steps[-1].command,
        environment=(),
        inputs=(
            *sources.inputs,
            *own,
            *given,
            *((step.makes, str(step.command)) for step in steps),
            ("Dockerfile", dockerfile(program)),
            ("tags", " ".join((program.tag, *program.image.tags))),
            ("probe", repr(program.probes).replace(str(settings.project), ".")),
        ),
        tools=(__version__,),
    )


def executable_sources(settings: Settings) -> Sources:
    """Of a program that exists: the file itself."""
    executable = settings.program.source.executable
    content = digest(settings.project / executable)
    return Sources(inputs=((executable, content),), complete=True)


def _hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def save(store: Store, saved: SavedShipment) -> None:
    """In the build folder, in place of an earlier one of that program."""
    file = store.build / FOLDER / f"{saved.shipment.name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, msgspec.json.encode(saved))


def saved_in(folder: Path) -> Iterator[SavedShipment]:
    """All that a folder holds, itself or in folders below it; what cannot be read is none."""
    for file in sorted(folder.rglob("*.json")):
        try:
            yield msgspec.json.decode(file.read_bytes(), type=SavedShipment)
        except (OSError, ValueError):  # msgspec's own errors too
            continue
