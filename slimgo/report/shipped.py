"""Several programs that were shipped, as one table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slimgo.report.size import change, size
from slimgo.values.result import StepResult
from slimgo.values.shipment import Shipment

_HEAD = ("program", "built", "packed", "", "pull", "proven")
_RIGHT = frozenset((1, 2, 3, 4))
_GAP = "   "
_USUAL_COLUMNS = 80
_NARROWEST = 16


def table(shipments: Sequence[Shipment], width: int | None = None) -> str:
    """A line for each, what failed in red words; then the sums. width: columns; 80 by default."""
    rows = [_HEAD, *map(_row, shipments), _sums(shipments)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD) - 1)]
    left = (width or _USUAL_COLUMNS) - sum(widths) - len(_GAP) * len(widths)
    return "\n".join(_line(row, widths, max(left, _NARROWEST)) for row in rows) + "\n"


def _line(row: Sequence[str], widths: Sequence[int], last: int) -> str:
    cells = [
        cell.rjust(width) if at in _RIGHT else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=False))
    ]
    words = row[-1] if len(row[-1]) <= last else f"{row[-1][: last - 1]}…"
    return _GAP.join((*cells, words)).rstrip()


def _row(shipment: Shipment) -> tuple[str, ...]:
    built, packed = _bytes(shipment, "build"), _bytes(shipment, "pack")
    shrunk = change(packed, built) if packed and built else ""
    proven = f"✗ {shipment.failure}" if shipment.failure else _proven(shipment)
    return (
        shipment.title or "slimgo",
        *_sizes(built, packed, shrunk, _pull(shipment)),
        proven,
    )


def _sums(shipments: Sequence[Shipment]) -> tuple[str, ...]:
    built = sum(_bytes(each, "build") for each in shipments)
    packed = sum(_bytes(each, "pack") for each in shipments)
    good = sum(not each.failure for each in shipments)
    words = f"{good} ✓" + (f", {len(shipments) - good} ✗" if good < len(shipments) else "")
    pull = sum(_pull(each) for each in shipments)
    count = f"{len(shipments)} program{'' if len(shipments) == 1 else 's'}"
    return (count, *_sizes(built, packed, "", pull), words)


def _sizes(built: int, packed: int, shrunk: str, pull: int) -> Iterator[str]:
    yield size(built) if built else ""
    yield size(packed) if packed else ""
    yield shrunk
    yield size(pull) if pull else ""


def _proven(shipment: Shipment) -> str:
    step = _step(shipment, "run") or _step(shipment, "pack") or _step(shipment, "build")
    verdicts = step.verdicts if step else ()
    told = {each.check: each.evidence for each in verdicts if each.status == "pass"}
    return told.get("runs") or told.get("starts") or "nothing"


def _bytes(shipment: Shipment, kind: str) -> int:
    step = _step(shipment, kind)
    return step.artifact.size_bytes if step and step.artifact else 0


def _pull(shipment: Shipment) -> int:
    step = _step(shipment, "image")
    return (step.image.pull_bytes or 0) if step and step.image else 0


def _step(shipment: Shipment, name: str) -> StepResult | None:
    return next((each for each in shipment.steps if each.name == name), None)
