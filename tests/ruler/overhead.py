"""A start as we measure it, beside another way that shares nothing with ours: harness.c."""

from __future__ import annotations

import time
from pathlib import Path

from slimgo.pipeline.price.visits import harness
from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import difference
from slimgo.plan.price.measurings import STARTS
from slimgo.run.process import run
from slimgo.values.command import Command
from slimgo.values.estimate import Estimate
from slimgo.values.price import Series
from tests.ruler.service import Ruler

MOST_SECONDS = 0.001
"""That a start may take longer as we measure it."""

_PAIRS = 40
_REST_SECONDS = 0.01
"""As visits rest before each start."""


def overhead(ruler: Ruler, folder: Path) -> Estimate:
    """Seconds that a start takes longer as we measure it. folder: for the other harness."""
    plain = ruler.variant("plain")
    other = _compiled(ruler, folder)
    ours, theirs = [], []
    with harness(ruler.project, (plain,), None, (STARTS,)) as opened:
        program = opened.guests["plain"][1]
        for _ in range(_PAIRS):
            ours.append(opened.visit(STARTS, "plain")[q.START])
            time.sleep(_REST_SECONDS)
            theirs.append(float(opened.trials.run((str(other), str(program)))) / 1e6)
    rounds = tuple(range(_PAIRS))
    found = difference(
        Series(variant="ours", quantity=q.START, unit="s", rounds=rounds, samples=tuple(ours)),
        Series(variant="theirs", quantity=q.START, unit="s", rounds=rounds, samples=tuple(theirs)),
    )
    if found is None:
        raise ValueError("nothing was measured")
    return found


def _compiled(ruler: Ruler, folder: Path) -> Path:
    output = folder / "harness"
    source = Path(__file__).with_name("harness.c")
    words = ("python", "-m", "ziglang", "cc", "-target", "x86_64-linux-musl", "-O2", "-static")
    run(Command(argv=(*words, "-o", str(output), str(source))), ruler.project.surroundings)
    return output
