"""Go's names for processors."""

from __future__ import annotations

import pytest

from slimgo.plan.goarch import ByteOrder, goarch_of_elf, goarch_of_machine


@pytest.mark.parametrize(
    ("machine", "byteorder", "goarch"),
    [
        ("x86_64", "little", "amd64"),
        ("AMD64", "little", "amd64"),
        ("aarch64", "little", "arm64"),
        ("aarch64_be", "big", ""),
        ("i686", "little", "386"),
        ("i486", "little", "386"),
        ("armv6l", "little", "arm"),
        ("armv7l", "little", "arm"),
        ("armv8l", "little", "arm"),
        ("armv5tejl", "little", "arm"),
        ("ppc64", "big", "ppc64"),
        ("ppc64le", "little", "ppc64le"),
        ("mips64", "little", "mips64le"),
        ("mips64", "big", "mips64"),
        ("loongarch64", "little", "loong64"),
        ("s390x", "big", "s390x"),
        ("riscv64", "little", "riscv64"),
        ("sparc64", "big", ""),
    ],
)
def test_a_machine_has_gos_name_or_none(machine: str, byteorder: ByteOrder, goarch: str) -> None:
    assert goarch_of_machine(machine, byteorder) == goarch


def test_a_big_endian_powerpc_is_not_taken_for_the_little_endian_one() -> None:
    assert goarch_of_elf("EM_PPC64", 64, "big") == "ppc64"
    assert goarch_of_elf("EM_PPC64", 64, "little") == "ppc64le"
    assert goarch_of_machine("ppc64", "big") == "ppc64"


def test_what_go_builds_nothing_for_is_unknown() -> None:
    assert goarch_of_elf("EM_SPARCV9", 64, "big") == "unknown"
    assert goarch_of_elf("EM_AARCH64", 64, "big") == "unknown"
