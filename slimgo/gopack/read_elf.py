"""A program read off its ELF file, with pyelftools."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from slimgo.gopack.errors import Refused
from slimgo.gopack.executable import Executable, Piece, Segment
from slimgo.gopack.machines import BY_GOARCH, Machine, machine_of
from slimgo.gopack.segments import MOST_BYTES, check_entry, check_places

MOST_SEGMENTS = 16
_LINUX = {"ELFOSABI_SYSV", "ELFOSABI_LINUX"}
_OTHER_FORMATS = {
    b"MZ": "a Windows program (PE)",
    b"\xcf\xfa\xed\xfe": "a macOS program (Mach-O)",
    b"#!": "a script",
    b"!<arch>": "an archive of object files",
}
_WITHOUT_CGO = "if no package in it needs cgo (one that does would fail when it runs)"
_PAGE = 4096


def read_executable(data: bytes) -> Executable:
    """Raises Refused for what cannot be packed."""
    if not data:
        raise Refused("the file is empty")
    if data[:4] != b"\x7fELF":
        raise Refused(f"this is {_kind(data)}, not a Linux program (ELF)")
    if len(data) > MOST_BYTES:
        raise Refused("the file is too large", why="2 GiB is more than gopack packs")
    stream = io.BytesIO(data)
    try:
        elf = ELFFile(stream)
        segments = [segment.header for segment in elf.iter_segments()]
        machine = _machine(elf, data)
        _refuse_what_cannot_be(elf, segments, data)
        return _read(elf, segments, data, machine)
    # pyelftools meets hostile bytes with whatever its parser stumbles over
    except (ELFError, AssertionError, ValueError, KeyError, AttributeError, OverflowError) as error:
        raise Refused("the file cannot be read as ELF", why=str(error)) from error
    finally:
        stream.close()  # what pyelftools made holds itself, and the file's bytes with it


def _machine(elf: ELFFile, data: bytes) -> Machine:
    machine = machine_of(data)
    if machine is None:
        name = str(elf["e_machine"]).removeprefix("EM_").lower()
        order = "" if elf.little_endian else ", big-endian"
        raise Refused(
            f"this program is for {name}, {elf.elfclass} bits{order}",
            why=f"gopack knows {', '.join(BY_GOARCH)}",
        )
    return machine


def _refuse_what_cannot_be(elf: ELFFile, segments: list[Any], data: bytes) -> None:
    kinds = {segment["p_type"] for segment in segments}
    if elf["e_ident"]["EI_OSABI"] not in _LINUX:
        system = str(elf["e_ident"]["EI_OSABI"]).removeprefix("ELFOSABI_")
        raise Refused(f"this program is for {system}, not for Linux")
    if kinds & {"PT_INTERP", "PT_DYNAMIC"} and elf["e_type"] == "ET_EXEC":
        raise Refused(
            "this program is dynamic",
            why="it loads libraries when it starts, as one built with cgo does; gopack packs "
            "static programs",
            cure=f"build it with CGO_ENABLED=0, {_WITHOUT_CGO}",
        )
    if elf["e_type"] == "ET_DYN":
        raise Refused(
            "this is a position-independent program (PIE) or a library",
            cure=f"build it with -buildmode=exe, and {_WITHOUT_CGO}, with CGO_ENABLED=0",
        )
    if elf["e_type"] != "ET_EXEC":
        raise Refused("this is no program", why="its ELF header says so: not ET_EXEC")
    if b"UPX!" in data[:_PAGE] or b"UPX!" in data[-_PAGE:]:
        raise Refused("this program is packed already, by UPX", cure="upx -d FILE   (then again)")


def _read(elf: ELFFile, segments: list[Any], data: bytes, machine: Machine) -> Executable:
    loaded = [segment for segment in segments if segment["p_type"] == "PT_LOAD"]
    if not loaded:
        raise Refused("this program loads nothing", why="there is no PT_LOAD segment")
    if len(loaded) > MOST_SEGMENTS:
        raise Refused(f"this program has {len(loaded)} segments", why=f"{MOST_SEGMENTS} at most")
    check_places(loaded, len(data), machine.base)
    check_entry(loaded, elf["e_entry"])
    base = loaded[0]["p_vaddr"]
    filled = [segment for segment in loaded if segment["p_filesz"]]
    image = bytearray(max((s["p_vaddr"] + s["p_filesz"] - base for s in filled), default=0))
    pieces = []
    for segment in filled:
        at, size = segment["p_offset"], segment["p_filesz"]
        piece = Piece(file_at=at, image_at=segment["p_vaddr"] - base, size=size)
        image[piece.image_at : piece.image_at + size] = data[at : at + size]
        pieces.append(piece)
    return Executable(
        goarch=machine.goarch,
        elf_flags=elf["e_flags"],
        base=base,
        image=bytes(image),
        memory_size=loaded[-1]["p_vaddr"] + loaded[-1]["p_memsz"] - base,
        entry=elf["e_entry"] - base,
        program_headers=_in_image(elf["e_phoff"], pieces),
        program_header_count=elf["e_phnum"],
        segments=tuple(
            Segment(
                at=segment["p_vaddr"] - base,
                size=segment["p_memsz"],
                protection=_protection(segment["p_flags"]),
            )
            for segment in loaded
        ),
        pieces=tuple(pieces),
        sections=_sections(elf, base, len(image)),
        stack_flags=next((s["p_flags"] for s in segments if s["p_type"] == "PT_GNU_STACK"), None),
    )


def _sections(elf: ELFFile, base: int, image_size: int) -> Mapping[str, range]:
    """Those that stand whole in the image. Without a section table there is none."""
    found = {}
    for section in elf.iter_sections():
        start = section["sh_addr"] - base
        if section["sh_type"] in {"SHT_PROGBITS", "SHT_NOTE"} and section["sh_addr"] >= base:
            end = start + section["sh_size"]
            if end <= image_size:
                found[section.name] = range(start, end)
    return found


def _in_image(file_at: int, pieces: list[Piece]) -> int:
    for piece in pieces:
        if piece.file_at <= file_at < piece.file_at + piece.size:
            return piece.image_at + file_at - piece.file_at
    return 0


def _protection(flags: int) -> int:
    """PF_X 1, PF_W 2, PF_R 4 of ELF as PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4 of mprotect."""
    return bool(flags & 4) | (flags & 2) | bool(flags & 1) << 2


def _kind(data: bytes) -> str:
    return next(
        (kind for mark, kind in _OTHER_FORMATS.items() if data.startswith(mark)), "something else"
    )
