"""The filters, in the order in which they look at a program. A new one is one entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from slimgo.gopack import spans
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import (
    computed,
    functions,
    lines,
    named_types,
    numbers,
    text_amd64,
    text_arm64,
    types,
)
from slimgo.gopack.filters.lines import read_layout
from slimgo.gopack.header import (
    FILTER_COMPUTED,
    FILTER_LINES,
    FILTER_NUMBERS,
    FILTER_TEXT,
    FILTER_TYPES,
)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the filters tell each other and the header of a program.

    lengths: bytes of each instruction, empty where all are four. entries: text offset of each
    function and of the end of the last; empty when unknown. types: the image range of the type
    descriptors. release: what differs there between Go's. computed: where each computed table
    stands, 0 where it is not there. numbers: where tables of numbers are, and in which form.
    """

    text: range = range(0)
    lengths: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    entries: npt.NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    types: range = range(0)
    release: named_types.Release = field(default_factory=named_types.Release)
    computed: tuple[int, ...] = computed.ABSENT
    numbers: tuple[numbers.Run, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Split:
    """streams: of the filter's frame. claimed: the image ranges that the join fills.

    replaced: what stands in the rest instead of the image's bytes, from an image offset on.
    """

    known: Known
    streams: tuple[bytes, ...] = ()
    claimed: tuple[range, ...] = ()
    replaced: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Program:
    """What a filter may look at. sections: image ranges by name.

    taken: image ranges that filters before it fill or mend.
    """

    goarch: str
    base: int
    image: bytes
    sections: Mapping[str, range]
    taken: tuple[range, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filter:
    """split raises FilterNotApplicable; join fills or mends its part of the image.

    flag: its bit in the header. frame: which of the header's frames its streams go into, empty
    when it has none. names: of its streams.
    """

    name: str
    flag: int
    goarchs: tuple[str, ...]
    split: Callable[[Program, Known], Split]
    join: Callable[[bytearray, int, tuple[bytes, ...], Known], Known]
    frame: str = ""
    names: tuple[str, ...] = ()


def _section(program: Program, name: str) -> range:
    if not program.sections.get(name):
        raise FilterNotApplicable(f"there is no {name}")
    return program.sections[name]


def _text(program: Program, known: Known) -> Known:
    """With what the line table tells of the text."""
    _section(program, ".text")
    found = functions.read(program.image, program.sections, program.base)
    return replace(known, text=found.text, entries=found.entries)


def _split_text_amd64(program: Program, known: Known) -> Split:
    known = _text(program, known)
    where = known.text
    text = program.image[where.start : where.stop]
    starts = text_amd64.starts(text)
    streams = text_amd64.split(text, program.base + where.start, known.entries, starts)
    lengths = text_amd64.lengths_of(starts, len(text))
    known = replace(known, lengths=lengths, entries=text_amd64.entries(streams))
    return Split(streams=streams, claimed=(where,), known=known)


def _join_text_amd64(
    image: bytearray, base: int, streams: tuple[bytes, ...], known: Known
) -> Known:
    where = known.text
    text = text_amd64.join(streams, len(where), base + where.start)
    image[where.start : where.stop] = text
    return replace(known, lengths=text_amd64.lengths(text), entries=text_amd64.entries(streams))


def _split_text_arm64(program: Program, known: Known) -> Split:
    known = _text(program, known)
    where = known.text
    text = program.image[where.start : where.stop]
    streams = text_arm64.split(text, program.base + where.start, known.entries)
    return Split(streams=streams, claimed=(where,), known=known)


def _join_text_arm64(
    image: bytearray, base: int, streams: tuple[bytes, ...], known: Known
) -> Known:
    where = known.text
    image[where.start : where.stop] = text_arm64.join(streams, len(where), base + where.start)
    return replace(known, entries=text_arm64.entries(streams))


def _split_lines(program: Program, known: Known) -> Split:
    table = _section(program, ".gopclntab")
    if not len(known.entries):
        read_layout(program.image, table)
        raise FilterNotApplicable("the functions of the line table are not those of the text")
    split = lines.split(program.image, table, known.text, known.lengths, known.entries)
    return Split(streams=split.streams, claimed=split.claimed, known=known)


def _join_lines(image: bytearray, _: int, streams: tuple[bytes, ...], known: Known) -> Known:
    lines.join(image, streams, known.lengths, known.entries)
    return known


def _split_types(program: Program, known: Known) -> Split:
    where = types.find(program.image, program.sections, program.base)
    address, text = program.base + where.start, program.base + known.text.start
    there = program.image[where.start : where.stop]
    release = named_types.read_release(there, address)
    unnamed = named_types.take(there, address, text, release)
    kept = types.split(unnamed, address, release.map_size)
    known = replace(known, types=where, release=release)
    return Split(replaced=((where.start, kept),), known=known)


def _join_types(image: bytearray, base: int, _: tuple[bytes, ...], known: Known) -> Known:
    where, release = known.types, known.release
    address, text = base + where.start, base + known.text.start
    unnamed = types.join(bytes(image[where.start : where.stop]), address, release.map_size)
    image[where.start : where.stop] = named_types.put(unnamed, address, text, release)
    return known


def _split_computed(program: Program, known: Known) -> Split:
    within = [program.sections[name] for name in _CONSTANTS if name in program.sections]
    places, claimed = computed.find(program.image, within)
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
_BOTH = ("amd64", "arm64")

FILTERS = (
    Filter(
        name="text-amd64",
        flag=FILTER_TEXT,
        goarchs=("amd64",),
        split=_split_text_amd64,
        join=_join_text_amd64,
        frame="text",
        names=text_amd64.NAMES,
    ),
    Filter(
        name="text-arm64",
        flag=FILTER_TEXT,
        goarchs=("arm64",),
        split=_split_text_arm64,
        join=_join_text_arm64,
        frame="text",
        names=text_arm64.NAMES,
    ),
    Filter(
        name="lines",
        flag=FILTER_LINES,
        goarchs=_BOTH,
        split=_split_lines,
        join=_join_lines,
        frame="lines",
        names=lines.NAMES,
    ),
    Filter(name="types", flag=FILTER_TYPES, goarchs=_BOTH, split=_split_types, join=_join_types),
    Filter(
        name="computed",
        flag=FILTER_COMPUTED,
        goarchs=_BOTH,
        split=_split_computed,
        join=_join_computed,
    ),
    Filter(
        name="numbers",
        flag=FILTER_NUMBERS,
        goarchs=_BOTH,
        split=_split_numbers,
        join=_join_numbers,
    ),
)
