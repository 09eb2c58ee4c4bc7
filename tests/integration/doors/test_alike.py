"""A packed program that answers otherwise than the unpacked one is red, with what differs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.integration.doors.module import Done, Module

MOODY = Path(__file__).parents[2] / "programs/moody"


def built(folder: Path, path: str) -> tuple[Module, Done]:
    shutil.copytree(MOODY, folder / "moody")
    module = Module(path=folder / "moody")
    return module, module.slimgo("build", "--port", "8080", "--ask", f"{path}~^the ")


def alike(module: Module) -> list[str]:
    """The verdicts on what answers alike, without the difference."""
    result = json.loads((module.path / "build/moody.json").read_bytes())
    return [
        f"{step['name']}: {each['status']}: {each['evidence'].partition(chr(10))[0]}"
        for step in result["steps"]
        for each in step["verdicts"]
        if each["check"] == "answers alike"
    ]


def test_who_answers_the_same_is_alike_packed_and_in_its_image(tmp_path: Path) -> None:
    module, done = built(tmp_path, "/same")
    assert done.status == 0, done.err
    assert alike(module) == [
        "pack: pass: the packed program answers as the unpacked one",
        "run: pass: the image's program answers as the bare one",
    ]


def test_the_time_is_no_difference_and_no_pass(tmp_path: Path) -> None:
    module, done = built(tmp_path, "/clock")
    assert done.status == 0, done.err
    assert "not run: answers alike" in done.err
    assert alike(module) == [
        "pack: skip: the unpacked program does not answer the same twice in a row: GET /clock",
        "run: skip: the bare program does not answer the same twice in a row: GET /clock",
    ]


def test_what_packing_changes_is_red_with_the_difference(tmp_path: Path) -> None:
    module, done = built(tmp_path, "/size")
    assert done.status == 1
    lines = done.err.splitlines()
    at = lines.index("✗ pack: answers alike ✗: GET /size")
    assert lines[at + 1 : at + 5] == [
        "--- unpacked",
        "+++ packed",
        "@@ -2,3 +2,3 @@",
        " the size is",
    ]
    assert lines[at + 5].startswith("-")
    assert lines[at + 6].startswith("+")
    assert not (module.path / "build/moody.tar").exists()
