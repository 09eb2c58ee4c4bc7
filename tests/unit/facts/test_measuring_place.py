"""What figures depend on is read where the kernel says it, of either version of cgroups."""

from __future__ import annotations

from pathlib import Path

from slimgo.facts.measuring_place import measuring_place


def placed(root: Path, **files: str) -> dict[str, str]:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return dict(measuring_place(root))


def test_a_machine_that_says_nothing(tmp_path: Path) -> None:
    assert placed(tmp_path) == {
        "memory limit": "none",
        "CPU limit": "none",
        "governor": "not known",
        "virtualised": "not known",
    }


def test_limits_of_the_second_version(tmp_path: Path) -> None:
    found = placed(
        tmp_path,
        sys__fs__cgroup__memory_dot_max="209715200\n",
        sys__fs__cgroup__cpu_dot_max="150000 100000\n",
    )
    assert (found["memory limit"], found["CPU limit"]) == ("209,715,200 B", "1.5 CPUs")


def test_no_limits_of_the_second_version(tmp_path: Path) -> None:
    found = placed(
        tmp_path,
        sys__fs__cgroup__memory_dot_max="max\n",
        sys__fs__cgroup__cpu_dot_max="max 100000\n",
    )
    assert (found["memory limit"], found["CPU limit"]) == ("none", "none")


def test_limits_of_the_first_version(tmp_path: Path) -> None:
    name = "sys__fs__cgroup__memory__memory_dot_limit_in_bytes"
    assert placed(tmp_path, **{name: "104857600\n"})["memory limit"] == "104,857,600 B"
    assert placed(tmp_path, **{name: "9223372036854771712\n"})["memory limit"] == "none"


def test_governor_and_hypervisor(tmp_path: Path) -> None:
    found = placed(
        tmp_path,
        sys__devices__system__cpu__cpu0__cpufreq__scaling_governor="performance\n",
        proc__cpuinfo="processor : 0\nflags\t\t: fpu hypervisor sse\n",
    )
    assert (found["governor"], found["virtualised"]) == ("performance", "yes")
    assert placed(tmp_path, proc__cpuinfo="flags : fpu\n")["virtualised"] == "no"
