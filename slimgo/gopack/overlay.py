"""The overlay: what stands in a file behind its ELF, such as a zip that the program opens.

It stands behind the packed file as it stood behind the program, so that a program that opens its
own file still finds it.
"""

from __future__ import annotations

import struct

from slimgo.gopack import container, elf_parts, header
from slimgo.gopack.errors import Damaged, Refused
from slimgo.gopack.header import Header

KEEP, REFUSE = "keep", "refuse"

_END_OF_ZIP = struct.Struct("<4s4H2IH")
_END_MARK = b"PK\5\6"
_MOST_COMMENT = 65_535
_ABSOLUTE = "a zip archive whose places count from the file's start"


def read(original: bytes, choice: str) -> bytes:
    """Of a program that is to be packed; only zeros are no overlay.

    choice: KEEP, REFUSE, or empty: kept if the program can find it there. Raises Refused.
    """
    try:
        at = elf_parts.end(original)
    except ValueError as error:
        raise Refused("the file cannot be read as ELF", why=str(error)) from error
    found = original[at:]
    if not any(found):
        return b""
    what = f"behind the program stand {len(found):,} bytes: {kind(found, at)}"
    if choice == REFUSE:
        raise Refused(what, cure="give --overlay keep: they then stand behind the packed file")
    if choice != KEEP and kind(found, at) == _ABSOLUTE:
        raise Refused(
            what,
            why="the packed file is shorter, so the program would look for them in vain",
            cure="pack the program alone, then append the archive and call zip -A; or "
            "--overlay keep, if they are only to come back when it is unpacked",
        )
    return found


def kind(overlay: bytes, at: int) -> str:
    """What it looks like, in words. at: where it stands in its file."""
    end = overlay.rfind(_END_MARK, max(0, len(overlay) - _END_OF_ZIP.size - _MOST_COMMENT))
    if end < 0 or end + _END_OF_ZIP.size > len(overlay):
        return "of no kind that gopack knows"
    *_, size, directory, _ = _END_OF_ZIP.unpack_from(overlay, end)
    return _ABSOLUTE if directory == at + end - size else "a zip archive"


def split(data: bytes, info: Header, header_at: int) -> tuple[bytes, bytes, bytes]:
    """Of a packed file: its tail, its overlay, and what was appended after packing.

    Between tail and overlay stands the section table, as it was or as strip left it.
    Raises Damaged.
    """
    tail_at = header_at + header.size(data, header_at)
    tail_end = tail_at + info.tail_size
    if tail_end > len(data):
        raise Damaged("the file is damaged or cut off", why="it ends before its tail does")
    try:
        at = max(tail_end, elf_parts.end(data))
    except ValueError as error:
        raise Damaged("the file is damaged or cut off", why=str(error)) from error
    there = len(data) - at
    if there < info.overlay_size:
        raise Damaged(
            "the file is cut off",
            why=f"of the {info.overlay_size:,} bytes that stood behind the program when it was "
            f"packed, {there:,} are here",
        )
    behind = at + info.overlay_size
    return data[tail_at:tail_end], data[at:behind], data[behind:]


def appended(data: bytes) -> bytes:
    """What stands behind a packed file since it was packed. Raises Refused, or Damaged."""
    _, at = container.header_place(data)
    info, _ = header.decode(data[at:])
    return split(data, info, at)[2]
