"""The smallest variant under limits: levers tried alone, then combinations in the order of what
they could save at most, until none that is left could be smaller."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from slimgo.config.price import SearchPlan
from slimgo.pipeline.machine import load, machine
from slimgo.pipeline.price.generator import find_generator
from slimgo.pipeline.price.made import made
from slimgo.pipeline.price.possible import possible
from slimgo.pipeline.price.run import Run
from slimgo.pipeline.project import Project
from slimgo.plan.packers import PACKERS
from slimgo.plan.price.levers import LEVERS, PLAIN, Lever, fits
from slimgo.plan.price.limits import Limit, kept
from slimgo.plan.price.search import Alone, candidates, count
from slimgo.values.event import Doing, Event, Note, Tell
from slimgo.values.price import PricedVariant, PriceList
from slimgo.values.price_search import LeftOut, SearchResult, Tried


def search(project: Project, plan: SearchPlan) -> SearchResult:
    """Raises SlimgoError of every kind."""
    quiet = replace(project, tell=lambda event: _only_what_lasts(project.tell, event))
    found = _Search(project=quiet, plan=plan, ends=time.monotonic() + plan.budget_seconds)
    found.run()
    return SearchResult(
        best=found.best,
        proved=found.proved,
        tried=tuple(found.tried),
        not_tried=found.not_tried,
        left_out=tuple(LeftOut(lever=name, why=why) for name, why in found.left_out.items()),
        limits=plan.typed,
    )


def _only_what_lasts(tell: Tell, event: Event) -> None:
    """Dozens of builds are told by the moving line alone."""
    if isinstance(event, Doing) or (isinstance(event, Note) and event.loud):
        tell(event)


@dataclass(kw_only=True)
class _Search:
    """What is known while it grows."""

    project: Project
    plan: SearchPlan
    ends: float
    """In the monotonic clock."""
    known: dict[str, PricedVariant] = field(default_factory=dict)
    tried: list[Tried] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    best: PricedVariant | None = None
    not_tried: int = 0
    proved: bool = True

    def run(self) -> None:
        plain = self._made(PLAIN)
        self._judge(plain)
        levers = [each.name for each in self._usable(packs=False)]
        packers = [each.name for each in self._usable(packs=True)]
        unpacked = self._alone("", levers)
        # the smallest first: then the others are seldom tried at all
        for packer in (*sorted(packers, key=lambda name: self._made(name).disk_bytes), ""):
            if not self._hopeful(packer, unpacked):
                continue
            self._combined(self._alone(packer, levers) if packer else unpacked)

    def _usable(self, *, packs: bool) -> Iterator[Lever]:
        """Levers that work here, change something, and lose nothing that must be kept."""
        for name, lever in LEVERS.items():
            if bool(lever.packing) is not packs or not self._wanted(lever):
                continue
            variant = self._made(name)
            if variant.failed:
                self.left_out[name] = variant.failed
            elif not self.plan.limits.allows(variant.lost):
                self.left_out[name] = f"loses {', '.join(variant.lost)}"
            elif variant.sha256 == self._made(PLAIN).sha256:
                self.left_out[name] = "changes nothing in this program"
            elif packs and (broken := self._broken(variant)):
                self.left_out[name] = f"breaks {broken} alone"
            else:
                yield lever

    def _wanted(self, lever: Lever) -> bool:
        if lever.only_by_name and lever.name not in self.plan.named:
            self.left_out[lever.name] = "is tried only where it is named: --lever"
            return False
        if lever.packing and lever.packing.packer not in self.project.packers:
            self.left_out[lever.name] = f"{lever.packing.packer} is not here"
            return False
        packer = PACKERS[lever.packing.packer] if lever.packing else None
        able = packer is None or not packer.goarchs or self.project.target.goarch in packer.goarchs
        return able and fits((lever,), self.project.target)

    def _alone(self, packer: str, levers: list[str]) -> Alone:
        """What each lever takes off the size that this packer leaves."""
        size = self._made(packer or PLAIN).disk_bytes
        with_each = {name: self._made(_joined(name, packer)) for name in levers}
        return Alone(
            packer=packer,
            size=size,
            saves={
                name: size - each.disk_bytes for name, each in with_each.items() if not each.failed
            },
        )

    def _hopeful(self, packer: str, unpacked: Alone) -> bool:
        """Whether a packer could lead to something smaller, if it keeps the proportions of what
        levers save unpacked."""
        if self.best is None or not packer:
            return True
        saved = sum(max(each, 0) for each in unpacked.saves.values())
        least = self._made(packer).disk_bytes * (1 - saved / unpacked.size)
        if least < self.best.disk_bytes:
            return True
        self.left_out[packer] = "could not become the smallest with all levers together"
        self.not_tried += count([replace(unpacked, packer=packer)])
        return False

    def _combined(self, alone: Alone) -> None:
        """Each combination in the order of its bound, until none that is left can be smaller."""
        left = count([alone])
        for each in candidates([alone]):
            over = self.best is not None and each.bound >= self.best.disk_bytes
            if over or time.monotonic() > self.ends:
                self.proved = self.proved and over
                break
            left -= 1
            self._judge(self._made(each.name))
        self.not_tried += left

    def _judge(self, variant: PricedVariant) -> None:
        verdict = self._verdict(variant)
        if not verdict:
            self.best, verdict = variant, "the smallest so far"
        tried = Tried(name=variant.name, disk_bytes=variant.disk_bytes, verdict=verdict)
        if all(each.name != variant.name for each in self.tried):
            self.tried.append(tried)

    def _verdict(self, variant: PricedVariant) -> str:
        """Why it is not the best, in a clause; empty where it is."""
        if variant.failed:
            return variant.failed
        if self.best and variant.disk_bytes >= self.best.disk_bytes:
            return "not smaller than the best"
        if not self.plan.limits.allows(variant.lost):
            return f"loses {', '.join(variant.lost)}"
        broken = self._broken(variant)
        return f"breaks {broken}" if broken else ""

    def _broken(self, variant: PricedVariant) -> str:
        """The limit that it does not keep, or that it is not known to keep; empty for none."""
        wanted = self.plan.limits.of_quantities
        if not wanted or variant.name == PLAIN:
            return ""
        known = self._measured(variant, wanted)
        broken = [each.typed for each in wanted if kept(each, known, variant) != "yes"]
        return broken[0] if broken else ""

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
                variants=(self._made(PLAIN), variant),
            ),
            save=lambda _: None,
            began=time.monotonic(),
            load=load(),
        )
        run.measure(tuple(each for each in able if quantities & {*each.gives}))
        return run.known

    def _made(self, name: str) -> PricedVariant:
        if name not in self.known:
            self.project.tell(Doing(text=f"trying {name}"))
            names = (PLAIN,) if name == PLAIN else (PLAIN, name)
            self.known[name] = made(self.project, names, self.known)[-1]
        return self.known[name]


def _joined(name: str, packer: str) -> str:
    return "+".join(filter(None, (name, packer)))
