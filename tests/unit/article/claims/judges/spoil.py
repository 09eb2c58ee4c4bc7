"""Ways to spoil the evidence, and the form in which findings are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, cast

from article.claims.catalogue import PACKED, SMALL
from article.claims.claim import Finding
from article.claims.evidence import Evidence, Heard, ImageSeen, Missing
from slimgo.values.cell import CellResult
from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult

Spoil = Callable[[Evidence], Evidence]


class Row(NamedTuple):
    """A claim's id, what happens to its evidence, and what is then said, as `line` writes it."""

    claim: str
    spoil: Spoil
    says: str


def line(finding: Finding) -> str:
    text = f"{finding.judgement}: {finding.seen} -> {finding.why}"
    return f"{text} [{finding.here}]" if finding.here else text


DYNAMIC = {"interpreter": "/lib64/ld-linux-x86-64.so.2", "needed": ("libc.so.6",)}
STATIC = {"interpreter": "", "needed": ()}


def as_found(evidence: Evidence) -> Evidence:
    return evidence


def _step(evidence: Evidence, cell: str) -> StepResult:
    step = evidence.cells[cell].step
    assert step
    return step


def with_step(evidence: Evidence, cell: str, **changed: object) -> Evidence:
    step = replace(_step(evidence, cell), **cast(dict[str, Any], changed))
    result = replace(evidence.cells[cell], step=step)
    return replace(evidence, cells={**evidence.cells, cell: result})


def facts(cell: str, **changed: object) -> Spoil:
    """The cell's program reads otherwise."""

    def spoil(evidence: Evidence) -> Evidence:
        binary = _step(evidence, cell).binary
        assert binary
        return with_step(evidence, cell, binary=replace(binary, **cast(dict[str, Any], changed)))

    return spoil


def unproved(cell: str) -> Spoil:
    """The cell's program neither ran nor failed as it must."""
    return lambda evidence: with_step(evidence, cell, verdicts=())


def unread(cell: str) -> Spoil:
    return lambda evidence: with_step(evidence, cell, binary=None)


def not_run(cell: str, why: str) -> Spoil:
    gone = CellResult(cell=cell, status="not run", why=why)
    return lambda evidence: replace(evidence, cells={**evidence.cells, cell: gone})


def failed(cell: str, why: str) -> Spoil:
    """It was made, but is not as it must be."""

    def spoil(evidence: Evidence) -> Evidence:
        result = replace(evidence.cells[cell], status="fail", why=why)
        return replace(evidence, cells={**evidence.cells, cell: result})

    return spoil


def taken(cell: str, name: str, *samples: float) -> Spoil:
    """name: such as `packed start`. Without samples it was not measured."""
    of, _, what = name.partition(" ")

    def spoil(evidence: Evidence) -> Evidence:
        kept = [
            each
            for each in _step(evidence, cell).measurements
            if (each.of, each.what) != (of, what)
        ]
        if samples:
            kept.append(Measurement(of=of, what=what, unit="s", samples=samples))
        return with_step(evidence, cell, measurements=tuple(kept))

    return spoil


def heard(name: str, words: str, status: int = 0) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        assert name in evidence.heard
        said = {**evidence.heard, name: Heard(status=status, words=words)}
        return replace(evidence, heard=said)

    return spoil


def unheard(*names: str) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        assert set(names) <= set(evidence.heard)
        gone = dict.fromkeys(names, Missing(what="no such tool", cure="install it"))
        return replace(evidence, heard={**evidence.heard, **gone})

    return spoil


def image(engine: str, **changed: object) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        seen = evidence.images[engine]
        assert isinstance(seen, ImageSeen)
        spoiled = replace(seen, **cast(dict[str, Any], changed))
        return replace(evidence, images={**evidence.images, engine: spoiled})

    return spoil


def no_image(engine: str) -> Spoil:
    gone = Missing(what=f"no {engine}", cure="install it")
    return lambda evidence: replace(evidence, images={**evidence.images, engine: gone})


def pulled(unpacked_bytes: int, packed_bytes: int) -> Spoil:
    sizes = {SMALL: unpacked_bytes, PACKED: packed_bytes}
    return lambda evidence: replace(evidence, pull_bytes=sizes)


def all_efforts(size_bytes: int) -> Spoil:
    """Whatever is asked of UPX, this comes out."""

    def spoil(evidence: Evidence) -> Evidence:
        record = evidence.efforts
        same = tuple(replace(each, size_bytes=size_bytes) for each in record.efforts)
        return replace(evidence, efforts=replace(record, efforts=same))

    return spoil


def both(*spoils: Spoil) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        for each in spoils:
            evidence = each(evidence)
        return evidence

    return spoil
