"""Row F9: what is wrong with invoke.yaml is one line."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.cases.typing_cures import type_it
from tests.faults.checkout import Checkout


@pytest.mark.parametrize("words", [("-l",), ("slim",), ("--help", "slim")])
def test_a_tab_in_invoke_yaml_is_one_line_with_its_number(
    checkout: Checkout, case: Path, words: tuple[str, ...]
) -> None:
    shutil.copy(case / "tab-invoke.yaml", checkout.path / "invoke.yaml")
    done = checkout.invoke(*words)
    assert done.status == 1
    assert (
        done.err == "✗ invoke.yaml line 2: a tab cannot indent a line\n  → indent it with spaces\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("slimgo: [", "invoke.yaml line 1"),
        ("slimgo:\n  port: 'x\n", "invoke.yaml line 3"),
        ("words only", "invoke.yaml is 'words only'"),
        ("slimgo: {port: 1}\n- 2\n", "invoke.yaml line 2"),
    ],
)
def test_whatever_else_is_wrong_with_it_is_told_likewise(
    checkout: Checkout, text: str, told: str
) -> None:
    (checkout.path / "invoke.yaml").write_text(text)
    done = checkout.invoke("-l")
    assert done.status == 1
    assert done.err.startswith(f"✗ {told}"), done
    assert "Traceback" not in done.err


def test_the_matrix_tells_it_likewise(checkout: Checkout, case: Path) -> None:
    shutil.copy(case / "tab-invoke.yaml", checkout.path / "invoke.yaml")
    done = type_it(checkout, shlex.join((sys.executable, "-m", "article.verify", "--summary")))
    assert done.status == 1
    assert done.err.startswith("✗ invoke.yaml line 2: a tab")
