"""Go's names for processors: from the kernel's, and from the ELF header's."""

from __future__ import annotations

import re
from typing import Literal

ByteOrder = Literal["little", "big"]

_MACHINES: dict[str, dict[ByteOrder, str]] = {
    "x86_64": {"little": "amd64"},
    "amd64": {"little": "amd64"},  # what macOS and the BSDs call it
    "aarch64": {"little": "arm64"},
    "arm64": {"little": "arm64"},
    "riscv64": {"little": "riscv64"},
    "s390x": {"big": "s390x"},
    "ppc64le": {"little": "ppc64le"},
    "ppc64": {"big": "ppc64"},
    "loongarch64": {"little": "loong64"},
    "mips": {"little": "mipsle", "big": "mips"},
    "mips64": {"little": "mips64le", "big": "mips64"},
}
_FAMILIES = ((re.compile(r"i[3-6]86"), "386"), (re.compile(r"armv[5-8]t?e?j?l"), "arm"))

_ELF: dict[tuple[str, int, ByteOrder], str] = {
    ("EM_X86_64", 64, "little"): "amd64",
    ("EM_AARCH64", 64, "little"): "arm64",
    ("EM_386", 32, "little"): "386",
    ("EM_ARM", 32, "little"): "arm",
    ("EM_RISCV", 64, "little"): "riscv64",
    ("EM_PPC64", 64, "little"): "ppc64le",
    ("EM_PPC64", 64, "big"): "ppc64",
    ("EM_S390", 64, "big"): "s390x",
    ("EM_LOONGARCH", 64, "little"): "loong64",
    ("EM_MIPS", 32, "little"): "mipsle",
    ("EM_MIPS", 32, "big"): "mips",
    ("EM_MIPS", 64, "little"): "mips64le",
    ("EM_MIPS", 64, "big"): "mips64",
}

GOARCHS = tuple(sorted(set(_ELF.values())))
"""Every one that Go builds Linux programs for (`go tool dist list`)."""


def goarch_of_machine(machine: str, byteorder: ByteOrder) -> str:
    """machine: as uname(2) has it. byteorder: the processor's. Empty where Go has no name for
    it."""
    name = machine.lower()
    for family, goarch in _FAMILIES:
        if family.fullmatch(name):
            return goarch
    return _MACHINES.get(name, {}).get(byteorder, "")


def goarch_of_elf(machine: str, bits: int, byteorder: ByteOrder) -> str:
    """machine: the name of e_machine, `EM_…`. `unknown` where Go has no name for it."""
    return _ELF.get((machine, bits, byteorder), "unknown")
