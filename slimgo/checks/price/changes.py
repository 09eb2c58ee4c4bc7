"""Two price lists held against each other: what may be compared, and what became of it. Pure."""

from __future__ import annotations

from slimgo.plan.price.estimate import ratio
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.values.estimate import Estimate
from slimgo.values.price import PricedVariant, PriceList
from slimgo.values.price_changes import Change, Changes, Outcome


def changes(before: PriceList, after: PriceList) -> Changes:
    """Bytes always. What was measured only on the same machine, with the same baseline: by its
    ratios to that, which were taken in pairs within each run; two runs have no pairs."""
    refused = [*_refused(before, after)]
    there = {each.name: each for each in before.priced}
    common = [(there[each.name], each) for each in after.priced if each.name in there]
    found = [change for one, other in common for change in _bytes(one, other)]
    if not refused:
        found += [
            change
            for one, _ in common
            if one.name != before.baseline
            for change in _measured(before, after, one.name)
        ]
    missing = {each.name for each in before.priced} ^ {each.name for each in after.priced}
    refused += [f"{name} is in one of them only" for name in sorted(missing)]
    return Changes(changes=tuple(found), refused=tuple(refused))


def _refused(before: PriceList, after: PriceList) -> list[str]:
    """Why times and memory are not compared; nothing where they are."""
    found = []
    machines = dict(before.machine), dict(after.machine)
    differ = [name for name in machines[0] | machines[1] if _differs(machines, name)]
    if differ:
        found.append(
            f"only bytes are compared: the machines differ ({', '.join(differ)}), and times and "
            "memory of another machine say nothing"
        )
    elif _baseline(before).failed or _baseline(after).failed:
        found.append(f"only bytes are compared: {before.baseline} could not be made in one of them")
    elif before.asked != after.asked:
        found.append("only bytes are compared: the two were not asked the same, or run alike")
    elif _baseline(before).sha256 != _baseline(after).sha256:
        found.append(
            f"only bytes are compared: {before.baseline} is another program in each, and times "
            "and memory are known against it only"
        )
    return found


def _differs(machines: tuple[dict[str, str], dict[str, str]], name: str) -> bool:
    return machines[0].get(name) != machines[1].get(name)


def _baseline(known: PriceList) -> PricedVariant:
    return next(each for each in known.variants if each.name == known.baseline)


def _bytes(one: PricedVariant, other: PricedVariant) -> list[Change]:
    pairs = [("disk", one.disk_bytes, other.disk_bytes)]
    if one.pull_bytes and other.pull_bytes:
        pairs.append(("pull", one.sent_bytes, other.sent_bytes))
    return [
        Change(
            variant=one.name,
            what=what,
            exact=True,
            before=before,
            after=after,
            outcome="same" if before == after else "smaller" if after < before else "larger",
        )
        for what, before, after in pairs
    ]


def _measured(before: PriceList, after: PriceList, variant: str) -> list[Change]:
    found = []
    for name in QUANTITIES:
        one, other = _against(before, variant, name), _against(after, variant, name)
        if one and other:
            found.append(
                Change(
                    variant=variant,
                    what=name,
                    exact=False,
                    before=one.median,
                    after=other.median,
                    outcome=_outcome(one, other),
                )
            )
    return found


def _against(known: PriceList, variant: str, quantity: str) -> Estimate | None:
    own, base = known.of(variant, quantity), known.of(known.baseline, quantity)
    return ratio(own, base) if own and base else None


def _outcome(one: Estimate, other: Estimate) -> Outcome:
    if not (one.sure and other.sure):
        return "not known"
    if other.low > one.high:
        return "larger"
    return "smaller" if other.high < one.low else "no difference seen"
