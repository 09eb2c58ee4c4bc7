"""Another target than this machine's: its folder and names, what makes it, and what runs it here.

Its program is built from the same sources as this machine's, but an emulated program cannot be
followed. So what it listens at and what it needs is found out with one that is built for this
machine, in this machine's build folder; the foreign one is then probed as far as it can be started.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from slimgo.config.settings import Settings
from slimgo.errors import BadInput
from slimgo.oci.tag import parse_tag
from slimgo.pipeline.project import Project
from slimgo.plan.cgo import WAYS
from slimgo.plan.engines import ENGINES
from slimgo.values.target import Target

_RUN_NATIVELY = {"amd64": ("amd64", "386"), "arm64": ("arm64",)}
"""Which programs a processor runs itself."""

_QEMU = {"amd64": "x86_64", "arm64": "aarch64", "386": "i386"}
"""QEMU's names for Go's architectures; Debian's static build has a suffix of its own."""


def foreign(settings: Settings, target: Target, *, packer: str) -> Settings:
    """This machine's settings of a program, for another target: in a folder of its own, under tags
    of its own, so that no target overwrites another. packer: its packer, or empty.

    Raises BadInput for a forced engine that makes no images for it, and for C that nothing links
    for it."""
    kind = ENGINES.get(settings.engine)
    if kind and not kind.other_targets:
        raise BadInput(
            f"slimgo makes no image for {target} with {kind.name}",
            cure="leave --engine out: the built-in engine makes it",
        )
    program = settings.program
    way = program.source.cgo
    if way and target.goarch not in WAYS[way].compilers:
        others = [name for name, each in WAYS.items() if target.goarch in each.compilers]
        raise BadInput(
            f"--cgo {way} links no C for {target}",
            cure=f"choose --cgo {others[0]}" if others else "leave --cgo out",
        )
    out = f"{program.out}/{target.goos}-{target.goarch}"
    image = replace(program.image, tags=tuple(tag_for(each, target) for each in program.image.tags))
    there = replace(
        program,
        tag=tag_for(program.tag, target),
        out=out,
        context=f"{out}/{program.name}",
        image=image,
    )
    return replace(settings, program=there, packer=packer, target=target)


def tag_for(tag: str, target: Target) -> str:
    """`server:arm64` of `server`, `server:1.2-arm64` of `server:1.2`."""
    parsed = parse_tag(tag)
    if parsed.version == "latest":
        return f"{parsed.name}:{target.goarch}"
    return f"{parsed.name}:{parsed.version}-{target.goarch}"


def for_target(project: Project, target: Target) -> Project:
    """The project as it is for another target: whether and by what its programs are run."""
    environment = {**project.surroundings.environment, "GOARCH": target.goarch}
    here = replace(
        project,
        target=target,
        surroundings=replace(project.surroundings, environment=environment),
    )
    host = project.host.goarch
    if runs_natively(target, host):
        return here
    emulator = emulator_of(target, host, environment.get("PATH", ""))
    if emulator is None:
        reason = f"no {_emulators_name(target)} on PATH: apt-get install qemu-user-static"
        return replace(here, level=None, level_reason=reason)
    return replace(here, emulator=emulator)


def runs_natively(target: Target, host: str) -> bool:
    """Whether the processor runs the target's programs itself. host: its GOARCH."""
    return target.goarch in _RUN_NATIVELY.get(host, (host,))


def emulator_of(target: Target, host: str, search: str) -> Path | None:
    """What runs the target's programs here; None where the machine does so itself, and where no
    emulator is there. search: PATH."""
    if runs_natively(target, host):
        return None
    name = _emulators_name(target)
    found = [shutil.which(each, path=search) for each in (f"{name}-static", name)]
    return next((Path(path) for path in found if path), None)


def _emulators_name(target: Target) -> str:
    return f"qemu-{_QEMU.get(target.goarch, target.goarch)}"
