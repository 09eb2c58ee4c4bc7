"""The matrix: the product of axes and targets, less what is excluded, and the extras."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from slimgo.errors import BadInput
from slimgo.plan.catalogue import (
    AXES,
    EXCLUSIONS,
    EXTRAS,
    LINUX_AMD64,
    SHORTER,
    TARGETS,
    AxisValue,
    Rule,
)
from slimgo.plan.recipe import artifact_path, build_command, for_source, pack_command
from slimgo.values.cell import Cell, Exclusion
from slimgo.values.program import BUILD, Program, Source
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.variant import Variant

_COMPILER = ("gcc",)
_LONG = frozenset(("small-best", "small-gopack-best"))
"""What a change need not wait for."""


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """All cells of a program, target by target, in the catalogue's order."""

    cells: tuple[Cell, ...]
    session: str = "verify"
    """The Nox session that makes them."""

    def folder(self, out: str = BUILD) -> str:
        """Where its programs and results stand. out: the folder of everything that is made."""
        return f"{out}/{self.session}"

    def cell(self, identifier: str) -> Cell:
        """The cell of that identifier. Raises BadInput, which lists those that come near."""
        for candidate in self.cells:
            if candidate.id == identifier:
                return candidate
        part = identifier.rpartition("/")[0]
        near = [each.id for each in self.cells if each.id.startswith(f"{part}/")]
        near = near or sorted({each.id.partition("/")[0] + "/…" for each in self.cells})
        raise BadInput(f"there is no cell {identifier!r}", cure=f"choose one of: {', '.join(near)}")

    def steps(self, chosen: Cell, *, host: Target, program: Program) -> tuple[Step, ...]:
        """What makes a cell: its build; for a packed one the build of what is packed, then
        that."""
        source = program.source
        folder = f"{self.folder(program.out)}/{chosen.target.goos}-{chosen.target.goarch}"
        made = chosen.variant
        if not made.packing:
            return (_build_step(chosen, 1, host=host, source=source, folder=folder),)
        unpacked = self.cell(f"{chosen.id.partition('/')[0]}/{made.packed_from}")
        return (
            _build_step(unpacked, 1, host=host, source=source, folder=folder),
            Step(
                number=2,
                name=record_name(chosen.id),
                kind="pack",
                command=pack_command(made, unpacked.variant, folder),
                makes=artifact_path(made, folder),
                packed_from=artifact_path(unpacked.variant, folder),
                variant=for_source(made, source),
            ),
        )


@cache
def matrix(own: tuple[Variant, ...] = (), session: str = "verify") -> Matrix:
    """own: a program's variants beside those of the catalogue, for linux/amd64."""
    kept = [pair for pair in _product() if _excluded(*pair) is None]
    extras = (*EXTRAS, *own)
    kept += [(replace(each, artifact=f"{each.name}.bin"), LINUX_AMD64) for each in extras]
    kept.sort(key=lambda pair: TARGETS.index(pair[1]))
    return Matrix(cells=tuple(_cell(variant, target) for variant, target in kept), session=session)


def exclusions() -> tuple[Exclusion, ...]:
    """Why combinations are left out, and how many for that reason, the first that fits."""
    rules = Counter(rule.why for pair in _product() if (rule := _excluded(*pair)))
    return tuple(Exclusion(why=rule.why, cells=rules[rule.why]) for rule in EXCLUSIONS)


def record_name(identifier: str) -> str:
    """The name of a cell's record, which no other step has."""
    return identifier.replace("/", ".")


def _build_step(chosen: Cell, number: int, *, host: Target, source: Source, folder: str) -> Step:
    made = for_source(chosen.variant, source)
    return Step(
        number=number,
        name=record_name(chosen.id),
        kind="build",
        command=build_command(made, target=chosen.target, host=host, source=source, folder=folder),
        makes=artifact_path(made, folder),
        variant=made,
    )


def _product() -> list[tuple[Variant, Target]]:
    return [
        (_variant(choices), target) for target in TARGETS for choices in itertools.product(*AXES)
    ]


def _variant(choices: tuple[AxisValue, ...]) -> Variant:
    packing = choices[-1].packing
    name = _name(*(choice.name for choice in choices[:-1]))
    packed = _name(*(choice.name for choice in choices))
    return Variant(
        name=packed,
        artifact=f"{packed}.bin",
        cgo=any(choice.cgo for choice in choices),
        trimpath=all(choice.trimpath for choice in choices),
        ldflags=tuple(flag for choice in choices for flag in choice.ldflags),
        tags=tuple(tag for choice in choices for tag in choice.tags),
        packing=packing,
        packed_from=name if packing else "",
    )


def _name(*words: str) -> str:
    named = [word for word in words if word]
    for at, pair in enumerate(itertools.pairwise(named)):
        if pair in SHORTER:
            named[at : at + 2] = [SHORTER[pair]]
            break
    return "-".join(named) or "app"


def _excluded(variant: Variant, target: Target) -> Rule | None:
    return next((rule for rule in EXCLUSIONS if rule.when(variant, target)), None)


def _cell(variant: Variant, target: Target) -> Cell:
    plain = target == LINUX_AMD64 and variant.trimpath and not variant.cgo
    kind = "packed" if variant.packing else "cgo" if variant.cgo else "built"
    return Cell(
        variant=variant,
        target=target,
        needs=_COMPILER if variant.cgo else (),
        short=plain and variant.name not in _LONG,
        group=f"{target.goos}-{target.goarch}" + (f"-{kind}" if target == LINUX_AMD64 else ""),
    )
