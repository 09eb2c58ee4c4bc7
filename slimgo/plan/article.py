"""The article's way as steps: what is done in which order, decided before anything runs."""

from __future__ import annotations

from dataclasses import replace

from slimgo.errors import BadInput
from slimgo.plan.catalogue import variant
from slimgo.plan.recipe import artifact_path, build_command, pack_command
from slimgo.values.command import Command
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.variant import Packing


def binary_steps(*, target: Target, host: Target, app: str, packing: Packing) -> tuple[Step, ...]:
    """The builds and the packing. packing: how the last one is packed."""
    small = variant("small")
    packed = replace(variant("small-upx9"), packing=packing)
    return (
        *(
            Step(
                number=number,
                name=name,
                kind="build",
                command=build_command(variant(name), target=target, host=host, app=app),
                makes=artifact_path(variant(name)),
                variant=variant(name),
            )
            for number, name in enumerate(("app", "static", "small"), 1)
        ),
        Step(
            number=4,
            name="pack",
            kind="pack",
            command=pack_command(packed, small),
            makes=artifact_path(packed),
            packed_from=artifact_path(small),
            needs=("small",),
            variant=packed,
        ),
    )


def image_steps(*, build: Command, run: Command, inspect: Command, tag: str) -> tuple[Step, ...]:
    """What an engine does with the packed binary; it says how to type each."""
    return (
        Step(number=5, name="image", kind="image", command=build, makes=tag, needs=("pack",)),
        Step(number=6, name="run", kind="run", command=run, makes=tag, needs=("image",)),
        Step(number=7, name="inspect", kind="inspect", command=inspect, makes=tag, needs=("run",)),
    )


def selected(steps: tuple[Step, ...], names: tuple[str, ...]) -> tuple[Step, ...]:
    """The named steps and all that they need, in the plan's order. Raises BadInput."""
    by_name = {step.name: step for step in steps}
    wanted: set[str] = set()
    open_names = list(names)
    while open_names:
        name = open_names.pop()
        if name not in by_name:
            raise BadInput(f"there is no step {name!r}", cure=f"one of: {', '.join(by_name)}")
        if name not in wanted:
            wanted.add(name)
            open_names += by_name[name].needs
    return tuple(step for step in steps if step.name in wanted)
