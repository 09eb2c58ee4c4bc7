"""What several runners searched, brought together. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from slimgo.errors import BadInput
from slimgo.values.price_search import NOT_HERE, SearchResult


def together(parts: Sequence[SearchResult]) -> SearchResult:
    """The smallest of all; proved where each part is. Raises BadInput where they are no parts of
    one search, or not all of it."""
    if not parts:
        raise BadInput("no part of a search was named", cure="name the runners' build folders")
    first = parts[0]
    for each in parts:
        if (each.limits, each.baseline_sha256) != (first.limits, first.baseline_sha256):
            raise BadInput(
                "these are parts of different searches",
                why="their limits or their sources differ",
                cure="run each part with the same limits, of the same sources",
            )
    of = {each.shard[1] for each in parts}
    if len(of) > 1:
        raise BadInput("the parts overlap", cure="run all of them with one --shard N/OF")
    missing = sorted({*range(1, max(of) + 1)} - {each.shard[0] for each in parts})
    if missing:
        part = f"{missing[0]}/{max(of)}"
        raise BadInput(f"part {part} of the search is missing", cure=f"run it: --shard {part}")
    lacking = [
        {left.lever for left in each.left_out if left.why.endswith(NOT_HERE)} for each in parts
    ]
    if any(each != lacking[0] for each in lacking):
        names = ", ".join(sorted(set().union(*lacking)))
        raise BadInput(
            f"not all of the runners had {names}",
            why="combinations with it were tried by some of them only",
            cure="install it on each runner, and run all parts again",
        )
    found = [each.best for each in parts if each.best]
    return SearchResult(
        best=min(found, key=lambda each: each.disk_bytes, default=None),
        proved=all(each.proved for each in parts),
        tried=tuple(dict.fromkeys(tried for each in parts for tried in each.tried)),
        not_tried=sum(each.not_tried for each in parts),
        left_out=tuple(dict.fromkeys(left for each in parts for left in each.left_out)),
        limits=first.limits,
        baseline_sha256=first.baseline_sha256,
    )
