"""Finds tools and engine before anything is planned, and says which and why in a line each."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from slimgo.config.settings import Settings
from slimgo.engines.choose import EngineChoice, Here, choose_engine
from slimgo.pipeline.foreign import emulator_of, for_target
from slimgo.pipeline.packers import TOOLS
from slimgo.pipeline.project import Project
from slimgo.plan.cgo import WAYS
from slimgo.plan.environment import environment
from slimgo.plan.module_sources import modules_from
from slimgo.run import zig
from slimgo.run.go_env import written_by_go_env
from slimgo.run.host import host_goarch
from slimgo.run.process import Surroundings
from slimgo.run.scratch import sweep
from slimgo.run.store import Store
from slimgo.run.toolchain import find_go, python
from slimgo.sandbox.furnish import empty_as_owner
from slimgo.sandbox.isolation import choose_isolation
from slimgo.sandbox.spawn import warm_up
from slimgo.values.event import Doing, Note, Tell, notes_once
from slimgo.values.target import Target
from slimgo.values.tool import Tool

_ON_PATH = ("docker", "podman", "git", "curl", "ls", "install", "apt-get", "dpkg-deb", "dpkg", "sh")
"""Programs of the system that a step may run, under their own names."""


@contextmanager
def opened(
    settings: Settings, tell: Tell, *, packers: Iterable[str], with_engine: bool
) -> Iterator[Project]:
    """The project with the build folder locked. packers: the needed ones, by name.

    Raises ToolMissing; BadInput where the folder cannot be written.
    """
    store = Store(build=settings.build)
    if sys.platform == "linux":
        warm_up()
    with store.locked(lambda text: tell(Note(text=text))):
        sweep(empty_as_owner)
        found = find(settings, notes_once(tell), store, packers=packers, with_engine=with_engine)
        # Go's own temporary files go when ours go
        environment = {**found.surroundings.environment, "GOTMPDIR": str(store.parts)}
        yield replace(found, surroundings=replace(found.surroundings, environment=environment))


def find(
    settings: Settings, tell: Tell, store: Store, *, packers: Iterable[str], with_engine: bool
) -> Project:
    """Everything a plan depends on. Raises ToolMissing."""
    surroundings = surroundings_of(settings)
    goarch = surroundings.environment["GOARCH"]
    go = find_go(settings.go, surroundings, settings.cache)
    own = python()
    surroundings = with_tools(surroundings, go, own)
    found = {name: TOOLS[name].find(settings, surroundings, tell) for name in packers}
    surroundings = with_tools(surroundings, *found.values())
    way = WAYS.get(settings.program.source.cgo)
    if way and way.tool:
        surroundings = _on_path(surroundings, COMPILERS[way.tool](surroundings))
    isolation = choose_isolation(goarch)
    choice = EngineChoice(engine=None, reason="")
    if with_engine:
        tell(Doing(text="trying the engines"))
        here = Here(
            surroundings=surroundings,
            isolation=isolation,
            project=settings.project,
            cache=settings.cache,
            goarch=goarch,
            out=settings.program.out,
            target=settings.target,
            emulator=_emulator(settings, goarch, surroundings),
        )
        choice = choose_engine(settings.engine, here)
    target = Target(goos="linux", goarch=choice.engine.goarch if choice.engine else goarch)
    if choice.engine:
        surroundings = replace(surroundings, in_process=choice.engine.in_process)
    project = Project(
        settings=settings,
        store=store,
        surroundings=replace(
            surroundings, environment={**surroundings.environment, "GOARCH": target.goarch}
        ),
        go=go,
        packers=found,
        engine=choice.engine,
        engine_reason=choice.reason,
        level=isolation.level if target.goarch == goarch else None,
        level_reason=isolation.reason
        if target.goarch == goarch
        else f"this machine is {goarch}, the image is for {target.goarch}",
        target=target,
        host=Target(goos="linux", goarch=goarch),
        tell=tell,
        modules_from=modules_from(settings.ambient, written_by_go_env(settings.ambient)),
    )
    return for_target(project, settings.target) if settings.target else project


def _emulator(settings: Settings, goarch: str, surroundings: Surroundings) -> Path | None:
    if settings.target is None:
        return None
    return emulator_of(settings.target, goarch, surroundings.environment.get("PATH", ""))


def surroundings_of(settings: Settings) -> Surroundings:
    """Our own environment over the ambient one, and what of the system's programs is there."""
    return surroundings_in(
        settings.project,
        settings.ambient,
        settings.cache,
        workspace=settings.program.source.workspace,
    )


def surroundings_in(
    directory: Path, ambient: Mapping[str, str], cache: Path, *, workspace: bool
) -> Surroundings:
    """The same for any folder. cache: for what Go keeps where there is no home folder."""
    goarch = host_goarch()
    # a relative home would be another one, and be made, wherever a tool happens to work
    kept = {
        name: value
        for name, value in ambient.items()
        if name != "HOME" or Path(value).is_absolute()
    }
    surroundings = Surroundings(
        directory=directory,
        environment=environment(
            kept,
            target=Target(goos="linux", goarch=goarch),
            persisted=written_by_go_env(ambient),
            workspace=workspace,
        ),
    )
    if not (surroundings.environment.get("HOME") or surroundings.environment.get("GOCACHE")):
        caches = {
            "GOCACHE": str(cache / "go-build"),
            "GOPATH": str(cache / "go"),
            "ZIG_GLOBAL_CACHE_DIR": str(cache / "zig"),
        }
        surroundings = replace(surroundings, environment={**surroundings.environment, **caches})
    search = surroundings.environment.get("PATH", "")
    found = {name: shutil.which(name, path=search) for name in _ON_PATH}
    return replace(
        surroundings, programs={name: Path(path) for name, path in found.items() if path}
    )


def go_of(named: str, surroundings: Surroundings, cache: Path) -> Surroundings:
    """The surroundings with a Go in them. named: a path or a name; empty for ours."""
    return with_tools(surroundings, find_go(named, surroundings, cache))


def _on_path(surroundings: Surroundings, found: Tool) -> Surroundings:
    """With a tool that Go looks for by itself."""
    path = f"{found.path.parent}{os.pathsep}{surroundings.environment.get('PATH', '')}"
    environment = {**surroundings.environment, "PATH": path}
    return with_tools(replace(surroundings, environment=environment), found)


COMPILERS: Mapping[str, Callable[[Surroundings], Tool]] = {"zig": zig.find}
"""How each compiler of plan/cgo.py is found."""


def with_tools(surroundings: Surroundings, *tools: Tool) -> Surroundings:
    """The same with these under their usual names."""
    return replace(
        surroundings,
        programs={**surroundings.programs, **{tool.name: tool.path for tool in tools}},
    )
