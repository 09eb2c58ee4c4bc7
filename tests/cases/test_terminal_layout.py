"""Rows G1, G2 and G10: what terminals of 80, 120 and 200 columns show, and a pipe."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from article.matrix import MATRIX
from slimgo.report.matrix import text
from slimgo.values.cell import MatrixResult
from tests.cases.terminal import Screen, piped_from, shown_in
from tests.faults.checkout import PROJECT, Checkout

WIDTHS = (80, 120, 200, None)


@pytest.fixture(scope="session")
def results() -> MatrixResult:
    """A whole run of the matrix: the committed one."""
    document = json.loads((PROJECT / "docs/matrix.json").read_bytes())
    fields = MatrixResult.__dataclass_fields__
    known = {name: value for name, value in document.items() if name in fields}
    return msgspec.convert(known, MatrixResult)


# G1, G10


@pytest.mark.parametrize("width", WIDTHS)
def test_the_mark_of_each_cell_is_first_at_every_width(
    results: MatrixResult, width: int | None
) -> None:
    shown = text(results, colour=False, width=width).splitlines()
    rows = {line.split()[1]: line for line in shown if line[:1] in "✓✗"}
    assert list(rows) == [cell.cell for cell in results.cells]
    for cell in results.cells:
        assert rows[cell.cell].startswith("✓ " if cell.status == "pass" else "✗ ")
    for line in shown:
        assert width is None or len(line) <= width
    sizes = sum(" MB" in line for line in rows.values())
    assert sizes == len(results.cells)  # that column has its place at 80 too


def test_a_pipe_shows_every_column(results: MatrixResult) -> None:
    head, *_ = text(results, colour=False, width=None).splitlines()
    assert re.split(r"  +", head.strip()) == (
        ["cell", "is", "size", "exactly", "against plain", "start", "took"]
    )


def summed_up(checkout: Checkout, columns: int | None, *words: str) -> list[str]:
    argv = ("article.verify", *words)
    if columns:
        return Screen(argv, checkout.path, columns).lines()
    done = subprocess.run(
        [sys.executable, "-m", *argv],
        cwd=checkout.path,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("columns", [80, None])
def test_a_planned_single_cell_is_one_row(checkout: Checkout, columns: int | None) -> None:
    name = "linux-amd64/small"
    made = Screen(("article.verify", name), checkout.path, 80)
    assert "linux-amd64/small ✓" in made.lines()
    shown = summed_up(checkout, columns, "--summary", "--of", name)
    rows = [line for line in shown if "linux-" in line.partition("(")[0]]
    assert len(rows) == 1
    assert rows[0].startswith(f"✓  {name} ")
    assert "5.82 MB" in rows[0]
    assert any(line.startswith(f"not asked for: {len(MATRIX.cells) - 1} cells") for line in shown)


# G2


def words_of(lines: str) -> list[str]:
    """Without what differs from run to run, or belongs to a command's lines."""
    text = re.sub(r"checked (just now|\d+ \w+ ago)", "", lines)
    return [word for word in text.split() if word != "\\"]


@pytest.mark.parametrize("columns", [80, 120, 200])
@pytest.mark.parametrize("task", ["slim", "image", "pack"])
def test_no_word_is_broken_and_what_goes_on_is_indented(
    made: Path, columns: int, task: str
) -> None:
    words = (task, "--engine", "builtin") if task != "pack" else (task,)
    shown = shown_in(made, columns, *words)
    unbroken = Counter(words_of(piped_from(made, *words)))
    # the comparison names its packers as heads of blocks where it stands in blocks
    assert set(words_of("\n".join(shown))) <= set(unbroken)
    if task == "pack":
        assert words_of("\n".join(shown)) == words_of(piped_from(made, *words))
    for line in shown:
        at_once = re.match(r"\d \w+ |[^ ]", line)
        assert at_once or line.startswith("  ") or not line, line


@pytest.mark.parametrize(("columns", "stacked"), [(80, True), (120, False), (200, False)])
def test_the_comparison_is_stacked_where_it_does_not_fit(
    made: Path, columns: int, *, stacked: bool
) -> None:
    shown = shown_in(made, columns, "slim", "--engine", "builtin")
    heads = [line.split() for line in shown if line.strip() in ("unpacked", "upx -9", "gopack")]
    assert heads == ([["unpacked"], ["upx", "-9"], ["gopack"]] if stacked else [])
    answers = [line for line in shown if line.strip().startswith("first answer")]
    assert len(answers) == (3 if stacked else 1)


def test_a_command_that_is_folded_is_still_taken_by_a_shell(made: Path) -> None:
    shown = shown_in(made, 80, "static")
    start = next(at for at, line in enumerate(shown) if line.startswith("2 static"))
    command = [shown[start].partition("$ ")[2]]
    while command[-1].endswith("\\"):
        start += 1
        command.append(shown[start])
    assert len(command) > 1
    printed = subprocess.run(
        ["sh", "-c", "printf '%s\\n' " + "\n".join(command)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.splitlines()[:3] == ["GOOS=linux", "CGO_ENABLED=0", "go"]
    assert '-extldflags "-static"' in printed.splitlines()


def test_an_error_is_folded_too(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY docs /docs/\n")
    words = ("slimgo.oci", "build", "-t", "x", ".")
    wide, narrow = (
        [line for line in Screen(words, tmp_path, columns).lines() if line] for columns in (200, 80)
    )
    assert narrow[0] == "✗ COPY docs: it is a folder"
    assert narrow[1].startswith("  → name each file, or let a real engine do it:")
    assert all(line.startswith("      ") for line in narrow[2:])
    assert len(narrow) > len(wide)
    assert " ".join(narrow).split() == " ".join(wide).split()
