"""What must hold between cells: derived from the flags that two differ in, or a line of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, permutations

from slimgo.values.cell import Cell
from slimgo.values.measurement import START, Measurement
from slimgo.values.result import StepResult
from slimgo.values.variant import Variant
from slimgo.values.verdict import Verdict, failed, passed, skipped

_STRIPPING = frozenset(("-s", "-w"))


@dataclass(frozen=True, kw_only=True)
class Relation:
    """first, second: identifiers."""

    says: str
    """What holds, in words."""
    first: str
    second: str
    holds: Callable[[StepResult, StepResult], tuple[bool, str]]
    """Decides, and shows figures."""


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


def _at_most(share: float, first: StepResult, second: StepResult) -> tuple[bool, str]:
    found = _size(first) / _size(second)
    return found <= share, f"{_size(first):,} B and {_size(second):,} B: {found:.3f}"


def _starts_sooner(first: StepResult, second: StepResult) -> tuple[bool, str]:
    """By the medians: the two were taken at other times, when the machine may have been busier."""
    fast, slow = _start(first), _start(second)
    if fast is None or slow is None:
        return False, "no start was measured"
    return fast.median < slow.median, f"{fast.median * 1000:.0f} ms and {slow.median * 1000:.0f} ms"


_SLOWER = 1.2  # times as long: more than two medians of one program differ between runs


def _starts_slower(first: StepResult, second: StepResult) -> tuple[bool, str]:
    """Slower beyond the noise: its soonest start is later than most of the other's, and half of
    its starts are later by a fifth. Whatever else the machine does only makes single starts longer,
    so that the other's longest ones say nothing."""
    slow, fast = _start(first), _start(second)
    if slow is None or fast is None:
        return False, "no start was measured"
    figures = f"{slow.median * 1000:.0f} ms and {fast.median * 1000:.0f} ms"
    return slow.low > fast.median and slow.median > _SLOWER * fast.median, figures


def _start(result: StepResult) -> Measurement | None:
    return result.measured("packed", START)


_NAMED = (
    ("with cgo off -extldflags reaches no linker: same size", "static", "app", _same_size),
    ("cgo alone calls no external linker, so -extldflags does nothing: same size",
     "cgo-static", "cgo", _same_size),
    ("packing shrinks it", "small-upx1", "small", _smaller),
    ("packing shrinks it", "small-upx9", "small", _smaller),
    ("-9 packs closer than -1", "small-upx9", "small-upx1", _smaller),
    ("--best is no larger than -9", "small-best", "small-upx9", _not_larger),
    ("lzma is smaller than -9", "small-lzma", "small-upx9", _smaller),
    ("lzma is smaller than --best", "small-lzma", "small-best", _smaller),
    ("lzma starts slower than -9", "small-lzma", "small-upx9", _starts_slower),
    ("gopack is at most 0.65 of -9", "small-gopack", "small-upx9", partial(_at_most, 0.65)),
    ("gopack is smaller than lzma", "small-gopack", "small-lzma", _smaller),
    ("gopack's --best is at most 0.765 of lzma", "small-gopack-best", "small-lzma",
     partial(_at_most, 0.765)),
    ("gopack's --best packs closer", "small-gopack-best", "small-gopack", _smaller),
    ("gopack starts sooner than UPX's fastest", "small-gopack", "small-upx1", _starts_sooner),
    ("gopack's --best starts sooner than lzma", "small-gopack-best", "small-lzma",
     _starts_sooner),
)  # fmt: skip
"""What holds, of which two variants, on each target that has both."""


def relations(cells: Sequence[Cell]) -> tuple[Relation, ...]:
    """Stripping's, for every two cells that differ in -s and -w only; then those by name."""
    stripping = [
        relation
        for first, second in permutations(cells, 2)
        if (relation := _stripping(first, second)) is not None
    ]
    there = {each.id for each in cells}
    targets = dict.fromkeys(each.id.partition("/")[0] for each in cells)
    named = [
        Relation(says=says, first=f"{target}/{first}", second=f"{target}/{second}", holds=holds)
        for target in targets
        for says, first, second, holds in _NAMED
        if there.issuperset((f"{target}/{first}", f"{target}/{second}"))
    ]
    return (*stripping, *named)


def check_relations(done: Mapping[str, StepResult], cells: Sequence[Cell]) -> tuple[Verdict, ...]:
    """done: results by identifier. cells: all that are planned.

    A relation with a cell that is not there is skipped, with the cell's name.
    """
    return tuple(_verdict(relation, done) for relation in relations(cells))


def check_versions(versions: Sequence[Sequence[tuple[str, str]]]) -> Verdict:
    """Sizes of different compilers or packers are not to be compared. versions: of each cell."""
    found: dict[str, set[str]] = {}
    for tool, version in chain.from_iterable(versions):
        found.setdefault(tool, set()).add(version)
    check = "one Go and one of each packer made all cells"
    evidence = ", ".join(
        f"{tool} {' and '.join(sorted(each))}" for tool, each in sorted(found.items())
    )
    if not found:
        return skipped(check, "no cell was made")
    if any(len(each) > 1 for each in found.values()):
        return failed(check, evidence, "nox -s verify")
    return passed(check, evidence)


def _stripping(first: Cell, second: Cell) -> Relation | None:
    """What must hold where the first strips all that the second does, and more."""
    more = _STRIPPING & set(first.variant.ldflags)
    less = _STRIPPING & set(second.variant.ldflags)
    if first.target != second.target or not more > less or first.variant.packing:
        return None
    if _apart_from_stripping(first.variant) != _apart_from_stripping(second.variant):
        return None
    if "-s" in less:  # which implies -w
        says, holds = "-s alone gives the size of -s -w, not its bytes", _same_size_other_bytes
    else:
        says, holds = f"{' '.join(sorted(more - less))} never grows it", _not_larger
    return Relation(says=says, first=first.id, second=second.id, holds=holds)


def _apart_from_stripping(variant: Variant) -> Variant:
    kept = tuple(flag for flag in variant.ldflags if flag not in _STRIPPING)
    return replace(variant, name="", artifact="", ldflags=kept)


def _verdict(relation: Relation, done: Mapping[str, StepResult]) -> Verdict:
    pair = (relation.first, relation.second)
    check = f"{relation.first}, {relation.second.partition('/')[2]}: {relation.says}"
    missing = [name for name in pair if name not in done]
    if missing:
        return skipped(check, f"no result of {missing[0]}")
    holds, figures = relation.holds(done[relation.first], done[relation.second])
    if holds:
        return passed(check, figures)
    return failed(check, figures, f'nox -s "verify({relation.first})" "verify({relation.second})"')
