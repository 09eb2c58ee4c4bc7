"""A search with real builds and real measurements."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from slimgo.config.price import SearchPlan
from slimgo.errors import BadInput
from slimgo.pipeline.machine import load, machine
from slimgo.pipeline.price.generator import find_generator
from slimgo.pipeline.price.made import made
from slimgo.pipeline.price.possible import possible
from slimgo.pipeline.price.run import Run
from slimgo.pipeline.project import Project
from slimgo.plan.packers import PACKERS
from slimgo.plan.price.levers import LEVERS, PLAIN, Lever, fits, levers_of
from slimgo.plan.price.limits import Limit, kept
from slimgo.plan.price.measurings import MEASURINGS
from slimgo.plan.price.searching import UNKNOWN, Search
from slimgo.values.event import Doing, Event, Note, Tell
from slimgo.values.price import PricedVariant, PriceList
from slimgo.values.price_search import NOT_HERE, SearchResult


def search(project: Project, plan: SearchPlan) -> SearchResult:
    """Raises SlimgoError of every kind."""
    _must_be_measurable(project, plan)
    quiet = replace(project, tell=lambda event: _only_what_lasts(project.tell, event))
    workshop = _Workshop(project=quiet, plan=plan, ends=time.monotonic() + plan.budget_seconds)
    left_out: dict[str, str] = {}
    return Search(
        levers=tuple(_wanted(project, plan, left_out)),
        made=workshop.made,
        broken=workshop.broken,
        over=lambda: time.monotonic() > workshop.ends,
        limits=plan.limits,
        typed=plan.typed,
        shard=plan.shard,
        left_out=left_out,
    ).run()


def _must_be_measurable(project: Project, plan: SearchPlan) -> None:
    generator, lacking = find_generator(project)
    _, not_measured = possible(project, generator, lacking)
    reasons = {
        quantity: each.why for each in not_measured for quantity in MEASURINGS[each.what].gives
    }
    for limit in plan.limits.of_quantities:
        if limit.quantity in reasons:
            raise BadInput(
                f"nobody can say here what keeps {limit.typed}",
                why=reasons[limit.quantity],
                cure="leave that limit out",
            )


def _only_what_lasts(tell: Tell, event: Event) -> None:
    """Dozens of builds are told by the moving line alone."""
    if isinstance(event, Doing) or (isinstance(event, Note) and event.loud):
        tell(event)


def _wanted(project: Project, plan: SearchPlan, left_out: dict[str, str]) -> Iterator[Lever]:
    """Levers that are there for this machine; left_out takes the others that somebody may miss."""
    for lever in LEVERS.values():
        if lever.only_by_name and lever.name not in plan.named:
            left_out[lever.name] = "is tried only where it is named: --lever"
        elif lever.packing and lever.packing.packer not in project.packers:
            left_out[lever.name] = f"{lever.packing.packer}{NOT_HERE}"
        elif fits((lever,), project.target) and _packs(lever, project.target.goarch):
            yield lever


def _packs(lever: Lever, goarch: str) -> bool:
    packer = PACKERS[lever.packing.packer] if lever.packing else None
    return packer is None or not packer.goarchs or goarch in packer.goarchs


@dataclass(kw_only=True)
class _Workshop:
    """Builds and measures, each variant once."""

    project: Project
    plan: SearchPlan
    ends: float
    """In the monotonic clock."""
    known: dict[str, PricedVariant] = field(default_factory=dict)

    def made(self, name: str) -> PricedVariant:
        if name not in self.known:
            self.project.tell(Doing(text=f"trying {name}"))
            names = (PLAIN,) if name == PLAIN else (PLAIN, name)
            levers = [levers_of(each) for each in names]
            self.known[name] = made(self.project, levers, self.known)[-1]
        return self.known[name]

    def broken(self, variant: PricedVariant) -> str:
        wanted = self.plan.limits.of_quantities
        if not wanted or variant.name == PLAIN:
            return ""
        known = self._measured(variant, wanted)
        verdicts = {each.typed: kept(each, known, variant) for each in wanted}
        for verdict, words in (("no", "breaks "), ("not known", UNKNOWN)):
            for typed, found in verdicts.items():
                if found == verdict:
                    return f"{words}{typed}"
        return ""

    def _measured(self, variant: PricedVariant, wanted: tuple[Limit, ...]) -> PriceList:
        """It and the plain build, as often as it takes for what is limited."""
        generator, lacking = find_generator(self.project)
        able, _ = possible(self.project, generator, lacking)
        quantities = {each.quantity for each in wanted}
        run = Run(
            project=self.project,
            generator=generator,
            known=PriceList(
                program=self.project.program.name,
                baseline=PLAIN,
                target=str(self.project.target),
                machine=machine(),
                versions=(),
                seed=self.plan.seed,
                budget_seconds=max(0.0, self.ends - time.monotonic()),
                variants=(self.made(PLAIN), variant),
            ),
            save=lambda _: None,
            began=time.monotonic(),
            load=load(),
        )
        run.measure(tuple(each for each in able if quantities & {*each.gives}))
        return run.known
