"""The releases of Go that variants are built by: `go1.23` becomes the newest of that line."""

from __future__ import annotations

import re
from dataclasses import replace

from slimgo.config.price import PricePlan
from slimgo.errors import CommandFailed, ToolMissing
from slimgo.pipeline.project import Project
from slimgo.plan.price.levers import Levers, compiled_by
from slimgo.run.process import run
from slimgo.values.command import Command

_LIST_SECONDS = 120
_LINE = re.compile(r"1\.\d+")
_PATCH = re.compile(r"v0\.0\.1-go(1\.\d+\.\d+)\.linux-(\w+)")
_FIRST_NAMED_SO = 21
"""Before Go 1.21 there are no toolchains as modules."""


def with_releases(project: Project, plan: PricePlan) -> PricePlan:
    """Raises ToolMissing where a release is not to be had."""
    wanted = {lever.toolchain for levers in plan.variants for lever in levers} - {""}
    lines = {each for each in wanted if _LINE.fullmatch(each)}
    if not lines:
        return plan
    newest = {line: _newest(line, _released(project)) for line in lines}
    return replace(plan, variants=tuple(_resolved(each, newest) for each in plan.variants))


def _released(project: Project) -> list[str]:
    """Every release for this machine that the module proxy has."""
    command = Command(argv=("go", "list", "-m", "-versions", "golang.org/toolchain"))
    try:
        done = run(command, project.surroundings, timeout_seconds=_LIST_SECONDS)
    except CommandFailed as error:
        raise ToolMissing(
            "nobody says which releases of Go there are",
            why=error.why.strip().splitlines()[-1] if error.why.strip() else error.what,
            cure="name whole releases, as in --go 1.23.12,1.25.5",
        ) from error
    found = (_PATCH.fullmatch(word) for word in done.stdout.split())
    return [match[1] for match in found if match and match[2] == project.host.goarch]


def _newest(line: str, released: list[str]) -> str:
    patches = [each for each in released if each.rpartition(".")[0] == line]
    if not patches:
        raise ToolMissing(
            f"there is no release of Go {line} to be fetched",
            why=f"modules have those from 1.{_FIRST_NAMED_SO} on",
            cure="name another release",
        )
    return max(patches, key=lambda each: int(each.rpartition(".")[2]))


def _resolved(levers: Levers, newest: dict[str, str]) -> Levers:
    return tuple(
        compiled_by(f"go{newest[each.toolchain]}") if each.toolchain in newest else each
        for each in levers
    )
