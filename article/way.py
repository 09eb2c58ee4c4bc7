"""The article's way, 1 to 7, and what gopack makes of the same binary."""

from __future__ import annotations

from article.plan import binary_steps, image_steps, second_packer_steps
from slimgo.config.settings import Options, Settings
from slimgo.pipeline.project import Project
from slimgo.pipeline.way import Way
from slimgo.plan.packers import packing
from slimgo.values.step import Step

ENGINE_STEPS = frozenset(("image", "run", "inspect"))


def steps(project: Project, options: Options) -> tuple[Step, ...]:
    """Every step there is, before anything runs. Raises BadInput for odd packing flags."""
    settings, program = project.settings, project.program
    planned = binary_steps(
        target=project.target,
        host=project.host,
        source=program.source,
        packing=packing(
            settings.packer,
            options.chosen.text("level"),
            **{name: name in options.chosen.flags for name in ("best", "lzma", "brute")},
        ),
    )
    engine = project.engine
    if engine:
        planned += image_steps(
            build=engine.build_command(program.tag, program.build_args, program.context),
            run=engine.run_command(
                program.tag,
                port=program.probe.port,
                host_port=settings.port,
                read_only=settings.read_only,
            ),
            inspect=engine.inspect_command(program.tag),
            tag=program.tag,
        )
    return planned + (second_packer_steps(project.target) if settings.packer == "upx" else ())


def packers(settings: Settings, names: tuple[str, ...]) -> tuple[str, ...]:
    """The chosen one for what it packs, gopack for the comparison."""
    chosen = {"pack", *ENGINE_STEPS} & {*names}
    needed = [settings.packer] if chosen else []
    return tuple(dict.fromkeys([*needed, *(["gopack"] if "gopack" in names else [])]))


def run_it(settings: Settings) -> str:
    """Without its packer's name the image would be made anew, by UPX."""
    return "invoke run" + ("" if settings.packer == "upx" else f" --with {settings.packer}")


WAY = Way(
    whole=("app", "static", "small", "pack", "image", "run", "inspect", "gopack"),
    with_engine=ENGINE_STEPS,
    packers=packers,
    steps=steps,
    run_it=run_it,
    compared=("small", "pack", "gopack"),
    saved_as="slim.json",
)
