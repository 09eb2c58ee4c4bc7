"""The variants that are priced as cells of a matrix, with what each is packed from."""

from __future__ import annotations

from slimgo.plan.matrix import Matrix
from slimgo.plan.price.levers import Levers, in_order, unpacked, variant_of
from slimgo.values.cell import Cell
from slimgo.values.target import Target

SESSION = "price"
"""The folder that they are made in, below the one of everything that is made."""


def matrix_of(asked: tuple[Levers, ...], target: Target) -> Matrix:
    """asked: the levers of each variant."""
    variants = {}
    for levers in asked:
        for each in (unpacked(levers), levers):
            variants[in_order(each)] = variant_of(each)
    cells = tuple(Cell(variant=each, target=target) for each in variants.values())
    return Matrix(cells=cells, session=SESSION)


def cell_id(levers: Levers, target: Target) -> str:
    """Of the variant with these levers, in any order."""
    return f"{target.goos}-{target.goarch}/{in_order(levers)}"
