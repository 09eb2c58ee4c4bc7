"""The filters, in the order in which they look at a program. A new one is one entry."""

from __future__ import annotations

from dataclasses import replace

from slimgo.gopack import spans
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import computed, lines, named_types, numbers, types
from slimgo.gopack.filters.filter import Filter, Known, Program, Split
from slimgo.gopack.filters.lines import read_layout
from slimgo.gopack.filters.texts import TEXTS
from slimgo.gopack.filters.type_descriptors import WIDE, Form
from slimgo.gopack.header import (
    FILTER_COMPUTED,
    FILTER_LINES,
    FILTER_NUMBERS,
    FILTER_TYPES,
)
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
    address, text = program.base + where.start, program.base + known.text.start
    there = program.image[where.start : where.stop]
    form = _form(program.goarch)
    release = named_types.read_release(there, address, form)
    unnamed = named_types.take(there, address, text, release, form)
    kept = types.split(unnamed, address, release.map_size, form)
    known = replace(known, types=where, release=release)
    return Split(replaced=((where.start, kept),), known=known)


def _join_types(image: bytearray, base: int, _: tuple[bytes, ...], known: Known) -> Known:
    where, release = known.types, known.release
    address, text = base + where.start, base + known.text.start
    form, there = _form(known.goarch), bytes(image[where.start : where.stop])
    unnamed = types.join(there, address, release.map_size, form)
    image[where.start : where.stop] = named_types.put(unnamed, address, text, release, form)
    return known


def _form(goarch: str) -> Form:
    """Of the type descriptors."""
    return Form(BY_GOARCH[goarch].form.pointer)


def _split_computed(program: Program, known: Known) -> Split:
    within = [program.sections[name] for name in _CONSTANTS if name in program.sections]
    wide = _form(program.goarch) == WIDE
    places, claimed = computed.find(program.image, within, wide=wide)
    if not claimed:
        raise FilterNotApplicable("it has none of the tables that can be computed")
    return Split(claimed=claimed, known=replace(known, computed=places))


def _join_computed(image: bytearray, _: int, __: tuple[bytes, ...], known: Known) -> Known:
    computed.join(image, known.computed)
    return known


def _split_numbers(program: Program, known: Known) -> Split:
    within = [program.sections[name] for name in _CONSTANTS if name in program.sections]
    runs = numbers.find(program.image, spans.without(within, program.taken))
    if not runs:
        raise FilterNotApplicable("it has no tables of numbers that are smaller by differences")
    replaced = tuple((run.place, numbers.split(program.image, run)) for run in runs)
    return Split(replaced=replaced, known=replace(known, numbers=runs))


def _join_numbers(image: bytearray, _: int, __: tuple[bytes, ...], known: Known) -> Known:
    for run in known.numbers:
        numbers.join(image, run)
    return known


_CONSTANTS = (".rodata", ".noptrdata", ".data")
_ALL = tuple(BY_GOARCH)

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
    Filter(name="types", flag=FILTER_TYPES, goarchs=_ALL, split=_split_types, join=_join_types),
    Filter(
        name="computed",
        flag=FILTER_COMPUTED,
        goarchs=_ALL,
        split=_split_computed,
        join=_join_computed,
    ),
    Filter(
        name="numbers",
        flag=FILTER_NUMBERS,
        goarchs=_ALL,
        split=_split_numbers,
        join=_join_numbers,
    ),
)
