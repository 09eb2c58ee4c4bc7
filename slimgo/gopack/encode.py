"""A program's image as the frames of a payload: which filters apply, and what each brings."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.executable import Executable
from slimgo.gopack.filters.filter import Known, Program
from slimgo.gopack.filters.table import FILTERS
from slimgo.gopack.frames import (
    LZMA_PROPERTIES,
    Frame,
    compress_lzma_frames,
    compress_zstd_frames,
    with_directory,
)
from slimgo.gopack.header import FRAMES
from slimgo.gopack.machines import BY_GOARCH
from slimgo.gopack.memory import give_back, keep_little
from slimgo.gopack.worth import Worth, worth

_IMAGES = 2
_LEAST_MEMORY, _MOST_MEMORY = 32 << 20, 192 << 20
"""Bytes for all compressors that run side by side: as many as images, within these bounds."""


class Effort(enum.Enum):
    """How much time a smaller file may take, in packing and at each start."""

    DEFAULT = enum.auto()
    BEST = enum.auto()
    BRUTE = enum.auto()

    @property
    def payload(self) -> str:
        return "zstd" if self is Effort.DEFAULT else "lzma"


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """frames: in the order of FRAMES. flags: the filters that apply, as in the header.

    extents: image ranges that no filter claimed. streams: (name, bytes) of each frame's.
    worths: what each of those applied brought. left_out: why, by the filter's name.
    """

    frames: tuple[Frame, ...]
    streams: tuple[tuple[tuple[str, bytes], ...], ...]
    flags: int
    applied: tuple[str, ...]
    worths: tuple[Worth, ...]
    left_out: tuple[tuple[str, str], ...]
    known: Known
    extents: tuple[range, ...]


def encode(
    executable: Executable, joins: bytes, effort: Effort, without: Collection[str] = ()
) -> Encoded:
    """joins: the stub's second stage. without: names of filters not to try."""
    keep_little()
    program = Program(
        goarch=executable.goarch,
        base=executable.base,
        image=executable.image,
        sections=executable.sections,
    )
    known, flags = Known(goarch=executable.goarch), 0
    claimed: list[range] = []
    replaced: list[tuple[int, bytes]] = []
    applied: list[str] = []
    worths: list[Worth] = []
    left_out: list[tuple[str, str]] = []
    contents: dict[str, tuple[tuple[str, bytes], ...]] = dict.fromkeys(FRAMES, ())
    for item in FILTERS:
        if program.goarch not in item.goarchs:
            continue
        if item.name in without:
            left_out.append((item.name, "the program did not come back the same with it"))
            continue
        try:
            taken = (*claimed, *(range(at, at + len(new)) for at, new in replaced))
            split = item.split(dataclasses.replace(program, taken=taken), known)
        except FilterNotApplicable as reason:
            left_out.append((item.name, str(reason)))
            continue
        except MemoryError:
            raise  # what is packed must not depend on how much there was
        except Exception as error:  # noqa: BLE001  tomorrow's layout may make it stumble anywhere
            left_out.append((item.name, f"it stumbled: {type(error).__name__}: {error}"))
            continue
        give_back()
        value = worth(executable.image, split)
        if not value.pays:
            left_out.append((item.name, f"it does not pay: {value}"))
            continue
        if item.frame:
            streams = with_directory(split.streams)
            contents[item.frame] = tuple(zip(("directory", *item.names), streams, strict=True))
        replaced += split.replaced
        known, flags = split.known, flags | item.flag
        claimed += split.claimed
        applied.append(item.name)
        worths.append(value)
    extents = _unclaimed(claimed, len(executable.image))
    rest = _rest_of(executable.image, extents, replaced)
    contents |= {"code": (("second stage", joins),), "rest": (("rest", rest),)}
    streams_of = tuple(contents[name] for name in FRAMES)
    return Encoded(
        frames=_compress(streams_of, effort, executable),
        streams=streams_of,
        flags=flags,
        applied=tuple(applied),
        worths=tuple(worths),
        left_out=tuple(left_out),
        known=known,
        extents=extents,
    )


def _compress(
    streams_of: Sequence[Sequence[tuple[str, bytes]]], effort: Effort, executable: Executable
) -> tuple[Frame, ...]:
    """The image's size bounds what compressors may take side by side."""
    most = min(max(_IMAGES * len(executable.image), _LEAST_MEMORY), _MOST_MEMORY)
    contents = [[stream for _, stream in streams] for streams in streams_of]
    if effort is Effort.DEFAULT:
        return compress_zstd_frames(contents, most)
    machine = BY_GOARCH[executable.goarch]
    best = LZMA_PROPERTIES | {"text": machine.text_properties}
    known = [None if effort is Effort.BRUTE else best[name] for name in FRAMES]
    return compress_lzma_frames(list(zip(contents, known, strict=True)), most)


def _rest_of(
    image: bytes, extents: Sequence[range], replaced: Sequence[tuple[int, bytes]]
) -> bytes:
    """The extents' bytes one after the other, those that were replaced in place of the image's."""
    rest = bytearray()
    for extent in extents:
        begin = len(rest)
        rest += memoryview(image)[extent.start : extent.stop]
        for at, instead in replaced:
            low, high = max(at, extent.start), min(at + len(instead), extent.stop)
            if low < high:
                place = begin + low - extent.start
                rest[place : place + high - low] = memoryview(instead)[low - at : high - at]
    return bytes(rest)


def _unclaimed(claimed: Sequence[range], size: int) -> tuple[range, ...]:
    """What lies between the claimed ranges; the last reaches to the image's end, if only empty."""
    extents = []
    reached = 0
    for taken in sorted(claimed, key=lambda taken: taken.start):
        if taken.start > reached:
            extents.append(range(reached, taken.start))
        reached = taken.stop
    extents.append(range(reached, size))
    return tuple(extents)
