"""A search from its beginning to its end: what is built next, what that shows, and when it is over.

Builds and measures nothing itself: it is handed the functions that do.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from slimgo.plan.price.levers import PLAIN, Lever
from slimgo.plan.price.limits import Limits
from slimgo.plan.price.search import Alone, candidates, count
from slimgo.values.price import PricedVariant
from slimgo.values.price_search import LeftOut, SearchResult, Tried

UNKNOWN = "is not known to keep "
"""Of a limit, before it: measured, and too uncertain to say."""


@dataclass(kw_only=True)
class Search:
    """What is known while it grows."""

    levers: Sequence[Lever]
    """All that may be tried here."""
    made: Callable[[str], PricedVariant]
    """Builds a variant by its name."""
    broken: Callable[[PricedVariant], str]
    """`breaks start=+30ms`, or UNKNOWN and the limit; empty where a variant keeps all limits."""
    over: Callable[[], bool]
    """Whether the time is up."""
    limits: Limits
    typed: tuple[str, ...]
    shard: tuple[int, int] = (1, 1)
    left_out: dict[str, str] = field(default_factory=dict)
    """Lever -> why it is tried with nothing."""
    tried: list[Tried] = field(default_factory=list)
    best: PricedVariant | None = None
    not_tried: int = 0
    proved: bool = True

    def run(self) -> SearchResult:
        plain = self.made(PLAIN)
        self._judge(plain)
        levers = [each.name for each in self._usable(packs=False)]
        unpacked = self._alone("", levers)
        packers = [
            each.name for each in self._usable(packs=True) if not self._breaks(each.name, unpacked)
        ]
        # the smallest first: then the others are seldom tried at all
        for packer in (*sorted(packers, key=lambda name: self.made(name).disk_bytes), ""):
            if self._hopeful(packer, unpacked):
                self._combined(self._alone(packer, levers) if packer else unpacked)
        return SearchResult(
            best=self.best,
            proved=self.proved,
            tried=tuple(self.tried),
            not_tried=self.not_tried,
            left_out=tuple(LeftOut(lever=name, why=why) for name, why in self.left_out.items()),
            limits=self.typed,
            baseline_sha256=plain.sha256,
            shard=self.shard,
        )

    def _usable(self, *, packs: bool) -> Iterator[Lever]:
        """Levers that work here, change something, and lose nothing that must be kept."""
        for lever in self.levers:
            if bool(lever.packing) is packs:
                why = self._useless(lever)
                if why:
                    self.left_out[lever.name] = why
                else:
                    yield lever

    def _useless(self, lever: Lever) -> str:
        variant = self.made(lever.name)
        if variant.failed:
            return variant.failed
        forbidden = self.limits.forbidden(variant.lost)
        if forbidden:
            return f"loses {', '.join(forbidden)}"
        same = variant.sha256 == self.made(PLAIN).sha256
        return "changes nothing in this program" if same else ""

    def _breaks(self, packer: str, unpacked: Alone) -> bool:
        """Whether a packer breaks a limit by itself, and with every lever, too: the smaller a
        program is, the less time and memory its unpacking takes."""
        alone = self.broken(self.made(packer))
        if not alone:
            return False
        packed = replace(unpacked, packer=packer)
        smallest = self.made(next(candidates([packed])).name)
        with_all = "" if smallest.failed else self.broken(smallest)
        if not with_all:
            return False
        self.left_out[packer] = f"{alone} alone, and {with_all} with every lever"
        self.proved = self.proved and UNKNOWN not in self.left_out[packer]
        self.not_tried += self._share([packed])
        return True

    def _alone(self, packer: str, levers: Sequence[str]) -> Alone:
        """What each lever takes off the size that this packer leaves."""
        size = self.made(packer or PLAIN).disk_bytes
        with_each = {name: self.made(_joined(name, packer)) for name in levers}
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
        if self.made(packer).disk_bytes * (1 - saved / unpacked.size) < self.best.disk_bytes:
            return True
        self.left_out[packer] = "could not become the smallest with all levers together"
        self.not_tried += self._share([replace(unpacked, packer=packer)])
        return False

    def _combined(self, alone: Alone) -> None:
        """Each combination in the order of its bound, until none that is left can be smaller."""
        part, parts = self.shard
        left = self._share([alone])
        for each in itertools.islice(candidates([alone]), part - 1, None, parts):
            enough = self.best is not None and each.bound >= self.best.disk_bytes
            if enough or self.over():
                self.proved = self.proved and enough
                break
            left -= 1
            self._judge(self.made(each.name))
        self.not_tried += left

    def _share(self, alone: Sequence[Alone]) -> int:
        """How many combinations are this shard's."""
        part, parts = self.shard
        return len(range(part - 1, count(alone), parts))

    def _judge(self, variant: PricedVariant) -> None:
        verdict = self._verdict(variant)
        if not verdict:
            self.best, verdict = variant, "the smallest so far"
        if all(each.name != variant.name for each in self.tried):
            self.tried.append(
                Tried(name=variant.name, disk_bytes=variant.disk_bytes, verdict=verdict)
            )

    def _verdict(self, variant: PricedVariant) -> str:
        """Why it is not the best, in a clause; empty where it is."""
        if variant.failed:
            return variant.failed
        if self.best and variant.disk_bytes >= self.best.disk_bytes:
            return "not smaller than the best"
        forbidden = self.limits.forbidden(variant.lost)
        if forbidden:
            return f"loses {', '.join(forbidden)}"
        broken = self.broken(variant)
        self.proved = self.proved and UNKNOWN not in broken
        return broken


def _joined(name: str, packer: str) -> str:
    return "+".join(filter(None, (name, packer)))
