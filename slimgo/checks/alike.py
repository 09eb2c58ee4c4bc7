"""Whether two programs that should be one answer alike."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from slimgo.values.probe import CommandLine, Probe, Service
from slimgo.values.question import Answer, ProbeFacts
from slimgo.values.verdict import Verdict, failed, passed, skipped

CHECK = "answers alike"
AS_BEFORE = "answers as before"
"""Of an image that was made of another one."""
_LINES = 12
"""Of a difference that is shown."""
_COLUMNS = 90
_KEPT_CHARACTERS = 3900
"""An engine keeps about so much of what a program prints, and each its own end of it."""


def comparable(how: Probe) -> bool:
    """Whether a program that is started so says anything."""
    return isinstance(how, (Service, CommandLine))


def alike(how: Probe, one: ProbeFacts, other: ProbeFacts) -> bool:
    """Whether both answered the same."""
    return _told(how, one) == _told(how, other)


def check_alike(
    how: Probe, names: tuple[str, str], ones: Sequence[ProbeFacts], others: Sequence[ProbeFacts]
) -> tuple[Verdict, ...]:
    """The verdicts on two programs, each started once or twice in a row.

    names: of the two. A difference counts where both answer twice the same. What either answers
    differently by itself cannot be compared, and is named; all else is.
    """
    varying: dict[str, Verdict] = {}
    for name, starts in zip(names, (ones, others), strict=True):
        for again in starts[1:]:
            for asked in _different(how, starts[0], again):
                why = f"the {name} program does not answer the same twice in a row"
                shown = _difference(how, asked, (name, starts[0]), (name, again))
                varying.setdefault(asked, skipped(CHECK, f"{why}: {shown}"))
    one, other = ones[0], others[0]
    left = [asked for asked in _different(how, one, other) if asked not in varying]
    if left and isinstance(how, CommandLine) and _is_cut(one, other):
        cut = skipped(CHECK, "it prints more than an engine keeps, and the ends differ")
        return (*varying.values(), cut)
    if left:
        shown = _difference(how, left[0], (names[0], one), (names[1], other))
        return (failed(CHECK, shown, ""), *varying.values())
    if varying and len(varying) == len(_told(how, one)):
        return tuple(varying.values())
    said = f"the {names[1]} program answers as the {names[0]} one"
    return (passed(CHECK, said), *varying.values())


def _different(how: Probe, one: ProbeFacts, other: ProbeFacts) -> list[str]:
    """What was asked that the two answered differently."""
    before, after = _told(how, one), _told(how, other)
    return [asked for asked in {**before, **after} if before.get(asked) != after.get(asked)]


def _told(how: Probe, facts: ProbeFacts) -> dict[str, list[str]]:
    """What was asked -> the lines of what came."""
    if isinstance(how, CommandLine):
        status = f"status {facts.exit.status}" if facts.exit else "it did not end"
        # its two outputs are read as one by one engine, and one behind the other by the next
        printed = sorted(piece for line in facts.words.splitlines() for piece in _pieces(line))
        return {" ".join(how.given.arguments) or "no arguments": [status, *printed]}
    return {
        f"{answer.asked}{f' ({at})' if at > 1 else ''}": _lines(answer)
        for at, answer in enumerate(facts.answers, start=1)
    }


def _lines(answer: Answer) -> list[str]:
    if answer.problem:
        return [f"no answer: {answer.problem}"]
    status = [f"status {answer.status}"] if answer.status else []
    pieces = (_pieces(line) for line in answer.body.split("\n"))
    return [*status, *(piece for line in pieces for piece in line)]


def _pieces(line: str) -> list[str]:
    """A long line in pieces, so that what differs in it is seen."""
    return [line[at : at + _COLUMNS] for at in range(0, len(line), _COLUMNS)] or [""]


def _is_cut(*facts: ProbeFacts) -> bool:
    return any(len(each.words) >= _KEPT_CHARACTERS for each in facts)


def _difference(
    how: Probe, asked: str, one: tuple[str, ProbeFacts], other: tuple[str, ProbeFacts]
) -> str:
    """What was asked, and a unified diff of the two answers. one, other: each with its name."""
    before, after = _told(how, one[1]), _told(how, other[1])
    lines = list(
        difflib.unified_diff(
            before.get(asked, ["not asked"]),
            after.get(asked, ["not asked"]),
            one[0],
            other[0],
            n=1,
            lineterm="",
        )
    )
    more = [f"… {len(lines) - _LINES} lines more"] if len(lines) > _LINES else []
    return "\n".join([asked, *lines[:_LINES], *more])
