"""An ELF file's bytes by the names of its parts, to be changed in place."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

from elftools.elf.elffile import ELFFile


@dataclass(frozen=True, kw_only=True)
class ElfBytes:
    """Places are of the file. What its parts are called is read off as it stands."""

    data: bytearray

    def get(self, at: int, form: str) -> int:
        (value,) = struct.unpack_from(form, self.data, at)
        return int(value)

    def put(self, at: int, form: str, *values: int) -> None:
        struct.pack_into(form, self.data, at, *values)

    def section(self, name: str) -> range:
        found = self._elf().get_section_by_name(name)
        assert found is not None
        return range(found["sh_offset"], found["sh_offset"] + found["sh_size"])

    def section_header(self, name: str) -> int:
        elf = self._elf()
        return int(elf["e_shoff"] + elf["e_shentsize"] * elf.get_section_index(name))

    def program_header(self, number: int) -> int:
        return self.get(32, "<Q") + 56 * number

    def segments(self, kind: int) -> list[int]:
        """Places of the program headers of this kind."""
        every = map(self.program_header, range(self.get(56, "<H")))
        return [at for at in every if self.get(at, "<I") == kind]

    def place(self, address: int) -> int:
        """Where in the file stands what is loaded at the address."""
        return int(next(iter(self._elf().address_offsets(address))))

    def _elf(self) -> ELFFile:
        return ELFFile(io.BytesIO(bytes(self.data)))
