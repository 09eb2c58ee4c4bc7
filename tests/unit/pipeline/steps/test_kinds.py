"""What a step must find before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.pipeline.steps.kinds import KINDS
from slimgo.pipeline.walk import walk
from tests.unit.pipeline.workshop import NOTHING, Workshop

Opened = Callable[[], Workshop]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_without_an_engine_there_is_no_step_about_an_image(workshop: Opened, number: int) -> None:
    here = workshop()
    step = here.steps()[number]
    _, built = KINDS["image"].do(here.project, here.steps()[0], None)
    with pytest.raises(ValueError, match=f"{step.name} needs an engine"):
        KINDS[step.kind].do(replace(here.project, engine=None), step, built)


@pytest.mark.parametrize("number", [1, 2])
def test_nothing_is_run_or_inspected_before_it_is_built(workshop: Opened, number: int) -> None:
    here = workshop()
    step = here.steps()[number]
    with pytest.raises(ValueError, match=f"{step.name} comes before its image"):
        walk(here.project, (step,), NOTHING, here.saved.append)


def test_a_program_is_made_before_its_image_or_after(workshop: Opened) -> None:
    here = workshop()
    build, pack = here.binaries()
    steps = (build, here.steps()[0], pack, here.steps()[1])
    done = walk(here.project, steps, NOTHING, here.saved.append).steps
    assert [each.name for each in done] == ["build", "image", "pack", "run"]
    assert "publish hello" in here.engine.done
