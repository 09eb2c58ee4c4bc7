"""The whole way, or the part of it that one task needs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from slimgo.config.settings import Options
from slimgo.pipeline.compare import compared, told_once
from slimgo.pipeline.find import find, opened
from slimgo.pipeline.machine import machine
from slimgo.pipeline.project import Project
from slimgo.pipeline.walk import walk
from slimgo.pipeline.way import Way
from slimgo.pipeline.written import written
from slimgo.plan.script import shell_script
from slimgo.report.comparison import comparison_lines
from slimgo.report.heading import heading
from slimgo.report.json import to_json
from slimgo.report.summary import summary
from slimgo.run.store import Store, write_whole
from slimgo.terminal.screen import Terminal
from slimgo.terminal.typed import place, typed
from slimgo.values.event import Heading, Tell
from slimgo.values.result import Result
from slimgo.values.step import Step


def make(options: Options, way: Way, names: tuple[str, ...] = (), *, whole: bool = False) -> None:
    """The named steps and what they need. Raises CheckFailed at the first check that fails.

    whole: all steps in order; the result is saved after each, and summed up at the end.
    """
    gc.disable()  # the process ends soon: looking for garbage costs more than it leaves
    names = way.whole if whole else names
    with Terminal(dry=options.dry) as terminal:
        with opened_for(options, way, names, terminal) as project:
            steps = way.chosen(project, options, names)
            steps = told_once(steps, way.compared) if whole else steps
            if options.dry:
                terminal.say(script(project, steps).rstrip())
                return
            terminal(Heading(result=blank_result(project), whole=whole))
            save = _saver(project, options, way.saved_as if whole else "")
            result = walk(project, steps, blank_result(project), save)
            if whole:
                result = compared(project, steps, result, way.compared)
                save(result)
        for line in comparison_lines(result, terminal.width):
            terminal.say(line)
        terminal.say(_last_line(result, options, way, terminal.width))


def _last_line(result: Result, options: Options, way: Way, width: int | None) -> str:
    """What to type stands on a line of its own where both do not fit on one."""
    settings = options.settings
    text = typed(summary(result, settings.program.tag, way.run_it(settings)))
    fits = width is None or len(text) <= width
    return text if fits else text.replace(" Run it: ", "\nRun it: ")


@contextmanager
def made(
    options: Options, way: Way, names: tuple[str, ...], *, then: Callable[[tuple[Step, ...]], str]
) -> Iterator[tuple[Project, Terminal, tuple[Step, ...]]]:
    """Those of the named steps that there are, done. Yields to do `then`, which scripts them.

    A dry run prints both and yields to nobody: it ends the process with status 0.
    """
    with (
        Terminal(dry=options.dry) as terminal,
        opened_for(options, way, names, terminal) as project,
    ):
        steps = way.chosen(project, options, names)
        if options.dry:
            terminal.say(script(project, steps) + then(steps))
            raise SystemExit(0)
        terminal(Heading(result=blank_result(project), whole=False))
        walk(project, steps, blank_result(project), lambda _: None)
        yield project, terminal, steps


def opened_for(
    options: Options, way: Way, names: tuple[str, ...], tell: Tell
) -> AbstractContextManager[Project]:
    """The project with what the named steps need found; the build folder locked unless dry."""
    settings = options.settings
    with_engine = bool(way.with_engine & set(names))
    packers = way.packers(settings, names)
    if options.dry:  # nothing is written, so nobody is waited for
        store = Store(build=settings.build)
        found = find(settings, tell, store, packers=packers, with_engine=with_engine)
        return nullcontext(found)
    return opened(settings, tell, packers=packers, with_engine=with_engine)


def script(project: Project, steps: tuple[Step, ...], *, here: Path | None = None) -> str:
    """The plan as a shell script. here: where a person stands; the project's folder by default."""
    return shell_script(
        steps,
        programs=project.surroundings.programs,
        goarch=project.target.goarch,
        source_date_epoch=project.surroundings.environment.get("SOURCE_DATE_EPOCH", ""),
        heading=heading(blank_result(project)),
        workspace=project.program.source.workspace,
        out=project.program.out,
        folder="" if here in {None, project.settings.project} else str(project.settings.project),
        files=written(project),
    )


def _saver(project: Project, options: Options, name: str) -> Callable[[Result], None]:
    """name: of a file in the build folder, or empty."""
    targets = [project.store.build / name] if name else []
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
