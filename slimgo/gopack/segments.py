"""Whether a program's loaded segments stand where gopack can put them."""

from __future__ import annotations

from typing import Any

from slimgo.gopack.errors import Refused

MOST_BYTES = (1 << 31) - 1
"""Of a file and of its image: places in the image are 32-bit numbers, and the joins add to them."""

_EXECUTE = 1  # PF_X
_PAGE = 4096


def check_places(loaded: list[Any], file_size: int, most_address: int) -> None:
    """The segments must stand in order, each in pages of its own, and within the file.

    most_address: gopack's own file is mapped from there on.
    """
    reached = 0
    for segment in loaded:
        start, end = segment["p_vaddr"], segment["p_vaddr"] + segment["p_memsz"]
        if segment["p_offset"] + segment["p_filesz"] > file_size:
            raise Refused("the file is cut off", why="a segment ends behind the file's end")
        if segment["p_filesz"] > segment["p_memsz"]:
            raise Refused("this program has a segment larger in the file than in memory")
        if start < loaded[0]["p_vaddr"]:
            raise Refused("this program's segments are not in order")
        if start // _PAGE * _PAGE < reached:
            raise Refused("this program's segments overlap", why="each needs pages of its own")
        if end - loaded[0]["p_vaddr"] > MOST_BYTES:
            raise Refused("this program's segments are too far apart", why="2 GiB is the most")
        if end > most_address:
            raise Refused(
                f"this program reaches beyond address {most_address:#x}",
                why="there the packed file stands when it starts",
            )
        reached = -(-end // _PAGE) * _PAGE
    if not loaded[0]["p_vaddr"]:
        raise Refused("this program begins at address 0")


def check_entry(loaded: list[Any], entry: int) -> None:
    for segment in loaded:
        if segment["p_flags"] & _EXECUTE and 0 <= entry - segment["p_vaddr"] < segment["p_memsz"]:
            return
    raise Refused("this program cannot start", why="its entry is not in a segment of code")
