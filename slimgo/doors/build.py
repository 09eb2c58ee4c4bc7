"""`slimgo build`: from what was typed to an image that works, and its name on standard output."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from slimgo.doors import words
from slimgo.doors.lines import Lines
from slimgo.errors import BadInput
from slimgo.oci.tag import parse_tag
from slimgo.pipeline.dockerfile import ignore_build_folder
from slimgo.pipeline.find import go_of, surroundings_in
from slimgo.pipeline.mains import Main, find_main
from slimgo.pipeline.make import blank_result, opened_for, script
from slimgo.pipeline.ship import Choices, discovered, packing_of, ship_way, with_probe
from slimgo.pipeline.walk import walk
from slimgo.plan.engines import ENGINES
from slimgo.plan.recipe import BUILD
from slimgo.plan.ship import tag_of
from slimgo.report.json import to_json
from slimgo.report.ship import last_lines, made_as
from slimgo.run.host import host_goarch
from slimgo.run.store import write_whole
from slimgo.run.toolchain import go_on_path
from slimgo.settings import Options, Settings, private_cache
from slimgo.typed import place
from slimgo.values.event import Heading
from slimgo.values.program import Program, Source
from slimgo.values.result import Result


def build(
    *,
    package: str,
    port: int | None,
    ask: tuple[str, ...],
    arguments: str | None,
    says: str | None,
    pack: str | None,
    best: bool,
    tag: str | None,
    name: str | None,
    tags: str,
    values: tuple[str, ...],
    go: str | None,
    engine: str | None,
    read_only: bool,
    recheck: bool,
    dry: bool,
    verbose: bool,
    form: str,
) -> None:
    """Raises SlimgoError of every kind."""
    gc.disable()  # the process ends soon: looking for garbage costs more than it leaves
    probe = words.probe(port=port, ask=ask, arguments=arguments, says=says)
    questions = tuple(words.question(each) for each in ask)
    goarch = host_goarch()
    packing = packing_of(pack or "", goarch, best=best)
    here, cache = place(""), private_cache()
    named = go or os.environ.get("SLIMGO_GO") or go_on_path(os.environ.get("PATH", ""))
    surroundings = surroundings_in(here, os.environ, cache, workspace=True)
    main = find_main(package, here, go_of(named, surroundings, cache))
    program = Program(
        name=name or main.name,
        source=_source(main, tags, values),
        probe=probe,
        tag=tag or tag_of(name or main.name),
        context=f"{BUILD}/{name or main.name}",
    )
    parse_tag(program.tag)
    settings = Settings(
        project=main.project,
        go=named,
        upx=os.environ.get("SLIMGO_UPX", ""),
        packer=packing.packer if packing else "",
        engine=engine or os.environ.get("SLIMGO_ENGINE", ""),
        port=port or 0,
        cache=cache,
        program=program,
        recheck=recheck,
        read_only=read_only,
        ambient=os.environ,
    )
    options = Options(settings=settings, dry=dry, json="", level="", efforts={})
    choices = Choices(questions=questions)
    way = ship_way(packing)
    with Lines(program.name, verbose=verbose, dry=dry) as lines:
        with opened_for(options, way, way.whole, lines) as found:
            project = with_probe(found, probe)
            if not dry:
                ignore_build_folder(project)
                lines(Heading(result=blank_result(project), whole=verbose))
                project = discovered(project, way, options, choices)
            steps = way.chosen(project, options, way.whole)
            if dry:
                sys.stdout.write(script(project, steps))
                return
            result = walk(project, steps, blank_result(project), lambda _: None)
            write_whole(project.store.build / f"{program.name}.json", to_json(result))
        for line in last_lines(result, project.program, here=here, project=main.project):
            lines.say(line)
    if form == "json":
        sys.stdout.write(to_json(result).decode())
    else:
        sys.stdout.write(f"{_made(result, project.program, main.project, here)}\n")


def _source(main: Main, tags: str, values: tuple[str, ...]) -> Source:
    for value in values:
        if not value.partition("=")[0] or "=" not in value or any(c in value for c in "'\"\n"):
            raise BadInput(
                f"-X {value!r} is not NAME=VALUE", cure="write -X main.version=1.2, without quotes"
            )
    return Source(
        folder=main.folder,
        package=main.package,
        tags=tuple(filter(None, tags.split(","))),
        ldflags=tuple(f"-X '{value}'" for value in values),
        workspace=True,
    )


def _made(result: Result, program: Program, project: Path, here: Path) -> str:
    """What was made, as it can be named from where the reader stands."""
    made = made_as(result, program)
    kept = ENGINES.get(result.engine)
    return made if kept and not kept.keeps_files else os.path.relpath(project / made, here)
