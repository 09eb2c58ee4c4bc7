"""Reading ELF files that are made here, byte by byte: no compiler, no Go."""

from __future__ import annotations

import gzip
import hashlib
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.errors import Unreadable
from slimgo.facts.binary import build_info, digest, found_in, pull_bytes, read_binary
from slimgo.run.process import Surroundings
from slimgo.values.binary import BinaryFacts, BuildInfo

# System V ABI, chapter 4 and 5
EXEC, DYN = 2, 3
LOAD, DYNAMIC, INTERP = 1, 2, 3
STRTAB, NEEDED = 5, 1
BASE = 0x400000
AMD64, I386, ARM64 = 62, 3, 183


def elf(
    *,
    machine: int = AMD64,
    bits: int = 64,
    big_endian: bool = False,
    osabi: int = 0,
    kind: int = EXEC,
    interpreter: bytes = b"",
    needed: tuple[bytes, ...] = (),
    sections: tuple[str, ...] = (),
    code: bytes = b"",
    behind: bytes = b"",
) -> bytes:
    """An ELF file with what is asked for. Layout: header, program headers, contents, sections.

    code: loaded last, and where it starts.
    """
    wide = bits == 64
    order = ">" if big_endian else "<"
    header_size, segment_size, section_size = (64, 56, 64) if wide else (52, 32, 40)
    count = 1 + bool(interpreter) + bool(needed)
    start = header_size + count * segment_size
    strings = b"\0" + b"".join(name + b"\0" for name in needed)
    places = [strings.index(name + b"\0") for name in needed]
    inner = interpreter + b"\0" if interpreter else b""
    strings_at = start + len(inner)
    word = order + ("QQ" if wide else "II")
    tags = [(NEEDED, place) for place in places] + [(STRTAB, BASE + strings_at), (0, 0)]
    dynamic = b"".join(struct.pack(word, *tag) for tag in tags) if needed else b""
    content = inner + strings + dynamic + code
    size = start + len(content)
    entry = BASE + size - len(code)
    segments = [(LOAD, 0, size)]
    if interpreter:
        segments.append((INTERP, start, len(inner)))
    if needed:
        segments.append((DYNAMIC, strings_at + len(strings), len(dynamic)))
    names = b"\0" + b"".join(name.encode() + b"\0" for name in (*sections, ".shstrtab"))
    table_at = size + len(names) if sections else 0
    raw = b"\x7fELF" + bytes([2 if wide else 1, 2 if big_endian else 1, 1, osabi]) + bytes(8)
    number = len(sections) + 2 if sections else 0
    raw += struct.pack(
        order + ("HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH"),
        *(kind, machine, 1, entry, header_size, table_at, 0, header_size, segment_size, count),
        *(section_size, number, max(0, number - 1)),
    )
    for type_, offset, length in segments:
        at = BASE + offset
        raw += (
            struct.pack(order + "IIQQQQQQ", type_, 5, offset, at, at, length, length, 1)
            if wide
            else struct.pack(order + "IIIIIIII", type_, offset, at, at, length, length, 5, 1)
        )
    raw += content
    if sections:
        raw += names + bytes(section_size)
        for name in (*sections, ".shstrtab"):
            place = names.index(name.encode() + b"\0")
            type_, length = (3, len(names)) if name == ".shstrtab" else (1, 0)
            form = order + ("IIQQQQIIQQ" if wide else "IIIIIIIIII")
            raw += struct.pack(form, place, type_, 0, 0, size, length, 0, 0, 1, 0)
    return raw + behind


Read = Callable[..., BinaryFacts]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """No Go: a program that knows nothing of `version -m` stands for it and fails."""
    surroundings = Surroundings(
        directory=tmp_path, environment={}, programs={"go": Path(sys.executable)}
    )

    def reading(raw: bytes, machine_paths: tuple[tuple[str, str], ...] = ()) -> BinaryFacts:
        path = tmp_path / "app.bin"
        path.write_bytes(raw)
        return read_binary(path, surroundings, machine_paths)

    return reading


def test_a_bare_static_program_is_read_as_what_it_is(read: Read) -> None:
    raw = elf()
    facts = read(raw)
    assert facts == BinaryFacts(
        size_bytes=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        target=facts.target,
        interpreter="",
        needed=(),
        pie=False,
        symbols=False,
        debug_info=False,
        packed_by="",
        build_info=None,
    )
    assert str(facts.target) == "linux/amd64"


@pytest.mark.parametrize(
    ("machine", "bits", "osabi", "target"),
    [
        (AMD64, 64, 0, "linux/amd64"),
        (AMD64, 64, 3, "linux/amd64"),
        (AMD64, 64, 9, "freebsd/amd64"),
        (AMD64, 64, 6, "unknown/amd64"),
        (AMD64, 32, 0, "linux/unknown"),
        (ARM64, 64, 0, "linux/arm64"),
        (I386, 32, 0, "linux/386"),
        (40, 32, 0, "linux/arm"),
        (243, 64, 0, "linux/riscv64"),
        (21, 64, 0, "linux/ppc64le"),
        (22, 64, 0, "linux/unknown"),
        (8, 32, 0, "linux/mipsle"),
    ],
)
def test_the_target_is_what_the_header_says(
    read: Read, machine: int, bits: int, osabi: int, target: str
) -> None:
    assert str(read(elf(machine=machine, bits=bits, osabi=osabi)).target) == target


@pytest.mark.parametrize(("machine", "goarch"), [(21, "ppc64"), (22, "s390x"), (8, "mips64")])
def test_a_big_endian_program_is_for_a_big_endian_machine(
    read: Read, machine: int, goarch: str
) -> None:
    assert read(elf(machine=machine, big_endian=True)).target.goarch == goarch


@pytest.mark.parametrize("bits", [32, 64])
def test_an_interpreter_and_needed_libraries_are_found_without_sections(
    read: Read, bits: int
) -> None:
    facts = read(elf(bits=bits, interpreter=b"/lib/ld.so", needed=(b"libc.so.6", b"libm.so.6")))
    assert facts.interpreter == "/lib/ld.so"
    assert facts.needed == ("libc.so.6", "libm.so.6")
    assert read(elf(bits=bits, interpreter=b"/lib/ld.so")).needed == ()
    assert read(elf(bits=bits, needed=(b"libc.so.6",))).interpreter == ""


def test_a_shared_object_is_position_independent(read: Read) -> None:
    assert read(elf(kind=DYN)).pie
    assert not read(elf(kind=EXEC)).pie


@pytest.mark.parametrize(
    ("sections", "symbols", "debug_info"),
    [
        ((), False, False),
        ((".text", ".dynsym"), False, False),
        ((".text", ".symtab"), True, False),
        ((".debug_info",), False, True),
        ((".zdebug_info", ".symtab"), True, True),
        ((".debug_line",), False, False),
    ],
)
def test_tables_are_known_by_their_sections(
    read: Read, *, sections: tuple[str, ...], symbols: bool, debug_info: bool
) -> None:
    facts = read(elf(sections=sections))
    assert (facts.symbols, facts.debug_info) == (symbols, debug_info)


def marked(*, first: int, last: int) -> bytes:
    """UPX's mark so many bytes from the start, and so many from the end."""
    raw = bytearray(elf(behind=bytes(20_000)))
    raw[first : first + 4] = b"UPX!"
    raw[len(raw) - last : len(raw) - last + 4] = b"UPX!"
    return bytes(raw)


def test_a_packed_file_bears_upxs_mark_at_both_ends(read: Read) -> None:
    assert read(marked(first=4092, last=4)).packed_by == "upx"
    assert read(marked(first=200, last=4096)).packed_by == "upx"
    assert read(marked(first=4093, last=4)).packed_by == "", "beyond where it stands"
    assert read(marked(first=200, last=4097)).packed_by == ""
    assert read(elf(behind=b"UPX!")).packed_by == "upx", "a file shorter than what is looked at"


def test_what_a_registry_transfers_is_gzips_smallest() -> None:
    text = Path(__file__).read_bytes()
    sizes = [len(gzip.compress(text, level)) for level in range(1, 10)]
    assert pull_bytes(Path(__file__)) == sizes[8] == min(sizes)


def stub(mark: bytes, *, distance: int = 40) -> bytes:
    """Code in gopack's manner: behind its first jump it says how far its header is."""
    return bytes(4) + struct.pack("<I", distance) + b"\xcc" * 32 + mark


def test_a_packed_file_starts_in_gopacks_code_which_says_where_its_mark_is(read: Read) -> None:
    assert read(elf(code=stub(b"GPK\1"))).packed_by == "gopack"
    assert read(elf(interpreter=b"/ld", code=stub(b"GPK\1"))).packed_by == "gopack"
    assert read(elf(code=stub(b"GPX\1"))).packed_by == ""
    assert read(elf(code=stub(b"GPK\1", distance=39))).packed_by == ""
    assert read(elf(code=stub(b"GPK\1", distance=2**32 - 1))).packed_by == "", "beyond the file"
    assert read(elf(code=stub(b"")[:4])).packed_by == "", "too short to say it"
    assert read(elf(behind=stub(b"GPK\1"))).packed_by == "", "what is not loaded is not started"


def test_a_program_that_loads_nothing_is_packed_by_nobody(read: Read) -> None:
    raw = bytearray(elf(code=stub(b"GPK\1")))
    raw[64:68] = bytes(4)  # the first program header's p_type: PT_NULL
    assert read(bytes(raw)).packed_by == ""


def test_code_that_stands_beyond_every_file_is_unreadable(read: Read) -> None:
    raw = bytearray(elf(code=stub(b"GPK\1")))
    raw[72:80] = struct.pack("<Q", 2**63)  # its p_offset
    with pytest.raises(Unreadable, match="cannot be read as ELF"):
        read(bytes(raw))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "app.bin is empty, not a Linux program (ELF)"),
        (b"MZ\x90\0", "app.bin is a Windows program (PE), not a Linux program (ELF)"),
        (b"\xcf\xfa\xed\xfe\x07", "app.bin is a macOS program (Mach-O), not a Linux program (ELF)"),
        (b"#!/bin/sh\n", "app.bin is a script, not a Linux program (ELF)"),
        (b"\x7fELE", "app.bin is something else, not a Linux program (ELF)"),
        (b"\x7fELF", "app.bin cannot be read as ELF"),
        (elf()[:63], "app.bin cannot be read as ELF"),
        (elf()[:100], "app.bin cannot be read as ELF"),
    ],
)
def test_what_is_no_elf_file_is_named(read: Read, raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(raw)
    assert caught.value.what == words


def test_what_stops_the_reading_is_told(read: Read) -> None:
    with pytest.raises(Unreadable) as caught:
        read(elf()[:63])
    assert caught.value.why not in {"", "None", None}


def test_a_dynamic_section_that_leads_nowhere_is_unreadable(read: Read) -> None:
    """Its string table lies in no segment, and no section stands in for it."""
    raw = elf(needed=(b"libc.so.6",))
    table = struct.pack("<Q", BASE + 64 + 2 * 56)
    assert raw.count(table) == 1
    with pytest.raises(Unreadable, match="cannot be read as ELF"):
        read(raw.replace(table, b"\0" * 7 + b"\x7f"))


def test_paths_of_the_machine_are_searched_for_in_all_bytes(read: Read) -> None:
    paths = (("home", "/home/me"), ("cache", "/caché"), ("none", "/other"))
    raw = elf(behind=b"x/home/me/y" + "/caché".encode())
    assert read(raw, paths).machine_paths == ("home", "cache")
    assert read(raw).machine_paths == ()


def test_a_digest_is_of_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a" * 5_000_000)
    assert digest(path) == hashlib.sha256(b"a" * 5_000_000).hexdigest()
    assert found_in(path, (("a", "aaa"), ("b", "b"))) == ("a",)


@pytest.mark.parametrize(
    ("content", "held"),
    [
        (b"x\0/a/main.go\0", True),
        (b"/a/cmd/tool/main.go", True),
        (b"\0/a/b\0c.go", False),
        (b"example.com/a/main.go", False),
        (b"/ab/main.go", False),
        (b"/a/main.gopher", False),
        (b"/a/main.c", False),
    ],
)
def test_a_short_folder_is_held_only_where_a_source_of_it_is_named(
    tmp_path: Path, content: bytes, *, held: bool
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert bool(found_in(path, (("project", "/a/*.go"),))) is held


def test_build_info_is_what_go_says_in_json() -> None:
    said = """{"GoVersion": "go1.27.3", "Path": "x", "Settings": [
        {"Key": "-trimpath", "Value": "true"}, {"Key": "-tags"}]}"""
    assert build_info(said) == BuildInfo(
        go_version="go1.27.3", settings=(("-trimpath", "true"), ("-tags", ""))
    )
    assert build_info('{"GoVersion": "go1"}') == BuildInfo(go_version="go1", settings=())


@pytest.mark.parametrize(
    "said",
    [
        "",
        "go: not a Go executable",
        "[]",
        "1",
        "null",
        "{}",
        '{"GoVersion": "x", "Settings": [{}]}',
        '{"GoVersion": "x", "Settings": 1}',
    ],
)
def test_what_go_does_not_say_is_no_build_info(said: str) -> None:
    assert build_info(said) is None
