"""What a program for another system is: PE and Mach-O read with LIEF; never to be run here."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

from slimgo.errors import Unreadable
from slimgo.facts.binary import digest, found_in, read_binary, read_build_info
from slimgo.run.process import Surroundings
from slimgo.values.binary import BinaryFacts
from slimgo.values.target import Target

_PE_GOARCH = {"AMD64": "amd64", "ARM64": "arm64", "I386": "386"}
_MACHO_GOARCH = {"X86_64": "amd64", "ARM64": "arm64"}


def read_program(
    path: Path, surroundings: Surroundings, machine_paths: Iterable[tuple[str, str]]
) -> BinaryFacts:
    """An ELF file as read_binary reads it, else a PE or Mach-O one. Raises Unreadable."""
    with path.open("rb") as file:
        if file.read(4) == b"\x7fELF":
            return read_binary(path, surroundings, machine_paths)
    import lief

    lief.logging.disable()
    # it warns of numbers that its enumerations lack, and gives the bare number
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        return _facts(lief.parse(str(path)), path, surroundings, machine_paths)


def _facts(
    found: object,
    path: Path,
    surroundings: Surroundings,
    machine_paths: Iterable[tuple[str, str]],
) -> BinaryFacts:
    import lief

    if isinstance(found, lief.PE.Binary):
        file_format, goos = "PE", "windows"
        goarch = _PE_GOARCH.get(getattr(found.header.machine, "name", ""), "unknown")
        symbols = any(symbol.name for symbol in found.symbols)
        # a name of more than 8 bytes stands in the string table (PE format, section table)
        sections = [str(each.coff_string.string) for each in found.sections if each.coff_string]
    elif isinstance(found, lief.MachO.Binary):
        file_format, goos = "Mach-O", "darwin"
        goarch = _MACHO_GOARCH.get(getattr(found.header.cpu_type, "name", ""), "unknown")
        # what it imports must be named to be found at all
        symbols = any(symbol.value for symbol in found.symbols)
        sections = [str(section.name) for section in found.sections]
    else:
        raise Unreadable(f"{path.name} is neither ELF nor PE nor Mach-O")
    return BinaryFacts(
        size_bytes=path.stat().st_size,
        sha256=digest(path),
        target=Target(goos=goos, goarch=goarch),
        interpreter="",
        needed=(),
        pie=False,
        symbols=symbols,
        debug_info=any("debug_info" in name for name in sections),
        packed_by="",
        build_info=read_build_info(path, surroundings),
        machine_paths=found_in(path, machine_paths),
        file_format=file_format,
    )


def refusal(path: Path, surroundings: Surroundings) -> str:
    """Why no image can be made of it, as our ELF reader says; empty where one can."""
    try:
        read_binary(path, surroundings)
    except Unreadable as error:
        return str(error)
    return ""
