"""E1, E2, E4: what packing costs is all there, true, measured once and told once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from slimgo.errors import EngineFailed
from slimgo.plan.packers import PACKERS
from slimgo.report.comparison import comparison_table
from slimgo.sandbox.starts.cgroup import memory_group
from slimgo.values.result import Result
from tests.cases.conftest import new_checkout
from tests.faults.checkout import PROJECT, Checkout
from tests.integration.gopack import kernel

PATIENCE_SECONDS = 900
MB = 1e6


def neither_memory_nor_file() -> None:
    kernel.refuse_execmem()
    kernel.refuse_files_without_a_name()


LIMITS = {
    "PR_SET_MDWE": kernel.forbid_executable_memory,
    "a stand-in for SELinux's execmem": kernel.refuse_execmem,
    "the same, and no file without a name": neither_memory_nor_file,
}
RUNS_UNDER = ("PR_SET_MDWE", "a stand-in for SELinux's execmem")
"""Programs packed by gopack."""
FILES = {"upx": "app.static.small.upx.bin", "gopack": "app.static.small.gopack.bin"}


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A project in which `invoke slim` has run, what it printed, and its result."""

    checkout: Checkout
    printed: str
    result: dict[str, Any]

    def contender(self, name: str, quantity: str) -> float:
        found = {each["name"]: each for each in self.result["comparison"]["contenders"]}
        taken = {each["what"]: each["samples"] for each in found[name]["measurements"]}
        samples: list[float] = sorted(taken[quantity])
        return samples[len(samples) // 2]


def typed(checkout: Checkout, *words: str, load: float) -> str:
    """`invoke` where the kernel's load average is another: what was printed."""
    (checkout.folder / "sitecustomize.py").write_text(
        f"import os\nos.getloadavg = lambda: ({load}, 0.0, 0.0)\n"
    )
    process = checkout.start(*words, PYTHONPATH=f"{checkout.folder}:{PROJECT}")
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, out + err
    return out


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """On a busy machine, with the least memory limit asked for."""
    with ExitStack() as left:
        checkout = new_checkout(tmp_path_factory.mktemp("prices"), left)
        words = ("slim", "--engine", "builtin", "--least-memory")
        printed = typed(checkout, *words, load=9.5)
        result = json.loads((checkout.build / "slim.json").read_text())
        yield Whole(checkout=checkout, printed=printed, result=result)


def no_cgroup() -> str:
    """Why no memory cgroup can be made here; empty where one can."""
    try:
        with memory_group(1 << 30):
            return ""
    except EngineFailed as error:
        return f"{error.what}: {error.why}"


def test_e1_the_peak_of_a_start_stands_beside_private_memory(whole) -> None:
    """Least limits under docker: the service 6 MB, UPX's 8, gopack's 14."""
    plain = whole.contender("unpacked", "peak resident size")
    upx = whole.contender("upx -9", "peak resident size")
    gopack = whole.contender("gopack", "peak resident size")
    assert 4 * MB < plain < upx < gopack
    assert upx - plain > 1.5 * MB
    names = [line.split("   ")[0].strip() for line in whole.printed.splitlines()]
    at = names.index("private memory")
    assert names[at + 1] == "peak resident size"
    assert "of memory more at its peak" in whole.printed


def test_e1_the_least_limit_is_looked_for_where_it_is_asked_for(whole) -> None:
    refused = no_cgroup()
    assert ("least memory limit not measured: " in whole.printed) == bool(refused)
    if refused:
        pytest.skip(f"not run: {refused}")
    limits = [
        whole.contender(name, "least memory limit") for name in ("unpacked", "upx -9", "gopack")
    ]
    assert limits == sorted(limits)
    assert limits[0] <= 6 * MB
    assert 5 * MB < limits[1] <= 10 * MB
    assert 8 * MB < limits[2] <= 20 * MB
    assert "least memory limit" in whole.printed


def test_e1_the_pack_step_shows_both_kinds_of_memory(whole) -> None:
    printed = typed(whole.checkout, "pack", load=0.0)
    assert "MB private memory" in printed
    assert "MB peak resident size" in printed
    assert "least memory limit" not in printed


def ended(file: Path, limit: str) -> tuple[int, str]:
    """How the packed service ended where the limit is put on it, and what it said."""
    done = subprocess.run(
        (file,),
        preexec_fn=LIMITS[limit],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    status = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return status, done.stdout + done.stderr


def first_words(file: Path, limit: str) -> str:
    """What Go's runtime says first of the packed service where the limit is put on it."""
    with subprocess.Popen(
        (file,),
        preexec_fn=LIMITS[limit],  # noqa: PLW1509 -- no other thread runs here
        env={**os.environ, "GODEBUG": "inittrace=1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        words = process.stderr.readline() if process.stderr else ""
        process.kill()
    return words


@pytest.mark.parametrize("limit", LIMITS)
def test_e2_both_packers_say_what_they_do_where_memory_may_not_become_executable(
    whole, limit
) -> None:
    if "PR_SET_MDWE" in limit and not kernel.has_mdwe():
        pytest.skip("not run: this kernel has no PR_SET_MDWE")
    (line,) = (line for line in whole.printed.splitlines() if "PR_SET_MDWE" in line)
    forbidden = "where that is forbidden too, they end with status 126 and a line that says why"
    for name, says in (
        ("upx", "do not start: signal 11 (status 139), without a word"),
        ("gopack", f"run from a memfd; {forbidden}"),
    ):
        assert PACKERS[name].without_executable_memory == says
        assert f"{name}'s programs {says}" in line
    assert ended(whole.checkout.build / FILES["upx"], limit) == (139, "")
    packed = whole.checkout.build / FILES["gopack"]
    if limit in RUNS_UNDER:
        assert first_words(packed, limit).startswith("init ")
        return
    status, words = ended(packed, limit)
    assert status == 126
    assert words.startswith("gopack: the kernel forbids to make memory executable")


def test_e2_what_is_known_of_this_upx_is_said(whole) -> None:
    version = dict(whole.result["versions"])["upx"]
    if version not in ("4.2.2", "4.2.4"):
        pytest.skip("not run: only UPX 4.2.2 and 4.2.4 were tried for linux/arm64")
    assert f"Known of upx {version}: a program for linux/arm64 does not start" in whole.printed


def test_e3_the_pull_of_a_packer_is_that_of_the_image_with_its_program(whole) -> None:
    """tests/cases/test_pushed.py compares the image's own with what a registry gets."""
    contenders = {each["name"]: each for each in whole.result["comparison"]["contenders"]}
    (image,) = (step["image"] for step in whole.result["steps"] if step["name"] == "image")
    assert contenders["upx -9"]["pull_bytes"] == image["pull_bytes"]
    assert contenders["gopack"]["pull_bytes"] < image["pull_bytes"]


def test_e3_the_pull_follows_the_dockerfile(whole, tmp_path) -> None:
    """The programs are the same, and what is remembered of them was of another image."""
    with ExitStack() as left:
        checkout = new_checkout(tmp_path, left)
        shutil.copytree(whole.checkout.build, checkout.build)
        checkout.replace("Dockerfile", "EXPOSE 3000", f"LABEL note={'x' * 500}\nEXPOSE 3000")
        typed(checkout, "slim", "--engine", "builtin", load=0.0)
        result = json.loads((checkout.build / "slim.json").read_text())
    (image,) = (step["image"] for step in result["steps"] if step["name"] == "image")
    (packed,) = (each for each in result["comparison"]["contenders"] if each["name"] == "upx -9")
    assert packed["pull_bytes"] == image["pull_bytes"]
    assert packed["pull_bytes"] > whole.result["comparison"]["contenders"][1]["pull_bytes"]


def test_e4_a_start_is_measured_once_and_told_once(whole) -> None:
    assert not any(step["measurements"] for step in whole.result["steps"])
    assert " later (" not in whole.printed
    assert whole.printed.count("first answer") == 1
    for name in ("upx -9", "gopack"):
        assert whole.printed.count(f"{name} costs ") == 1


def test_e4_the_pack_step_alone_still_tells_its_price(whole) -> None:
    printed = typed(whole.checkout, "pack", load=0.0)
    assert printed.count(" to the first answer") == 1
    again = typed(whole.checkout, "pack", load=0.0)
    price = [line for line in printed.splitlines() if " to the first answer" in line]
    assert price == [line for line in again.splitlines() if " to the first answer" in line]


def test_e4_a_busy_machine_is_a_warning_everywhere(whole) -> None:
    warning = "! The machine was busy (load 9.5 on "
    assert whole.printed.count(warning) == 1
    assert "measure again when it is quiet, with --recheck" in whole.printed
    assert whole.result["comparison"]["load"]["average"] == 9.5
    result = msgspec.convert(
        {name: whole.result[name] for name in whole.result if name in Result.__annotations__},
        Result,
        strict=False,
    )
    assert comparison_table(result).count(warning) == 1


def test_e4_a_quiet_machine_is_no_warning(whole) -> None:
    assert "busy" not in typed(whole.checkout, "pack", "--recheck", load=0.1)


def test_both_packers_programs_were_started_everywhere(whole) -> None:
    assert whole.printed.count("starts everywhere: as unpacked in ") == 2
