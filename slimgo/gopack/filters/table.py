"""The filters, in the order in which they look at a program. A new one is one entry."""

from __future__ import annotations

from dataclasses import replace

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import computed, lines, types
from slimgo.gopack.filters.filter import Filter, Known, Program, Split
from slimgo.gopack.filters.lines import read_layout
from slimgo.gopack.filters.texts import TEXTS
from slimgo.gopack.header import FILTER_COMPUTED, FILTER_LINES, FILTER_TYPES
from slimgo.gopack.machines import BY_GOARCH


def _split_lines(program: Program, known: Known) -> Split:
    table = program.section(".gopclntab")
    if not len(known.entries):
        read_layout(program.image, table)
        raise FilterNotApplicable("the functions of the line table are not those of the text")
    split = lines.split(
        program.image, table, known.text, known.lengths, known.entries, goarch=program.goarch
    )
    return Split(streams=split.streams, claimed=split.claimed, known=known)


def _join_lines(image: bytearray, _: int, streams: tuple[bytes, ...], known: Known) -> Known:
    lines.join(image, streams, known.lengths, known.entries, goarch=known.goarch)
    return known


def _split_types(program: Program, known: Known) -> Split:
    where = types.find(program.image, program.sections, program.base)
    kept = types.split(program.image[where.start : where.stop], program.base + where.start)
    return Split(replaced=((where.start, kept),), known=replace(known, types=where))


def _join_types(image: bytearray, base: int, _: tuple[bytes, ...], known: Known) -> Known:
    where = known.types
    kept = bytes(image[where.start : where.stop])
    image[where.start : where.stop] = types.join(kept, base + where.start)
    return known


def _split_computed(program: Program, known: Known) -> Split:
    within = [program.sections[name] for name in _CONSTANTS if name in program.sections]
    wide = BY_GOARCH[program.goarch].form.bits > _NARROW
    places, claimed = computed.find(program.image, within, wide=wide)
    if not claimed:
        raise FilterNotApplicable("it has none of the tables that can be computed")
    return Split(claimed=claimed, known=replace(known, computed=places))


def _join_computed(image: bytearray, _: int, __: tuple[bytes, ...], known: Known) -> Known:
    computed.join(image, known.computed)
    return known


_CONSTANTS = (".rodata", ".noptrdata", ".data")
_BOTH = ("amd64", "arm64")
_ALL = tuple(BY_GOARCH)
_NARROW = 32

FILTERS = (
    *TEXTS,
    Filter(
        name="lines",
        flag=FILTER_LINES,
        goarchs=_ALL,
        split=_split_lines,
        join=_join_lines,
        frame="lines",
        names=lines.NAMES,
    ),
    Filter(name="types", flag=FILTER_TYPES, goarchs=_BOTH, split=_split_types, join=_join_types),
    Filter(
        name="computed",
        flag=FILTER_COMPUTED,
        goarchs=_ALL,
        split=_split_computed,
        join=_join_computed,
    ),
)
