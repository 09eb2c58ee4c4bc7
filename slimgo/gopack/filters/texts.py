"""The text filters, one for each machine. A new one is an entry here, and in the stub's text.h."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters import (
    functions,
    text_amd64,
    text_arm,
    text_arm64,
    text_ppc64le,
    text_riscv64,
)
from slimgo.gopack.filters.filter import Filter, JoinImage, Known, Program, Split, SplitProgram
from slimgo.gopack.header import FILTER_TEXT

Entries = npt.NDArray[np.uint32]
Streams = tuple[bytes, ...]


def _text(program: Program, known: Known) -> Known:
    """With what the line table tells of the text."""
    program.section(".text")
    found = functions.read(program.image, program.sections, program.base)
    return replace(known, text=found.text, entries=found.entries)


def _varied(mode: text_amd64.Mode) -> Filter:
    """Of a machine whose instructions differ in length."""

    def split(program: Program, known: Known) -> Split:
        known = _text(program, known)
        where = known.text
        text = program.image[where.start : where.stop]
        starts = text_amd64.starts(text, mode)
        streams = text_amd64.split(text, program.base + where.start, known.entries, starts, mode)
        lengths = text_amd64.lengths_of(starts, len(text))
        known = replace(known, lengths=lengths, entries=text_amd64.entries(streams))
        return Split(streams=streams, claimed=(where,), known=known)

    def join(image: bytearray, base: int, streams: Streams, known: Known) -> Known:
        where = known.text
        text = text_amd64.join(streams, len(where), base + where.start, mode)
        image[where.start : where.stop] = text
        lengths = text_amd64.lengths(text, mode)
        return replace(known, lengths=lengths, entries=text_amd64.entries(streams))

    return _filter(mode.goarch, split, join, text_amd64.NAMES)


class _Words(Protocol):
    """A filter for a machine on which a step of the line table is an instruction, or part of one.

    split: a text, its address and its functions to streams. join: these, the text's size and its
    address to the text. entries: the functions, from the streams.
    """

    @property
    def NAMES(self) -> tuple[str, ...]: ...  # noqa: N802  a constant of a module

    def split(self, text: bytes, address: int, entries: Entries, /) -> Streams: ...

    def join(self, streams: Streams, size: int, address: int, /) -> bytes: ...

    def entries(self, streams: Streams, /) -> Entries: ...


def _words(goarch: str, words: _Words) -> Filter:
    def split(program: Program, known: Known) -> Split:
        known = _text(program, known)
        where = known.text
        text = program.image[where.start : where.stop]
        streams = words.split(text, program.base + where.start, known.entries)
        return Split(streams=streams, claimed=(where,), known=known)

    def join(image: bytearray, base: int, streams: Streams, known: Known) -> Known:
        where = known.text
        image[where.start : where.stop] = words.join(streams, len(where), base + where.start)
        return replace(known, entries=words.entries(streams))

    return _filter(goarch, split, join, words.NAMES)


def _filter(goarch: str, split: SplitProgram, join: JoinImage, names: tuple[str, ...]) -> Filter:
    return Filter(
        name=f"text-{goarch}",
        flag=FILTER_TEXT,
        goarchs=(goarch,),
        split=split,
        join=join,
        frame="text",
        names=names,
    )


TEXTS = (
    _varied(text_amd64.AMD64),
    _words("arm64", text_arm64),
    _varied(text_amd64.I386),
    _words("arm", text_arm),
    _words("riscv64", text_riscv64),
    _words("ppc64le", text_ppc64le),
)
