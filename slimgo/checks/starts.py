"""Whether a packed program starts wherever the unpacked one does."""

from __future__ import annotations

from collections.abc import Sequence

from slimgo.plan.packers import PACKERS
from slimgo.values.surrounding import KnownFault, PairOfStarts, StartOutcome
from slimgo.values.target import Target
from slimgo.values.verdict import Verdict, failed, passed, skipped

CHECK = "starts everywhere"
_FAULT_CHECK = "fails exactly as known"
_LISTED = 5
"""Names of surroundings that a line holds."""

_SHOWN = 80
"""Characters of a program's words that are shown."""


def check_starts(
    seen: Sequence[PairOfStarts],
    *,
    packer: str,
    version: str,
    target: Target,
    fault: KnownFault | None,
) -> tuple[Verdict, ...]:
    """seen: the first is how the program is started anyway; what the unpacked one does there is
    what it must do everywhere.

    Where it does not, the surrounding says nothing about packing and is a skip. packer, version:
    who packed it, and who is to blame. fault: what must be seen, and nothing else; None: none.
    """
    usual = seen[0].unpacked[0]
    if usual.kind == "refused":
        return (skipped(CHECK, f"no program can be started so here: {usual.words}"),)
    if usual.kind == "silent":
        return (skipped(CHECK, "the unpacked program neither listens nor ends"),)
    usable = [each for each in seen if _manner(each.unpacked[0]) == _manner(usual)]
    red = [each for each in usable if not _same(each)]
    skips = tuple(_not_startable(each) for each in seen if each not in usable)
    if fault:
        return (_as_known(usable, red, fault, version), *skips)
    if red:
        return (_differs(red, len(usable), packer, version, target), *skips)
    return (passed(CHECK, f"as unpacked in {_counted(len(usable))}"), *skips)


def _manner(outcome: StartOutcome) -> tuple[str, int]:
    return outcome.kind, outcome.status


def _same(pair: PairOfStarts) -> bool:
    """The same end or answer; words count unless the unpacked program's differ by themselves."""
    first, *again = pair.unpacked
    if _manner(pair.packed) != _manner(first):
        return False
    return pair.packed.words == first.words or any(each.words != first.words for each in again)


def _not_startable(pair: PairOfStarts) -> Verdict:
    return skipped(
        CHECK, f"with {pair.surrounding} the unpacked program {_said(pair.unpacked[0])}, too"
    )


def _differs(
    red: Sequence[PairOfStarts], tried: int, packer: str, version: str, target: Target
) -> Verdict:
    first = red[0]
    return failed(
        CHECK,
        f"with {_listed(red)} ({len(red)} of {_counted(tried)}): packed, it "
        f"{_said(first.packed)}; unpacked, it {_said(first.unpacked[0])}: a fault of {packer} "
        f"{version}",
        _way_out(packer, target),
    )


def _way_out(packer: str, target: Target) -> str:
    others = [
        each.name
        for each in PACKERS.values()
        if each.name != packer and (not each.goarchs or target.goarch in each.goarchs)
    ]
    if others:
        return f"pack with {others[0]}: invoke slim --with {others[0]}"
    return f"pack with another version of {packer}, or ship the unpacked program"


def _as_known(
    usable: Sequence[PairOfStarts], red: Sequence[PairOfStarts], fault: KnownFault, version: str
) -> Verdict:
    blamed = f"{fault.packer} {version}"
    new = [each for each in red if each.surrounding not in (*fault.fails, *fault.either)]
    gone = [each for each in usable if each.surrounding in fault.fails and each not in red]
    if new:
        return failed(
            _FAULT_CHECK,
            f"{blamed} also fails with {_listed(new)}: it {_said(new[0].packed)}",
            "name the new surroundings in slimgo/plan/faults.py, or mend the packer",
        )
    if gone:
        return failed(
            _FAULT_CHECK,
            f"{blamed} starts with {_listed(gone)}, where it is known to fail",
            "take the surroundings out of slimgo/plan/faults.py",
        )
    if not red:
        return failed(
            _FAULT_CHECK,
            f"none of the {_counted(len(usable))} is one where {blamed} is known to fail",
            "run the whole table: nox -s sweep",
        )
    return passed(
        _FAULT_CHECK,
        f"{blamed} fails with {_listed(red)}, and starts in {_counted(len(usable) - len(red))}",
    )


def _counted(number: int) -> str:
    return f"{number} surrounding{'s' if number != 1 else ''}"


def _listed(pairs: Sequence[PairOfStarts]) -> str:
    names = [each.surrounding for each in pairs]
    more = f" and {len(names) - _LISTED} others" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _said(outcome: StartOutcome) -> str:
    line = (outcome.words.splitlines() or [""])[0][:_SHOWN]
    words = f" ({line})" if line else ""
    if outcome.kind == "answers":
        return f"answers{words}"
    if outcome.kind == "listens":
        return f"listens{words}"
    if outcome.kind == "refused":
        return f"cannot be started{words}"
    if outcome.kind == "silent":
        return f"neither listens nor ends{words}"
    return f"ends with status {outcome.status}{words or ' and without a word'}"
