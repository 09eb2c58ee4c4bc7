"""The article's way as steps: what is done in which order, decided before anything runs."""

from __future__ import annotations

from dataclasses import replace

from article.variants import VARIANTS, variant
from slimgo.plan.catalogue import GOPACK
from slimgo.plan.packers import PACKERS
from slimgo.plan.recipe import artifact_path, build_command, pack_command
from slimgo.values.command import Command
from slimgo.values.program import Source
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.variant import Packing, Variant


def binary_steps(
    *, source: Source, target: Target, host: Target, packing: Packing
) -> tuple[Step, ...]:
    """The builds and the packing. packing: how the last one is packed."""
    return (
        *(
            Step(
                number=number,
                name=name,
                kind="build",
                command=build_command(variant(name), source=source, target=target, host=host),
                makes=artifact_path(variant(name)),
                variant=variant(name),
                baseline=name == "app",
            )
            for number, name in enumerate(("app", "static", "small"), 1)
        ),
        _pack_step(4, "pack", packed(packing)),
    )


def packed(packing: Packing) -> Variant:
    """The variant of that packer, packed in this way."""
    own = next(each for each in VARIANTS if each.packing and each.packing.packer == packing.packer)
    return replace(own, packing=packing)


def second_packer_steps(target: Target) -> tuple[Step, ...]:
    """What gopack makes of the binary that UPX packed, where it packs for the target."""
    if target.goarch not in PACKERS["gopack"].goarchs:
        return ()
    return (_pack_step(8, "gopack", packed(GOPACK)),)


def _pack_step(number: int, name: str, made: Variant) -> Step:
    source = variant(made.packed_from)
    return Step(
        number=number,
        name=name,
        kind="pack",
        command=pack_command(made, source),
        makes=artifact_path(made),
        packed_from=artifact_path(source),
        needs=(source.name,),
        variant=made,
    )


def image_steps(*, build: Command, run: Command, inspect: Command, tag: str) -> tuple[Step, ...]:
    """What an engine does with the packed binary; it says how to type each."""
    return (
        Step(number=5, name="image", kind="image", command=build, makes=tag, needs=("pack",)),
        Step(number=6, name="run", kind="run", command=run, makes=tag, needs=("image",)),
        Step(number=7, name="inspect", kind="inspect", command=inspect, makes=tag, needs=("run",)),
    )
