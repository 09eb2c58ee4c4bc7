"""Reads evidence by name. What is missing raises NotHere, which names the cure."""

from __future__ import annotations

from article.claims.claim import Claim, Finding, Judgement
from article.claims.evidence import Evidence, Heard, ImageSeen, Missing
from slimgo.values.binary import BinaryFacts
from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult

MIB = 1 << 20
"""The unit of `ls -lh`, in bytes."""


class NotHere(Exception):
    """Evidence that a claim needs is missing."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.what)
        self.missing = missing


def step(evidence: Evidence, cell: str) -> StepResult:
    """What came of a cell. Raises NotHere for one that failed or was not run."""
    result = evidence.cells[cell]
    if result.status == "fail":
        raise NotHere(Missing(what=f"{cell}: {result.why}", cure=f'nox -s "verify({cell})"'))
    if result.status != "pass" or result.step is None:
        what, _, cure = (result.why or "it was not made").partition(": ")
        raise NotHere(Missing(what=f"{cell}: {what}", cure=cure or f'nox -s "verify({cell})"'))
    return result.step


def binary(evidence: Evidence, cell: str) -> BinaryFacts:
    """What was read off a cell's program. Raises NotHere."""
    facts = step(evidence, cell).binary
    if facts is None:
        raise NotHere(Missing(what=f"{cell}: its program was not read", cure="invoke clean"))
    return facts


def verdict(evidence: Evidence, cell: str, check: str) -> str:
    """The evidence of a check that the cell passed; empty where it did not. Raises NotHere."""
    for each in step(evidence, cell).verdicts:
        if each.check == check and each.status == "pass":
            return each.evidence or "passed"
    return ""


def measured(evidence: Evidence, cell: str, of: str, what: str) -> Measurement:
    """A measurement of the cell, such as of the `packed` its `start`. Raises NotHere."""
    found = step(evidence, cell).measured(of, what)
    if found is None:
        missing = f"{cell}: no {of} {what} was measured"
        raise NotHere(Missing(what=missing, cure="run it where processes can be seen"))
    return found


def heard(evidence: Evidence, name: str) -> Heard:
    """What a tool or a program said. Raises NotHere."""
    found = evidence.heard[name]
    if isinstance(found, Missing):
        raise NotHere(found)
    return found


def image(evidence: Evidence, engine: str) -> ImageSeen:
    """Raises NotHere."""
    found = evidence.images[engine]
    if isinstance(found, Missing):
        raise NotHere(found)
    return found


def figured(claim: Claim, figure: float, *, seen: str, why: str, here: str) -> Finding:
    """Holds where today's figure equals the article's, rounded as the article rounds it."""
    if claim.figure is None:
        raise ValueError(f"{claim.id} has no figure")
    judgement: Judgement = "holds" if figure in claim.figure else "no longer"
    return Finding(judgement=judgement, seen=seen, why=why, here=here)


def banded(claim: Claim, figure: float, *, why: str, here: str) -> Finding:
    """Holds where the figure lies in the claim's band; only the band is shown then."""
    if claim.band is None:
        raise ValueError(f"{claim.id} has no band")
    shown = f"{figure:.3g} {claim.band.unit}"
    if figure in claim.band:
        return Finding(judgement="holds", seen=str(claim.band), why=why, here=f"{shown}; {here}")
    return Finding(
        judgement="outside its band",
        seen=f"{shown}, believed to be {claim.band}",
        why="measure again at rest; where it stays, widen the band in article/claims/catalogue.py",
        here=here,
    )
