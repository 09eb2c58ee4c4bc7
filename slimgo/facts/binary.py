"""What an executable is: read off the ELF file with pyelftools, and by `go version -m`."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from slimgo.errors import Unreadable
from slimgo.facts.marks import packed_by
from slimgo.plan.goarch import goarch_of_elf
from slimgo.run.process import Surroundings, run
from slimgo.values.binary import BinaryFacts, BuildInfo
from slimgo.values.command import Command
from slimgo.values.target import Target

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile

_GOOS = {"ELFOSABI_SYSV": "linux", "ELFOSABI_LINUX": "linux", "ELFOSABI_FREEBSD": "freebsd"}
_OTHER_FORMATS = {
    b"MZ": "a Windows program (PE)",
    b"\xcf\xfa\xed\xfe": "a macOS program (Mach-O)",
    b"#!": "a script",
}
_ANY_SOURCE = "/*.go"


def digest(path: Path) -> str:
    """sha256 of the content, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_binary(
    path: Path, surroundings: Surroundings, machine_paths: Iterable[tuple[str, str]] = ()
) -> BinaryFacts:
    """All that the checks need of an executable. Raises Unreadable where it is no ELF file.

    machine_paths: folders of the building machine, to be searched for in its bytes: what each
    is, and where.
    """
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    try:
        with path.open("rb") as file:
            head = file.read(4)
            if head != b"\x7fELF":
                raise Unreadable(f"{path.name} is {_what(head)}, not a Linux program (ELF)")
            elf = ELFFile(file)
            interpreter, needed = _dynamic(elf)
            sections = {section.name for section in elf.iter_sections()}
            target = Target(
                goos=_GOOS.get(elf["e_ident"]["EI_OSABI"], "unknown"),
                goarch=goarch_of_elf(
                    elf["e_machine"], elf.elfclass, "little" if elf.little_endian else "big"
                ),
            )
            pie = elf["e_type"] == "ET_DYN"
            packer = packed_by(elf, file)
    # pyelftools asserts what it expects of a dynamic section, and seeks where hostile bytes say
    except (ELFError, AssertionError, OSError, ValueError, KeyError, OverflowError) as error:
        raise Unreadable(f"{path.name} cannot be read as ELF", why=str(error)) from error
    return BinaryFacts(
        size_bytes=path.stat().st_size,
        sha256=digest(path),
        target=target,
        interpreter=interpreter,
        needed=needed,
        pie=pie,
        symbols=".symtab" in sections,
        debug_info=bool(sections & {".debug_info", ".zdebug_info"}),
        packed_by=packer,
        build_info=read_build_info(path, surroundings),
        machine_paths=found_in(path, machine_paths),
    )


def pull_bytes(path: Path) -> int:
    """What a registry would transfer of the file: layers are sent as gzip."""
    return len(gzip.compress(path.read_bytes(), 9))


def found_in(path: Path, wanted: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The names of what is in the file's bytes. wanted: of each its name, and a path; one that ends
    with `/*.go` stands for the name of any Go source below that folder."""
    content = path.read_bytes()
    return tuple(name for name, text in wanted if _holds(content, text))


def _holds(content: bytes, text: str) -> bool:
    if not text.endswith(_ANY_SOURCE):
        return os.fsencode(text) in content
    # a short folder such as /a is in every program by chance, its sources are not
    folder = re.escape(os.fsencode(text.removesuffix(_ANY_SOURCE)))
    return re.search(rb"(?<![\w.@~-])" + folder + rb"/[^\0\n]{0,999}?\.go\b", content) is not None


def read_build_info(path: Path, surroundings: Surroundings) -> BuildInfo | None:
    """What `go version -m` reads; None where it reads nothing, as after UPX."""
    return build_info(said_of_build(path, surroundings))


def said_of_build(path: Path, surroundings: Surroundings) -> str:
    """What `go version -m -json` prints of it, which names no file; empty for nothing."""
    completed = run(
        Command(argv=("go", "version", "-m", "-json", str(path))),
        surroundings,
        timeout_seconds=60,
        check=False,
    )
    return completed.stdout


def build_info(said: str) -> BuildInfo | None:
    """What `go version -m -json` said (runtime/debug.BuildInfo); None where it is something else.

    A setting without a value has no Value at all.
    """
    try:
        info = json.loads(said)
        settings = tuple((pair["Key"], pair.get("Value", "")) for pair in info.get("Settings", ()))
        return BuildInfo(go_version=info["GoVersion"], settings=settings)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _dynamic(elf: ELFFile) -> tuple[str, tuple[str, ...]]:
    """The interpreter, and the libraries that it would have to find."""
    from elftools.elf.dynamic import DynamicSegment
    from elftools.elf.segments import InterpSegment

    interpreter, needed = "", []
    for segment in elf.iter_segments():
        if isinstance(segment, InterpSegment):
            interpreter = segment.get_interp_name()
        if isinstance(segment, DynamicSegment):
            # pyelftools gives each tag the attribute its kind has: a name its types cannot know
            needed += [str(getattr(tag, "needed")) for tag in segment.iter_tags("DT_NEEDED")]  # noqa: B009
    return interpreter, tuple(needed)


def _what(head: bytes) -> str:
    if not head:
        return "empty"
    known = [name for magic, name in _OTHER_FORMATS.items() if head.startswith(magic)]
    return known[0] if known else "something else"
