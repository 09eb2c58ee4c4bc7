"""What must hold between cells: each relation is a line of data over two variants of a target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult
from slimgo.values.verdict import Verdict, failed, passed, skipped


@dataclass(frozen=True, kw_only=True)
class Relation:
    """says: what holds, in words. first, second: variants. holds: decides, and shows figures."""

    says: str
    first: str
    second: str
    holds: Callable[[StepResult, StepResult], tuple[bool, str]]


def _size(result: StepResult) -> int:
    if result.artifact is None:
        raise ValueError(f"{result.name} has no artifact")
    return result.artifact.size_bytes


def _not_larger(first: StepResult, second: StepResult) -> tuple[bool, str]:
    return _size(first) <= _size(second), f"{_size(first):,} B and {_size(second):,} B"


def _smaller(first: StepResult, second: StepResult) -> tuple[bool, str]:
    return _size(first) < _size(second), f"{_size(first):,} B and {_size(second):,} B"


def _same_size(first: StepResult, second: StepResult) -> tuple[bool, str]:
    return _size(first) == _size(second), f"{_size(first):,} B and {_size(second):,} B"


def _same_size_other_bytes(first: StepResult, second: StepResult) -> tuple[bool, str]:
    same, figures = _same_size(first, second)
    if first.artifact == second.artifact or (
        first.artifact and second.artifact and first.artifact.sha256 == second.artifact.sha256
    ):
        return False, f"{figures}, and the same bytes"
    return same, figures


def _starts_slower(first: StepResult, second: StepResult) -> tuple[bool, str]:
    """Slower beyond the noise: the ranges of the repeats do not meet."""
    slow, fast = _start(first), _start(second)
    if slow is None or fast is None:
        return False, "no start was measured"
    figures = f"{slow.median * 1000:.0f} ms and {fast.median * 1000:.0f} ms"
    return slow.low > fast.high, figures


def _start(result: StepResult) -> Measurement | None:
    return next((each for each in result.measurements if each.name == "packed start"), None)


RELATIONS = (
    Relation(says="-w never grows it", first="static-w", second="static", holds=_not_larger),
    Relation(says="-s never grows it", first="static-s", second="static", holds=_not_larger),
    Relation(says="-s takes what -w takes", first="static-s", second="static-w", holds=_not_larger),
    Relation(
        says="-s alone gives the size of -s -w, not its bytes",
        first="static-s",
        second="small",
        holds=_same_size_other_bytes,
    ),
    Relation(
        says="without -extldflags too", first="s", second="sw", holds=_same_size_other_bytes
    ),
    Relation(says="without -extldflags too", first="w", second="app", holds=_not_larger),
    Relation(
        says="with cgo off -extldflags reaches no linker",
        first="static",
        second="app",
        holds=_same_size,
    ),
    Relation(
        says="with cgo on and no external linker neither",
        first="cgo-static",
        second="cgo",
        holds=_same_size,
    ),
    Relation(says="stripping never grows it", first="paths-small", second="paths-static",
             holds=_not_larger),
    Relation(says="stripping never grows it", first="netgo-small", second="netgo-static",
             holds=_not_larger),
    Relation(says="stripping never grows it", first="cgo-small", second="cgo-static",
             holds=_not_larger),
    Relation(says="packing shrinks it", first="small-upx1", second="small", holds=_smaller),
    Relation(says="packing shrinks it", first="small-upx9", second="small", holds=_smaller),
    Relation(says="-9 packs closer than -1", first="small-upx9", second="small-upx1",
             holds=_smaller),
    Relation(says="--best is no larger than -9", first="small-best", second="small-upx9",
             holds=_not_larger),
    Relation(says="lzma is smaller than -9", first="small-lzma", second="small-upx9",
             holds=_smaller),
    Relation(says="lzma is smaller than --best", first="small-lzma", second="small-best",
             holds=_smaller),
    Relation(says="lzma starts slower than -9", first="small-lzma", second="small-upx9",
             holds=_starts_slower),
)  # fmt: skip


def check_relations(
    done: Mapping[str, StepResult], targets: tuple[str, ...], planned: frozenset[str]
) -> tuple[Verdict, ...]:
    """done: results by cell identifier. targets: `linux-amd64`… planned: every identifier.

    A relation is looked at on each target that plans both cells; a missing one skips it, by name.
    """
    verdicts = []
    for target in targets:
        for relation in RELATIONS:
            pair = (f"{target}/{relation.first}", f"{target}/{relation.second}")
            if planned.issuperset(pair):
                verdicts.append(_verdict(relation, pair, done))
    return tuple(verdicts)


def _verdict(relation: Relation, pair: tuple[str, str], done: Mapping[str, StepResult]) -> Verdict:
    check = f"{pair[0]}, {pair[1].partition('/')[2]}: {relation.says}"
    missing = [name for name in pair if name not in done]
    if missing:
        return skipped(check, f"no result of {missing[0]}")
    holds, figures = relation.holds(done[pair[0]], done[pair[1]])
    if holds:
        return passed(check, figures)
    return failed(check, figures, "one of the two is not what it was: look at both cells")
