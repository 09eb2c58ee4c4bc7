"""Which needs are real: each cure is left out, and the probes pass without it or do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from slimgo.plan.needs import BY_NAME
from slimgo.values.need import Need, NeedName

Works = Callable[[frozenset[NeedName]], bool]
"""Whether the probes pass in an image with the cures of those needs and of no others."""

_WITHOUT = "its probes pass without it"
_FAIL_WITHOUT = "its probes fail without it"


def by_removal(
    told: Iterable[Need], works: Works, also: frozenset[NeedName] = frozenset()
) -> tuple[Need, ...]:
    """The same needs; those that were needed and can be left out are `wanted` only.

    A program may look for /etc/passwd and go on whatever it finds, which no name that it opens
    can tell. also: those that are merely wanted and may yet be what the probes fail for; what
    they cannot be without is `needed`. works: called once where nothing is needed, else once for
    each needed one and twice more. One whose removal tells nothing is never left out. Where the
    probes fail even with all cures, something else is lacking and nothing changes.
    """
    needs = tuple(told)
    sure = frozenset(each.name for each in needs if each.standing == "needed")
    kept = sure | also
    always = frozenset(name for name in sure if not BY_NAME[name].removal_tells)
    if kept == always:
        return needs
    if works(always):
        kept = always
    elif not works(kept):
        return needs
    else:
        for name in sorted(kept - always):
            # from what is left, so that of two that stand for each other one is kept
            if works(kept - {name}):
                kept -= {name}
    return tuple(_promoted(each) if each.name in kept else _demoted(each) for each in needs)


def _promoted(need: Need) -> Need:
    if need.standing == "needed":
        return need
    return replace(need, standing="needed", why=f"{need.why}; {_FAIL_WITHOUT}")


def _demoted(need: Need) -> Need:
    if need.standing != "needed":
        return need
    return replace(need, standing="wanted", why=f"{need.why}; {_WITHOUT}")
