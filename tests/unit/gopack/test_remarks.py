"""What is said beside what packing made, and which of two files it keeps."""

from __future__ import annotations

import hashlib

from slimgo.gopack.encode import Effort
from slimgo.gopack.joined import payload_of
from slimgo.gopack.pack import pack, read
from slimgo.gopack.remarks import remarks
from slimgo.gopack.smallest import pack_smallest
from tests.unit.gopack.test_elf_parts import with_sections

NOISE = hashlib.shake_256(b"noise").digest(0x2800)


def with_symbols(data: bytes, name: bytes) -> bytes:
    """The program with a section of that name behind it, and the names."""
    at = len(data)
    whole = data + b"\0" + name + b"\0" + NOISE
    names, noise = (0, 3, at, len(name) + 2), (1, 1, at + len(name) + 2, len(NOISE))
    return with_sections(whole, names, noise)


def test_a_plain_program_needs_no_remark(elf) -> None:
    original = read(elf(behind=b""))
    assert list(remarks(pack(original, Effort.DEFAULT), original)) == []


def test_symbols_and_debug_information_have_a_price(elf) -> None:
    for name in (b".symtab", b".debug_info", b".zdebug_line"):
        original = read(with_symbols(elf(behind=b""), name))
        packed = pack(original, Effort.DEFAULT)
        (line,) = remarks(packed, original)
        assert line.startswith("symbols and debug information take ")
        assert '-ldflags="-s -w"' in line
        without = pack(read(elf(behind=b"")), Effort.DEFAULT)
        saved = len(packed.data) - len(without.data)
        assert f"{packed.tail_size:,} of" in line
        assert abs(packed.tail_size - saved) < 200
    original = read(with_symbols(elf(behind=b""), b".comment"))
    assert not list(remarks(pack(original, Effort.DEFAULT), original))


def test_an_overlay_is_said_with_what_it_looks_like(elf) -> None:
    original = read(elf(behind=b"what stands behind"))
    (line,) = remarks(pack(original, Effort.DEFAULT), original)
    assert line.startswith("the 18 bytes behind the program (of no kind that gopack knows)")


def test_the_best_is_the_defaults_where_lzma_makes_it_larger(elf) -> None:
    noise = hashlib.shake_256(b"noise").digest(400_000)
    segments = ((1, 5, 0, 0x400000, 0x1200), (1, 6, 0x2000, 0x402000, 0x800 + len(noise)))
    original = read(elf(behind=noise, segments=segments))
    default, lzma = (pack(original, effort).data for effort in (Effort.DEFAULT, Effort.BEST))
    assert len(default) < len(lzma)
    packed = pack_smallest(original, Effort.BEST)
    assert packed.data == default
    (line,) = remarks(packed, original)
    assert line.endswith(f"{len(lzma) - len(default):,} bytes smaller than with LZMA")


def test_the_best_is_lzmas_where_that_is_smaller(elf) -> None:
    original = read(elf(behind=b""))
    packed = pack_smallest(original, Effort.BEST)
    assert packed.data == pack(original, Effort.BEST).data
    assert len(packed.data) < len(pack(original, Effort.DEFAULT).data)
    assert payload_of(packed.data) == "lzma"
    assert not packed.instead_of
