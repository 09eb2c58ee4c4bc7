"""What a reader is told of a walk, and what is left of it where it stops."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slimgo.errors import CheckFailed
from slimgo.pipeline.walk import walk
from slimgo.values.event import CommandKnown, CommandStarted, Doing, StepDone, StepStarted
from tests.unit.pipeline.workshop import NOTHING, Workshop

Opened = Callable[[], Workshop]


def test_each_step_is_told_with_its_command(workshop: Opened) -> None:
    here = workshop()
    image, run, inspect = here.steps()
    done = here.walk().steps
    assert here.told == [
        StepStarted(number=1, name="image"),
        CommandStarted(command=image.command),
        Doing(text="reading the image back"),
        StepDone(result=done[0]),
        StepStarted(number=2, name="run"),
        Doing(text="running the image"),
        StepDone(result=done[1]),
        StepStarted(number=3, name="inspect"),
        CommandStarted(command=inspect.command),
        StepDone(result=done[2]),
    ]
    assert run.command not in [getattr(event, "command", None) for event in here.told]


@pytest.mark.parametrize("recheck", [False, True])
def test_a_command_that_did_not_run_is_shown_as_known(
    workshop: Opened,
    recheck: bool,  # noqa: FBT001
) -> None:
    workshop().walk()
    here = workshop()
    if recheck:
        here.rechecks()
    here.walk()
    image, _, inspect = here.steps()
    known = [event.command for event in here.told if isinstance(event, CommandKnown)]
    # asked again, the engine is asked by that very command
    assert known == [image.command] if recheck else [image.command, inspect.command]


def test_each_step_is_saved_once_it_is_done(workshop: Opened) -> None:
    here = workshop()
    result = here.walk()
    assert [len(saved.steps) for saved in here.saved] == [0, 1, 2, 3]
    assert here.saved[-1] == result


def test_the_first_failed_check_stops_it_with_its_cure(workshop: Opened) -> None:
    here = workshop()
    here.engine.running.words = "goodbye"
    with pytest.raises(CheckFailed, match="run: runs ✗") as caught:
        here.walk()
    assert "goodbye" in caught.value.why
    assert caught.value.cure == "correct what the service answers, or the question"
    assert here.told[-1] == StepDone(result=here.saved[-1].steps[-1])


def test_what_happened_first_is_told_though_the_image_cannot_be_removed(workshop: Opened) -> None:
    here = workshop()
    here.engine.running.words, here.engine.refuses = "goodbye", "it is in use"
    with pytest.raises(CheckFailed):
        here.walk()
    assert here.engine.done[-1] == "discard hello-unchecked"


def test_an_image_that_is_not_run_keeps_no_name(workshop: Opened) -> None:
    here = workshop()
    walk(here.project, here.steps()[:1], NOTHING, here.saved.append)
    assert here.engine.done == ["build hello-unchecked", "discard hello-unchecked"]
