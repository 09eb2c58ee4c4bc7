"""The machines that programs are packed for: what differs between them, one entry each.

The stub has the same in machine_*.h, and what is particular to a machine's programs in program.h.
"""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.gopack.elf_form import ELF32, ELF64, Form, form_of


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A machine that Go builds for on Linux, and where a packed file stands in its memory."""

    goarch: str
    """What Go calls it."""
    cpu: str
    """What Linux calls it, in the names of the stub's blobs."""
    compiler: tuple[str, ...]
    """The words by which zig's clang is told of it: the oldest that Go's programs run on."""
    number: int
    """`e_machine` in an ELF header."""
    form: Form
    """Of its ELF files; its pointers have as many bytes as an address there."""
    base: int
    """The address at which a packed file is mapped: where no program, no heap of Go's, no library
    of the kernel's and no stack is, whatever kernel it is."""
    page: int
    """Bytes of the largest pages that its kernels have."""
    text_properties: tuple[int, int, int]
    """lc, lp and pb by which LZMA makes the least of its text."""


MACHINES = (
    Machine(
        goarch="amd64",
        cpu="x86_64",
        compiler=("-target", "x86_64-linux-none"),
        number=62,
        form=ELF64,
        base=1 << 40,
        page=4096,
        text_properties=(3, 0, 0),
    ),
    Machine(
        goarch="arm64",
        cpu="aarch64",
        # addresses relative to the instruction, not to its page: the stub may stand anywhere
        compiler=("-target", "aarch64-linux-none", "-mcmodel=tiny"),
        number=183,
        form=ELF64,
        base=1 << 37,  # some kernels have 39 bits
        page=65536,
        text_properties=(2, 2, 2),
    ),
    Machine(
        goarch="386",
        cpu="i386",
        # the oldest that Go builds for, but for GO386=softfloat: it has SSE2
        compiler=("-target", "x86-linux-none", "-mcpu=pentium4"),
        number=3,
        form=ELF32,
        base=0x20000000,
        page=4096,
        text_properties=(3, 0, 0),
    ),
    Machine(
        goarch="arm",
        cpu="arm",
        compiler=("-target", "arm-linux-musleabi", "-mcpu=arm1136j_s", "-munaligned-access"),
        number=40,
        form=ELF32,
        base=0x20000000,
        page=65536,
        text_properties=(2, 2, 2),
    ),
    Machine(
        goarch="riscv64",
        cpu="riscv64",
        compiler=("-target", "riscv64-linux-none"),
        number=243,
        form=ELF64,
        base=1 << 37,  # Sv39 has 38 bits for programs
        page=4096,
        text_properties=(3, 1, 1),
    ),
    Machine(
        goarch="ppc64le",
        cpu="powerpc64le",
        compiler=("-target", "powerpc64le-linux-none"),
        number=21,
        form=ELF64,
        base=1 << 40,
        page=65536,
        text_properties=(2, 2, 2),
    ),
)

BY_GOARCH = {machine.goarch: machine for machine in MACHINES}
"""Addresses of 32 bits: a program begins at 0x10000 or 0x8048000, and may reach up to 512 MiB. Go's
heap begins behind the packed file, where the kernel has the end of a program (`runtime/malloc.go`,
brk), and takes 512 MiB at first. What the kernel places itself comes down from the end of the
addresses, which is at 1 GiB where the kernel's own part is largest. 64 bits: above any program, and
below Go's heap or between two of its arenas."""

PROVERS = ("amd64", "arm64")
"""On these the packer proves what it made by the stub's own code, for whatever machine that is."""

_BY_NUMBER = {(machine.number, machine.form.bits): machine for machine in MACHINES}


def machine_of(data: bytes) -> Machine | None:
    """Whose program an ELF file is, by its first bytes; None for a machine that is not here."""
    form = form_of(data)
    if form is None:
        return None
    return _BY_NUMBER.get((form.header.read(data)["machine"], form.bits))
