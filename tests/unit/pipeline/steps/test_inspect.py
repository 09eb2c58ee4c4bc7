"""What the engine calls the image's size, asked again when the image is another one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from slimgo.errors import CheckFailed
from slimgo.pipeline.steps.built import Built
from slimgo.pipeline.steps.inspect import inspect_image
from tests.unit.pipeline.workshop import A_WHILE, Workshop

Opened = Callable[[], Workshop]


def test_the_engines_size_is_told_with_what_it_means(workshop: Opened) -> None:
    began = time.time()
    step = workshop().walk().steps[2]
    assert (step.name, step.kind, step.command) == ("inspect", "inspect", "fake inspect hello")
    assert step.engine_size == (4, "the bytes")
    assert [verdict.evidence for verdict in step.verdicts] == ["4 B"]
    assert step.checked_at >= began
    assert 0 < step.seconds < A_WHILE


def test_an_engine_that_counts_something_else_is_not_compared(workshop: Opened) -> None:
    here = workshop()
    here.engine.exact, here.engine.size_bytes = False, 1
    (verdict,) = here.walk().steps[2].verdicts
    assert (verdict.status, verdict.evidence) == ("skip", "this engine counts the bytes")


def test_another_image_of_the_same_size_is_inspected(workshop: Opened) -> None:
    here = workshop()
    here.walk()
    here.project.path("program").write_bytes(b"\x7fFLE")
    assert not workshop().walk().steps[2].up_to_date


def test_a_size_that_was_wrong_is_forgotten(workshop: Opened) -> None:
    workshop().walk()
    here = workshop()
    here.rechecks()
    here.engine.size_bytes = 1
    with pytest.raises(CheckFailed, match="inspect: the binary's size"):
        here.walk()
    assert not workshop().walk().steps[2].up_to_date


def test_a_size_that_was_wrong_is_not_remembered(workshop: Opened) -> None:
    here = workshop()
    built = Built(result=here.walk().steps[0], unchecked="")
    here.project.store.forget(here.project.record_name("inspect"))
    here.engine.size_bytes = 1
    assert inspect_image(here.project, here.engine, here.steps()[2], built).failures
    here.engine.size_bytes = None
    assert not inspect_image(here.project, here.engine, here.steps()[2], built).failures
