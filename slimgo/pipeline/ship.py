"""`slimgo build`: any program of a module, built, packed, made an image, and proven."""

from __future__ import annotations

from dataclasses import replace

from slimgo.config.settings import Options, Settings
from slimgo.engines.protocol import Engine
from slimgo.errors import BadInput
from slimgo.pipeline.project import Project
from slimgo.pipeline.way import Way
from slimgo.plan.packers import PACKERS
from slimgo.plan.packers import packing as packing_for
from slimgo.plan.ship import binary_steps, image_steps
from slimgo.values.command import Command
from slimgo.values.program import Program
from slimgo.values.step import Step
from slimgo.values.variant import Packing


def packing_of(packer: str, goarch: str, *, best: bool) -> Packing | None:
    """packer: as typed; empty for the usual one: gopack where it packs for the processor, else
    none. Raises BadInput for one that does not pack for it."""
    able = [name for name, each in PACKERS.items() if not each.goarchs or goarch in each.goarchs]
    packer = packer or ("gopack" if "gopack" in able else "none")
    if packer == "none":
        if best:
            raise BadInput("--best is for a packer, and there is none here", cure="leave it out")
        return None
    if packer not in able:
        choices = " or ".join(f"--pack {name}" for name in (*able, "none"))
        raise BadInput(f"{packer} does not pack for {goarch}", cure=f"choose {choices}")
    return packing_for(packer, best=best)


def ship_way(packing: Packing | None) -> Way:
    """The way of any program. packing: None to leave it as it was built."""

    def steps(project: Project, _: Options) -> tuple[Step, ...]:
        program = project.program
        planned = binary_steps(program, packing=packing, target=project.target, host=project.host)
        engine = project.engine
        if engine is None:
            return planned
        return planned + image_steps(
            program,
            build=_build_command(engine, program),
            also=engine.tag_commands(program.tag, program.image.tags),
            run=engine.run_command(
                program.tag,
                port=program.probe.port,
                host_port=program.probe.port,
                read_only=project.settings.read_only,
            ),
            after=planned[-1],
        )

    def packers(settings: Settings, names: tuple[str, ...]) -> tuple[str, ...]:
        found = {packing.packer} if packing and {*names} - {"build"} else set()
        return tuple(sorted(found | {*filter(None, [settings.program.source.packed_by])}))

    return Way(
        whole=("build", *(["pack"] if packing else []), "image", "run"),
        with_engine=frozenset(("image", "run")),
        packers=packers,
        steps=steps,
    )


def _build_command(engine: Engine, program: Program) -> Command:
    command = engine.build_command(
        program.tag, program.build_args, program.context, program.image.tags
    )
    original = program.source.image
    if original and original.config.health_check:
        return replace(command, env=(*command.env, *engine.kind.health_check_env))
    return command
