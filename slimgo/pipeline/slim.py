"""The whole way, or the part of it that one task needs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from slimgo.errors import ToolMissing
from slimgo.pipeline.compare import compared, told_once
from slimgo.pipeline.find import find, opened
from slimgo.pipeline.machine import machine
from slimgo.pipeline.project import Project
from slimgo.pipeline.walk import walk
from slimgo.plan.article import (
    binary_steps,
    build_args,
    image_steps,
    second_packer_steps,
    selected,
)
from slimgo.plan.packers import packing
from slimgo.plan.recipe import BUILD
from slimgo.plan.script import shell_script
from slimgo.report.comparison import comparison_lines
from slimgo.report.heading import heading
from slimgo.report.json import to_json
from slimgo.report.summary import summary
from slimgo.run.store import Store, write_whole
from slimgo.settings import Options
from slimgo.terminal import Terminal
from slimgo.typed import place, typed
from slimgo.values.event import Heading
from slimgo.values.result import Result
from slimgo.values.step import Step

_WHOLE = ("app", "static", "small", "pack", "image", "run", "inspect", "gopack")
_ENGINE_STEPS = frozenset(("image", "run", "inspect"))


def slim(options: Options) -> None:
    """All steps in order; the result is saved after each, and summed up at the end."""
    make(options, _WHOLE, whole=True)


def make(options: Options, names: tuple[str, ...], *, whole: bool = False) -> None:
    """The named steps and what they need. Raises CheckFailed at the first check that fails."""
    gc.disable()  # the process ends soon: looking for garbage costs more than it leaves
    with Terminal(dry=options.dry) as terminal:
        with opened_for(options, names, terminal) as project:
            planned = plan(project, options)
            steps = selected(planned, _possible(project, planned, names))
            steps = told_once(steps) if whole else steps
            if options.dry:
                terminal.say(script(project, steps).rstrip("\n"))
                return
            terminal(Heading(result=blank_result(project), whole=whole))
            save = _saver(project, options, whole=whole)
            result = walk(project, steps, blank_result(project), save)
            if whole:
                result = compared(project, steps, result)
                save(result)
        for line in comparison_lines(result, terminal.width):
            terminal.say(line)
        terminal.say(_last_line(result, options, terminal.width))


def _last_line(result: Result, options: Options, width: int | None) -> str:
    """What to type stands on a line of its own where both do not fit on one."""
    text = typed(summary(result, options.settings.tag))
    fits = width is None or len(text) <= width
    return text if fits else text.replace(" Run it: ", "\nRun it: ")


@contextmanager
def made(
    options: Options, names: tuple[str, ...], *, then: Callable[[tuple[Step, ...]], str]
) -> Iterator[tuple[Project, Terminal, tuple[Step, ...]]]:
    """Those of the named steps that there are, done. Yields to do `then`, which scripts them.

    A dry run prints both and yields to nobody: it ends the process with status 0.
    """
    with Terminal(dry=options.dry) as terminal, opened_for(options, names, terminal) as project:
        planned = plan(project, options)
        steps = selected(planned, _possible(project, planned, names))
        if options.dry:
            terminal.say(script(project, steps) + then(steps))
            raise SystemExit(0)
        terminal(Heading(result=blank_result(project), whole=False))
        walk(project, steps, blank_result(project), lambda _: None)
        yield project, terminal, steps


def opened_for(
    options: Options, names: tuple[str, ...], terminal: Terminal
) -> AbstractContextManager[Project]:
    """The project with what the named steps need found; the build folder locked unless dry."""
    with_engine = bool(_ENGINE_STEPS & set(names))
    packers = [options.settings.packer] if with_engine or "pack" in names else []
    packers += ["gopack"] if "gopack" in {*names} - {*packers} else []
    if options.dry:  # nothing is written, so nobody is waited for
        store = Store(build=options.settings.project / BUILD)
        found = find(options.settings, terminal, store, packers=packers, with_engine=with_engine)
        return nullcontext(found)
    return opened(options.settings, terminal, packers=packers, with_engine=with_engine)


def plan(project: Project, options: Options) -> tuple[Step, ...]:
    """Every step there is, before anything runs. Raises BadInput for odd packing flags."""
    settings = project.settings
    steps = binary_steps(
        target=project.target,
        host=project.host,
        source=project.program.source,
        packing=packing(settings.packer, options.level, **options.efforts),
    )
    engine = project.engine
    if engine:
        steps += image_steps(
            build=engine.build_command(settings.tag, build_args(settings.packer)),
            run=engine.run_command(
                settings.tag,
                port=project.program.probe.port,
                host_port=settings.port,
                read_only=settings.read_only,
            ),
            inspect=engine.inspect_command(settings.tag),
            tag=settings.tag,
        )
    return steps + (second_packer_steps(project.target) if settings.packer == "upx" else ())


def script(project: Project, steps: tuple[Step, ...]) -> str:
    """The plan as a shell script."""
    return shell_script(
        steps,
        programs=project.surroundings.programs,
        goarch=project.target.goarch,
        source_date_epoch=project.surroundings.environment.get("SOURCE_DATE_EPOCH", ""),
        heading=heading(blank_result(project)),
    )


def _possible(
    project: Project, planned: tuple[Step, ...], names: tuple[str, ...]
) -> tuple[str, ...]:
    """The steps that can be done here: without an engine those that make no image.

    Raises ToolMissing when nothing would be left.
    """
    there = {step.name for step in planned}
    left = tuple(name for name in names if name in there)
    if not left:
        raise ToolMissing("no engine works here", why=project.engine_reason, cure="invoke doctor")
    return left


def _saver(project: Project, options: Options, *, whole: bool) -> Callable[[Result], None]:
    targets = [project.store.build / "slim.json"] if whole else []
    targets += [place(options.json)] if options.json else []

    def save(result: Result) -> None:
        for target in targets:
            write_whole(target, to_json(result))

    return save


def blank_result(project: Project) -> Result:
    """What is known of a run before its first step."""
    tools = [project.go, *project.packers.values()]
    engine = project.engine
    return Result(
        versions=tuple((tool.name, tool.version) for tool in tools)
        + (((engine.name, engine.version),) if engine else ()),
        machine=machine(),
        engine=engine.name if engine else "",
        engine_title=engine.title if engine else "",
        engine_reason=project.engine_reason,
        isolation=project.level.name if project.level else "none of our own",
        not_isolated=_not_isolated(project),
        target=str(project.target),
    )


def _not_isolated(project: Project) -> str:
    if project.level is None or not project.level.lacks:
        return ""
    return f"{project.level.lacks} ({project.level_reason})"
