"""Looks at every tool without fetching any: what is here, and how to get what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from slimgo.config.settings import Settings
from slimgo.engines.choose import Here, try_engine
from slimgo.engines.refusal import Refusal
from slimgo.errors import SlimgoError, ToolMissing
from slimgo.pipeline.find import surroundings_of
from slimgo.pipeline.packers import TOOLS
from slimgo.plan.engines import ENGINES
from slimgo.run.process import Surroundings
from slimgo.run.system_packages import install
from slimgo.run.toolchain import find_go, python
from slimgo.sandbox.isolation import choose_isolation
from slimgo.terminal.screen import Terminal
from slimgo.terminal.typed import typed

_WHERE = 25
"""Columns in front of where a tool is."""

_NARROW = 4
_ROOMY = 110
"""A terminal of so many columns has room for a path behind them."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One tool."""

    name: str
    version: str
    where: str
    fits: bool
    needed: bool
    """Whether nothing works without it."""
    cure: str = ""
    """How to get it."""


def doctor(settings: Settings, *, works: str) -> None:
    """Prints the table. works: the command that is to work; ToolMissing is raised where it would
    not."""
    findings = examine(settings)
    with Terminal() as terminal:
        for finding in findings:
            mark = "✓" if finding.fits else "✗" if finding.needed else "–"
            terminal.say(
                f"{mark} {finding.name:<11} {finding.version:<10} {finding.where}".rstrip(),
                hang=_WHERE if (terminal.width or _ROOMY) >= _ROOMY else _NARROW,
            )
            if finding.cure:
                terminal.say(f"    → {typed(finding.cure)}", hang=2)
        missing = [finding for finding in findings if finding.needed and not finding.fits]
        if missing:
            names = ", ".join(finding.name for finding in missing)
            raise ToolMissing(f"not all that {works} needs is here: {names}", cure=missing[0].cure)
        terminal.say(f"{typed(works)} will work.")


def examine(settings: Settings) -> tuple[Finding, ...]:
    surroundings = surroundings_of(settings)
    own, wanted = python(), settings.packer
    findings = [
        Finding(name="python", version=own.version, where=str(own.path), fits=True, needed=True),
        _found("go", lambda: _go(settings, surroundings)),
        *(
            _found(name, partial(_packer, name, settings, surroundings), needed=name == wanted)
            for name, tool in TOOLS.items()
            if not tool.part_of_slimgo
        ),
        *_engines(settings, surroundings),
    ]
    curl = surroundings.programs.get("curl")
    findings.append(
        Finding(
            name="curl",
            version="",
            where=str(curl) if curl else "not here: invoke ask makes its own request",
            fits=curl is not None,
            needed=False,
        )
    )
    return tuple(findings)


def _go(settings: Settings, surroundings: Surroundings) -> tuple[str, str]:
    tool = find_go(settings.go, surroundings, settings.cache)
    return tool.version, f"{tool.path} ({tool.origin})"


def _packer(name: str, settings: Settings, surroundings: Surroundings) -> tuple[str, str]:
    tool = TOOLS[name].look(settings, surroundings)
    return tool.version, f"{tool.path} ({tool.origin})"


def _found(name: str, find: Callable[[], tuple[str, str]], *, needed: bool = True) -> Finding:
    try:
        version, where = find()
    except SlimgoError as error:
        where = f"{error.what}: {error.why}" if error.why else error.what
        cure = error.cure if needed else ""
        return Finding(name=name, version="", where=where, fits=False, needed=needed, cure=cure)
    return Finding(name=name, version=version, where=where, fits=True, needed=needed)


def _engines(settings: Settings, surroundings: Surroundings) -> list[Finding]:
    """Each engine by itself; one that works is enough, or the one that was forced."""
    goarch = surroundings.environment["GOARCH"]
    here = Here(
        surroundings=surroundings,
        isolation=choose_isolation(goarch),
        project=settings.project,
        cache=settings.cache,
        goarch=goarch,
    )
    findings = []
    for name, kind in ENGINES.items():
        found = try_engine(name, here)
        if isinstance(found, Refusal):
            absent = kind.program and kind.program not in surroundings.programs
            search = surroundings.environment.get("PATH", "")
            findings.append(
                Finding(
                    name=name,
                    version="",
                    where=found.why,
                    fits=False,
                    needed=False,
                    cure=install(kind.program, search) if absent else found.cure,
                )
            )
        else:
            where = "; ".join(filter(None, (found.place, found.needs)))
            findings.append(
                Finding(name=name, version=found.version, where=where, fits=True, needed=False)
            )
    wanted = [finding for finding in findings if finding.name == (settings.engine or finding.name)]
    if not any(finding.fits for finding in wanted):
        findings.append(
            Finding(
                name="engine",
                version="",
                where=f"{settings.engine or 'none'} does not work here",
                fits=False,
                needed=True,
                cure="leave --engine out" if settings.engine else "install docker or podman",
            )
        )
    return findings
