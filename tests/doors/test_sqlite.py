"""A program with SQLite, which is C, by its Go package: found, linked with musl, and proven."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.integration.doors.module import Done, Module

SQLITE = Path(__file__).parents[1] / "programs/sqlite"
IN_MEMORY = """
[[program.sqlite.probe]]
kind = "command"
text = "read back: kept\\n"
"""
IN_A_FILE = f"""{IN_MEMORY}
arguments = ["/data/words.db"]
"""
FILE = f"""
[program.sqlite]
volumes = ["/data"]
{IN_MEMORY}
{IN_A_FILE}
"""


def copied(folder: Path, settings: str = FILE) -> Module:
    shutil.copytree(SQLITE, folder / "sqlite")
    module = Module(folder / "sqlite")
    module.write("slimgo.toml", settings)
    return module


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Module, Done]:
    """Once: compiling SQLite takes a minute."""
    module = copied(tmp_path_factory.mktemp("amd64"))
    return module, module.slimgo("build", "--cgo", "zig", "--format", "json")


@pytest.fixture(scope="module")
def arm64(built: tuple[Module, Done]) -> dict[tuple[str, str], dict[str, str]]:
    """Built once more for arm64, and started where this machine or QEMU runs it: the verdicts, by
    step and check."""
    module, _ = built
    done = module.slimgo("build", "--cgo", "zig", "--target", "linux/arm64", "--format", "json")
    assert done.status == 0, done.err
    result = json.loads(done.out)
    assert result["target"] == "linux/arm64"
    return {
        (step["name"], each["check"]): each for step in result["steps"] for each in step["verdicts"]
    }


def test_without_cgo_the_file_that_needs_c_is_named_before_it_is_built(tmp_path: Path) -> None:
    done = copied(tmp_path).slimgo("build")
    assert done.status == 1
    lines = done.err.splitlines()
    (named,) = (at for at, line in enumerate(lines) if "may need cgo: backup.go (and " in line)
    (made,) = (at for at, line in enumerate(lines) if line.split()[0] == "Built")
    assert lines[named].startswith("! github.com/mattn/go-sqlite3 ")
    assert named < made
    assert "→ link its C: --cgo zig; or " in done.err


def test_with_its_c_linked_in_it_keeps_rows_packed_and_from_scratch(
    built: tuple[Module, Done],
) -> None:
    _, done = built
    assert done.status == 0, done.err
    result = json.loads(done.out)
    checks = {
        (step["name"], each["check"]): each["status"]
        for step in result["steps"]
        for each in step["verdicts"]
    }
    proven = [
        *(("build", check) for check in ("static", "no symbols", "no debug info")),
        *(("pack", check) for check in ("packed", "unpacks to the same bytes")),
        *((step, "runs") for step in ("build", "pack", "run")),
        *((step, "runs, probe 2") for step in ("build", "pack", "run")),
        *(("run", check) for check in ("answers alike", "answers alike, probe 2")),
    ]
    assert {each: checks.get(each) for each in proven} == dict.fromkeys(proven, "pass")
    (image,) = (step["image"] for step in result["steps"] if step["name"] == "image")
    assert {each["path"] for each in image["files"]} == {"/sqlite", "/data"}


def test_without_the_folder_of_its_file_it_is_red(
    built: tuple[Module, Done], tmp_path: Path
) -> None:
    module, _ = built
    shutil.copytree(module.path, tmp_path / "sqlite")
    module = Module(tmp_path / "sqlite")
    module.write("slimgo.toml", IN_A_FILE)
    done = module.slimgo("build", "--cgo", "zig", "--pack", "none")
    assert done.status == 1
    assert "unable to open database file" in done.err


def test_zig_makes_it_a_static_program_for_arm64(
    arm64: dict[tuple[str, str], dict[str, str]],
) -> None:
    checks = ("platform", "static", "no symbols", "no debug info")
    assert [arm64["build", check]["status"] for check in checks] == ["pass"] * 4


def test_the_one_for_arm64_keeps_rows(arm64: dict[tuple[str, str], dict[str, str]]) -> None:
    ran = [arm64[step, "runs"] for step in ("build", "pack", "run")]
    for each in ran:
        if each["status"] == "skip":
            pytest.skip(f"not run: {each['evidence']}")
    second = [arm64[step, "runs, probe 2"] for step in ("build", "pack", "run")]
    assert {each["status"] for each in (*ran, *second)} == {"pass"}
