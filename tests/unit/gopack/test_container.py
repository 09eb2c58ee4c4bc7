"""Which files gopack made, and that their sections and segment name all that is in them."""

from __future__ import annotations

import io

import pytest
from elftools.elf.elffile import ELFFile

from slimgo.gopack.container import Parts, build_info_of, goarch_of, is_packed, whole
from slimgo.gopack.errors import Refused
from slimgo.gopack.machines import BY_GOARCH

STUB, TAIL = bytes(range(1, 17)), b"the tail"
CONTENT = b"header and payload"
FLAGS = 0x5000402


def packed(goarch: str = "amd64", *, build_info: bytes = b"", stub: bytes = STUB) -> bytes:
    parts = Parts(
        goarch=goarch,
        elf_flags=FLAGS,
        stack_flags=None,
        build_info=build_info,
        tail=TAIL,
        stub=stub,
    )
    return whole(parts, CONTENT)


@pytest.mark.parametrize("goarch", BY_GOARCH)
def test_a_packed_file_is_gopacks_though_it_is_cut_off_or_damaged(goarch: str) -> None:
    made = packed(goarch)
    assert is_packed(made)
    assert is_packed(made[:-1])
    # nothing is left of the code that it starts with
    assert is_packed(made[: made.index(STUB)])
    assert is_packed(made[:-1] + b"\xff")


def test_another_file_is_not(elf) -> None:
    for data in (b"", b"#!/bin/sh\n", elf(), packed()[:63]):
        assert not is_packed(data)


@pytest.mark.parametrize("build_info", [b"", b"build information"])
def test_build_information_is_found_by_its_section(build_info: bytes) -> None:
    made = packed(build_info=build_info)
    assert build_info_of(made) == build_info
    names = [section.name for section in ELFFile(io.BytesIO(made)).iter_sections()]
    assert names == ["", *([".go.buildinfo"] if build_info else []), ".gopack", ".shstrtab"]


@pytest.mark.parametrize("goarch", BY_GOARCH)
def test_all_but_the_section_table_is_in_the_segment_and_the_sections(goarch: str) -> None:
    """What strip and its like find outside, they drop; what is their own stands outside."""
    made = packed(goarch, build_info=b"build information")
    elf = ELFFile(io.BytesIO(made))
    loaded, sections = elf.get_segment(0), {s.name: s for s in elf.iter_sections()}
    end = made.index(TAIL) + len(TAIL)
    assert (loaded["p_offset"], loaded["p_filesz"], loaded["p_memsz"]) == (0, end, end)
    assert sections[".shstrtab"]["sh_offset"] >= end
    assert elf["e_shoff"] >= end
    code = sections[".gopack"]
    assert code.data() == STUB + CONTENT + TAIL
    assert code["sh_addr"] == elf["e_entry"] == loaded["p_vaddr"] + code["sh_offset"]
    assert code["sh_flags"] == 6, "in memory, and code"
    info = sections[".go.buildinfo"]
    assert info["sh_addr"] == loaded["p_vaddr"] + info["sh_offset"]
    assert info["sh_offset"] % 16 == 0, "debug/buildinfo looks at such places only"


@pytest.mark.parametrize("machine", BY_GOARCH.values(), ids=BY_GOARCH)
def test_the_header_is_that_of_the_machine(machine) -> None:
    """The kernel reads calling conventions from the flags: of arm, riscv64 and ppc64le."""
    made = packed(machine.goarch)
    elf = ELFFile(io.BytesIO(made))
    assert goarch_of(made) == machine.goarch
    assert (elf.elfclass, elf["e_flags"]) == (machine.form.bits, FLAGS)
    assert elf.get_segment(0)["p_vaddr"] == machine.base
    assert elf.get_segment(0)["p_align"] == machine.page


def test_a_file_of_no_known_machine_is_refused() -> None:
    with pytest.raises(Refused):
        goarch_of(b"\x7fELF" + bytes(60))
