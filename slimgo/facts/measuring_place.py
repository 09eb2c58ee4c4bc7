"""What a machine's figures depend on beside its processor: limits, governor, hypervisor."""

from __future__ import annotations

from pathlib import Path

_NONE = "none"
_V1_UNLIMITED = 1 << 60


def measuring_place(root: Path = Path("/")) -> tuple[tuple[str, str], ...]:
    """Pairs; `not known` where the kernel does not say. root: where /proc and /sys are.

    Sources: Linux, admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst; admin-guide/pm/cpufreq.rst;
    the flag `hypervisor` of /proc/cpuinfo (arch/x86/include/asm/cpufeatures.h).
    """
    return (
        ("memory limit", _memory_limit(root)),
        ("CPU limit", _cpu_limit(root)),
        ("governor", _read(root / "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")),
        ("virtualised", _virtualised(root)),
    )


def _memory_limit(root: Path) -> str:
    group = root / "sys/fs/cgroup"
    said = _read(group / "memory.max", "")
    if said:
        return _NONE if said == "max" else f"{int(said):,} B"
    said = _read(group / "memory/memory.limit_in_bytes", "")
    if said.isdigit():
        return _NONE if int(said) > _V1_UNLIMITED else f"{int(said):,} B"
    return _NONE  # the root of a hierarchy has no such file


def _cpu_limit(root: Path) -> str:
    quota, _, period = _read(root / "sys/fs/cgroup/cpu.max", "max").partition(" ")
    if not quota.isdigit():
        return _NONE
    return f"{int(quota) / int(period):g} CPUs"


def _virtualised(root: Path) -> str:
    flags = next(
        (
            line.partition(":")[2].split()
            for line in _read(root / "proc/cpuinfo", "").splitlines()
            if line.startswith("flags")
        ),
        None,
    )
    if flags is None:
        return "not known"
    return "yes" if "hypervisor" in flags else "no"


def _read(path: Path, lacking: str = "not known") -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return lacking
