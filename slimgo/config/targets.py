"""The targets that are asked for: what an image of each is built for."""

from __future__ import annotations

from slimgo.config.nearest import one_of
from slimgo.config.read import Chosen
from slimgo.errors import BadInput
from slimgo.plan.goarch import GOARCHS
from slimgo.values.target import Target


def targets_of(chosen: Chosen) -> tuple[Target, ...]:
    """Each once, in the order in which they were said; none where nobody said one.

    Raises BadInput for what Go and the built-in engine do not build for."""
    known = [f"linux/{goarch}" for goarch in GOARCHS]
    found = []
    for each in dict.fromkeys(chosen.list("target")):
        if each not in known:
            raise BadInput(f"unsupported --target {each!r}", cure=one_of(known, each))
        goos, _, goarch = each.partition("/")
        found.append(Target(goos=goos, goarch=goarch))
    return tuple(found)
