"""Which steps are done: the named ones that can be, and all that they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.errors import BadInput, ToolMissing
from slimgo.pipeline.way import selected
from slimgo.values.command import Command
from slimgo.values.step import Step
from tests.unit.pipeline.ways import way_of
from tests.unit.pipeline.workshop import Workshop, options_of

Opened = Callable[[], Workshop]


def step(name: str, *needs: str) -> Step:
    return Step(number=1, name=name, kind="build", command=Command(argv=("x",)), needs=needs)


PLAN = (
    step("app"),
    step("small"),
    step("pack", "small"),
    step("image", "pack"),
    step("run", "image"),
)


def names(steps: tuple[Step, ...]) -> list[str]:
    return [each.name for each in steps]


@pytest.mark.parametrize(
    ("asked", "done"),
    [
        (("app",), ["app"]),
        (("image",), ["small", "pack", "image"]),
        (("run", "app"), ["app", "small", "pack", "image", "run"]),
        ((), []),
    ],
)
def test_what_a_step_needs_is_done_before_it(asked: tuple[str, ...], done: list[str]) -> None:
    assert names(selected(PLAN, asked)) == done


def test_a_step_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadInput) as caught:
        selected(PLAN, ("imge",))
    assert caught.value.what == "there is no step 'imge'"
    assert caught.value.cure == "choose one of: app, small, pack, image, run"


def test_a_step_that_cannot_be_done_here_is_left_out(workshop: Opened) -> None:
    project = workshop().project
    options = options_of(project.settings)
    way = way_of(lambda _: PLAN[:3])
    assert names(way.chosen(project, options, ("pack", "run"))) == ["small", "pack"]


def test_where_nothing_is_left_the_engines_reasons_are_told(workshop: Opened) -> None:
    project = replace(workshop().project, engine_reason="no docker on PATH")
    way = way_of(lambda _: PLAN[:3])
    with pytest.raises(ToolMissing) as caught:
        way.chosen(project, options_of(project.settings), ("image", "run"))
    assert (caught.value.what, caught.value.why, caught.value.cure) == (
        "no engine works here",
        "no docker on PATH",
        "invoke doctor",
    )
