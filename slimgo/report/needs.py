"""What a program needs and what was added for it, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.plan.needs import BY_NAME
from slimgo.report.size import size
from slimgo.values.need import Need
from slimgo.values.needs_found import Added, NeedsFound


def needs_lines(found: NeedsFound, *, mode: tuple[str, ...]) -> Iterator[str]:
    """The first says what was added; then what is not, and how it can be. mode: what was asked for.

    Nothing for a program that nobody looked at, or that needs nothing; nor of what Go's library, or
    its probes, go on without, which nearly every program looks for."""
    if found.added:
        yield ", ".join(map(_added, found.added))
    yield from (f"! {each.what}: {each.lacks}" for each in found.added if each.lacks)
    done = {each.need for each in found.added}
    for each in found.needs:
        if each.name not in done and (line := _not_added(each, mode)):
            yield line
    if found.unseen and found.needs:
        yield f"! what it opens was not seen, so only suspicions are known: {found.unseen}"


def _added(each: Added) -> str:
    if not each.size_bytes:
        return each.what
    return f"{each.what} {size(each.size_bytes)} (pull +{size(each.compressed_bytes)})"


def _not_added(need: Need, mode: tuple[str, ...]) -> str:
    wanted = BY_NAME[need.name]
    cure = wanted.cures[0] if wanted.cures else ""
    match need.standing:
        case "needed":
            asked = f"add it: --needs {need.name}" if "none" in mode else cure
            return f"! it needs {wanted.title}: {need.why}. {_sentence(asked)}"
        case "suspected":
            return f"it may need {wanted.title}: {need.why}. {_sentence(_typed(need, cure))}"
        case _:
            return ""


def _typed(need: Need, cure: str) -> str:
    return f"If so: --needs auto,{need.name}" if need.name not in _BY_HAND else cure


_BY_HAND = frozenset(("programs", "plugins"))
"""What no file of ours meets."""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
