"""Which packer left its mark in an executable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

from slimgo.errors import BadInput

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile

_UPX = b"UPX!"
_UPX_WITHIN_BYTES = 4096
"""UPX's l_info stands behind the program headers, its pack header near the end of the file."""

_GOPACK = b"GPK"
_GOPACK_DISTANCE_AT = 4
"""Where, from the entry, 4 bytes say how far its header is (docs/gopack-format.md)."""


def packed_by(elf: ELFFile, file: IO[bytes]) -> str:
    """The packer's name, or empty. file: the one that elf reads."""
    if _by_upx(file):
        return "upx"
    return "gopack" if _by_gopack(elf, file) else ""


def _by_upx(file: IO[bytes]) -> bool:
    head = _read(file, 0, _UPX_WITHIN_BYTES)
    size = file.seek(0, os.SEEK_END)
    return _UPX in head and _UPX in _read(file, max(0, size - _UPX_WITHIN_BYTES), size)


def _by_gopack(elf: ELFFile, file: IO[bytes]) -> bool:
    """Whether its entry point lies in gopack's code, which is followed by gopack's header."""
    start = next(elf.address_offsets(elf["e_entry"]), None)
    if start is None:
        return False
    distance = int.from_bytes(_read(file, start + _GOPACK_DISTANCE_AT, 4), "little")
    return _read(file, start + distance, len(_GOPACK)) == _GOPACK


def _read(file: IO[bytes], at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def packer_of(path: Path) -> str:
    """The packer's name, or empty. Raises BadInput for what is no Linux program."""
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    try:
        with path.open("rb") as file:
            return packed_by(ELFFile(file), file)
    except OSError as error:
        raise BadInput(f"{path} cannot be read", why=error.strerror or "") from None
    except (ELFError, ValueError):
        raise BadInput(f"{path} is no Linux program (ELF)") from None
