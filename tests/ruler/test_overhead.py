"""A start as we measure it, against another way that shares nothing with ours: harness.c."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from slimgo.pipeline.price.visits import harness
from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import difference
from slimgo.plan.price.measurings import STARTS
from slimgo.run.process import run
from slimgo.values.command import Command
from slimgo.values.price import Series

_PAIRS = 40
_MOST_SECONDS = 0.001
_REST_SECONDS = 0.01
"""As visits rest before each start."""


def _compiled(ruler, folder: Path) -> Path:
    output = folder / "harness"
    source = Path(__file__).with_name("harness.c")
    words = ("python", "-m", "ziglang", "cc", "-target", "x86_64-linux-musl", "-O2", "-static")
    run(Command(argv=(*words, "-o", str(output), str(source))), ruler.project.surroundings)
    return output


def test_our_own_part_of_a_start_is_a_millisecond_at_most(ruler, tmp_path) -> None:
    plain = ruler.variant("plain")
    other = _compiled(ruler, tmp_path)
    ours, theirs = [], []
    with harness(ruler.project, (plain,), None, (STARTS,)) as opened:
        program = opened.guests["plain"][1]
        assert shutil.which(str(program))
        for _ in range(_PAIRS):
            ours.append(opened.visit(STARTS, "plain")[q.START])
            time.sleep(_REST_SECONDS)
            theirs.append(float(opened.trials.run((str(other), str(program)))) / 1e6)
    rounds = tuple(range(_PAIRS))
    found = difference(
        Series(variant="ours", quantity=q.START, unit="s", rounds=rounds, samples=tuple(ours)),
        Series(variant="theirs", quantity=q.START, unit="s", rounds=rounds, samples=tuple(theirs)),
    )
    assert found is not None
    assert found.median <= _MOST_SECONDS, found
