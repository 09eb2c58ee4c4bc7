"""What is said of the machine that figures were taken on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from slimgo.pipeline.machine import load, machine


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine of which everything is known."""
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"PRETTY_NAME": "Debian 12"})
    monkeypatch.setattr(platform, "release", lambda: "6.1")
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(platform, "python_version", lambda: "3.13.1")
    cpuinfo = "processor\t: 0\nmodel name\t: A CPU: fast \nmodel name\t: another\n"

    def read_text(path: Path) -> str:
        assert str(path) == "/proc/cpuinfo"
        return cpuinfo

    monkeypatch.setattr(Path, "read_text", read_text)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {pid, 1, 2}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "getloadavg", lambda: (3.5, 2.0, 1.0))
    return monkeypatch


def test_a_machine_is_its_system_its_processor_and_its_cpus(
    fixed: pytest.MonkeyPatch,  # noqa: ARG001
) -> None:
    assert machine() == (
        ("system", "Debian 12"),
        ("kernel", "6.1"),
        ("processor", "A CPU: fast"),
        ("cpus", "3"),
        ("python", "3.13.1"),
    )


def test_what_linux_alone_says_is_said_by_python_elsewhere(fixed: pytest.MonkeyPatch) -> None:
    def absent(*_: object) -> str:
        raise OSError

    fixed.setattr(platform, "freedesktop_os_release", absent)
    fixed.setattr(Path, "read_text", absent)
    fixed.delattr(os, "sched_getaffinity")
    found = dict(machine())
    assert (found["system"], found["processor"], found["cpus"]) == ("Linux", "x86_64", "64")
    fixed.setattr(os, "cpu_count", lambda: None)
    assert dict(machine())["cpus"] == "1"


def test_a_processor_without_a_name_is_told_by_its_kind(fixed: pytest.MonkeyPatch) -> None:
    fixed.setattr(Path, "read_text", lambda _: "processor\t: 0\n")
    fixed.setattr(platform, "freedesktop_os_release", dict)
    assert (dict(machine())["processor"], dict(machine())["system"]) == ("x86_64", "Linux")


def test_the_load_is_the_last_minutes(fixed: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    assert (load().average, load().cpus) == (3.5, 3)
