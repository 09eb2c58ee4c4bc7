"""Cells made for real: green, red and not run, and two shards merged into one summary."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from junitparser import JUnitXml

from article.matrix import MATRIX
from tests.waiting import PATIENCE_SECONDS

HERE = Path(__file__).parents[2]
Verify = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def verify(checkout) -> Verify:
    """Runs the matrix's door in a checkout of the test's own."""

    def run(*words: str, at: Path = checkout.path, **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "article.verify", *words],
            cwd=at,
            env=os.environ | {"PYTHONPATH": str(HERE)} | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


def saved(path: Path, identifier: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((path / f"build/verify/{identifier}.json").read_bytes())
    result = found["result"]
    assert isinstance(result, dict)
    return result


def test_a_cell_is_made_saved_and_up_to_date_the_next_time(verify, checkout) -> None:
    done = verify("linux-amd64/static-w")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "linux-amd64/static-w ✓" in done.stdout
    assert saved(checkout.path, "linux-amd64/static-w")["status"] == "pass"
    again = verify("linux-amd64/static-w", "--after", "linux-amd64/app")
    assert "up to date" in again.stdout
    assert "last time; 1 left" in again.stdout


def test_a_gopack_cell_is_held_against_all_that_it_promises(verify, checkout) -> None:
    done = verify("linux-amd64/small-gopack")
    assert done.returncode == 0, done.stdout + done.stderr
    result = saved(checkout.path, "linux-amd64/small-gopack")
    step = result["step"]
    assert isinstance(step, dict)
    assert [(each["check"], each["status"]) for each in step["verdicts"]] == [
        (check, "pass")
        for check in (
            "platform",
            "static",
            "not PIE",
            "packed",
            "packer's test",
            "unpacks to the same bytes",
            "same build info",
            "runs",
            "ends on SIGTERM",
            "leaves nothing",
            "answers alike",
            "starts everywhere",
        )
    ]
    assert ("packed", "start") in [(each["of"], each["what"]) for each in step["measurements"]]


def test_a_red_cell_ends_with_what_repeats_it_and_is_red_in_the_summary(verify, checkout) -> None:
    checkout.replace("app/app.go", '"Hello "', '"Goodbye "')
    done = verify("linux-amd64/small")
    assert done.returncode == 1
    assert 'nox -s "verify(linux-amd64/small)"' in done.stderr
    assert saved(checkout.path, "linux-amd64/small")["status"] == "fail"
    summed = verify("--summary")
    assert summed.returncode == 1
    assert "linux-amd64/small ✗: runs ✗" in summed.stdout


def test_a_program_that_does_not_compile_turns_its_cell_red(verify, checkout) -> None:
    checkout.replace("app/app.go", "package main", "package")
    done = verify("linux-amd64/app")
    assert done.returncode == 1
    assert "app.go" in done.stderr


def test_without_a_c_compiler_a_cgo_cell_is_not_run_by_name(verify, checkout, tmp_path) -> None:
    done = verify("linux-amd64/cgo-static", PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "linux-amd64/cgo-static NOT RUN: no gcc on PATH" in done.stdout
    assert saved(checkout.path, "linux-amd64/cgo-static")["status"] == "not run"
    assert verify("--summary").returncode == 0
    demanded = verify("--summary", "--all")
    assert demanded.returncode == 1


def test_a_green_result_does_not_outlive_its_sources_or_a_run_that_fails(
    verify: Verify, checkout
) -> None:
    def shown() -> str:
        (line,) = [
            line
            for line in verify("--summary", "--of", "linux-amd64/static").stdout.splitlines()
            if "linux-amd64/static" in line.split()[1:3]
        ]
        return line

    assert verify("linux-amd64/static").returncode == 0
    assert "✓" in shown()
    failed = verify("linux-amd64/static", SLIMGO_GO="/nonexistent/go")
    assert failed.returncode == 3
    assert "✗" in shown()
    assert verify("linux-amd64/static").returncode == 0
    checkout.replace("app/app.go", "package main", "// another\npackage main")
    assert "not run" in shown()
    assert verify("--summary", "--all").returncode == 1


def test_a_summary_of_one_cell_is_not_failed_by_anothers_old_failure(verify, checkout) -> None:
    checkout.replace("app/app.go", "package main", "package")
    assert verify("linux-amd64/app").returncode == 1
    assert verify("--summary").returncode == 1
    assert verify("--summary", "--of", "linux-amd64/small").returncode == 0


def test_an_unknown_cell_is_one_clear_line(verify) -> None:
    done = verify("linux-amd64/tiny")
    assert done.returncode == 1
    assert done.stderr.startswith("✗ there is no cell 'linux-amd64/tiny'")


def test_nox_lists_every_cell_with_its_group_for_ci() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "nox", "--list", "--json", "-t", "verify"],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    sessions = json.loads(listed.stdout)
    assert [each["session"] for each in sessions] == [f"verify({each.id})" for each in MATRIX.cells]
    groups = {tag for each in sessions for tag in each["tags"]} - {"ci", "verify"}
    assert groups == {each.group for each in MATRIX.cells}


def test_two_shards_are_merged_into_one_summary(verify, checkout, tmp_path) -> None:
    """As CI does: each job's results, and nothing else of it, in one folder."""
    other = tmp_path / "other"
    shutil.copytree(checkout.path, other)
    merged = tmp_path / "merged"
    shutil.copytree(checkout.path, merged)
    assert verify("linux-amd64/static").returncode == 0
    assert verify("linux-amd64/static-s", at=other).returncode == 0
    for shard in (checkout.path, other):
        for file in (shard / "build/verify").glob("*/*.json"):
            target = merged / file.relative_to(shard)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    summed = verify("--summary", at=merged)
    assert summed.returncode == 0, summed.stderr
    document = json.loads((merged / "build/verify/matrix.json").read_bytes())
    green = {each["cell"] for each in document["cells"] if each["status"] == "pass"}
    assert green == {"linux-amd64/static", "linux-amd64/static-s"}
    held = [each["check"] for each in document["relations"] if each["status"] == "pass"]
    assert held == [
        "one Go and one of each packer made all cells",
        "linux-amd64/static-s, static: -s never grows it",
    ]
    junit = JUnitXml.fromstring((merged / "build/verify/junit.xml").read_bytes())
    assert sum(suite.tests for suite in junit) == len(document["cells"]) + len(
        document["relations"]
    )
