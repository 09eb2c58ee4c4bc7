"""Looks what a program lacks in its image: probes it there, and then without each cure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from slimgo.checks.needs import needs
from slimgo.checks.removed import by_removal
from slimgo.checks.rounds import Seen, in_rounds
from slimgo.facts.cured import cure
from slimgo.pipeline.furnished import furnished, user_of
from slimgo.pipeline.probing import Probed, all_probed, verdicts_of
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import Begin, as_in_its_image, on_level
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.observing import Observing, why_not_traced
from slimgo.values.cure import Cure
from slimgo.values.need import Need, NeedName, Suspicions
from slimgo.values.needs_found import NeedsFound
from slimgo.values.opened import Opened
from slimgo.values.program import Program

_EMULATED = "calls of an emulated program cannot be followed"


def lacking(project: Project, program: Path, suspected: Suspicions) -> NeedsFound:
    """What it needs, as far as its probes can show it. program: the executable, as it was built."""
    level = project.level
    if level is None or project.emulator:
        lacks = _EMULATED if level else project.level_reason
        told = needs(suspected, Opened(lacks=lacks), env=variables_of(project.program))
        return NeedsFound(needs=told, unseen=_joined(lacks, suspected.lacks))
    trial = _Trial(project, program, suspected, level, why_not_traced(level))
    if not level.own_root or trial.lacks:
        # where it sees this machine's files, leaving something out shows nothing
        told = trial.look(()).needs
    else:
        told, met = in_rounds(trial.look)
        told = by_removal(told, lambda names: trial.works(told, names), met)
    return NeedsFound(needs=told, unseen=_joined(*trial.unseen, suspected.lacks))


def variables_of(program: Program) -> tuple[tuple[str, str], ...]:
    """What its image and its probes set."""
    given = (pair for probe in program.probes for pair in probe.given.env)
    return (*program.image.env, *given)


def _joined(*reasons: str) -> str:
    return "; ".join(dict.fromkeys(filter(None, reasons)))


@dataclass
class _Trial:
    """One program, started again and again."""

    project: Project
    program: Path
    suspected: Suspicions
    level: Level
    lacks: str
    """Why it cannot be traced; empty where it can."""
    unseen: list[str] = field(default_factory=list)
    """Why not everything that it opens was seen."""

    def look(self, met: tuple[Need, ...]) -> Seen:
        """Probes it in an image with those cures, observed."""
        observing = Observing(self.level, lacks=self.lacks)
        done = self._probed(self._cures(met), observing.start, go_on=True)
        opened = observing.opened()
        self.unseen.append(opened.lacks)
        env = variables_of(self.project.program)
        return Seen(needs=needs(self.suspected, opened, env=env), passes=_passed(done))

    def works(self, told: Iterable[Need], names: frozenset[NeedName]) -> bool:
        """Whether its probes pass with the cures of those needs and no others."""
        cures = self._cures(each for each in told if each.name in names)
        return _passed(self._probed(cures, on_level(self.level)))

    def _cures(self, needs_: Iterable[Need]) -> Iterator[Cure]:
        user = user_of(self.project.program)
        return filter(None, (cure(each, user) for each in needs_))

    def _probed(
        self, cures: Iterable[Cure], begin: Begin, *, go_on: bool = False
    ) -> tuple[Probed, ...]:
        project = furnished(self.project, cures)
        return all_probed(
            project.program.probes,
            lambda how: as_in_its_image(project, self.program, how, begin),
            again=0,
            go_on=go_on,
        )


def _passed(done: tuple[Probed, ...]) -> bool:
    return not any(each.status == "fail" for each in verdicts_of(done))
