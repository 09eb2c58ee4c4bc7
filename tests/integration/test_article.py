"""`invoke article` where compiler, debugger and engines are missing: the rest is checked."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.waiting import PATIENCE_SECONDS, until

if TYPE_CHECKING:
    from tests.integration.conftest import Checkout, Outcome

HERE = Path(__file__).parents[2]
FILES = ("tasks.py", "invoke.yaml", "Dockerfile", "app", "tests/programs", "docs/brute.json",
         "docs/article.md")  # fmt: skip
ABSENT = frozenset(("docker", "podman", "gdb", "gcc", "perf"))


@pytest.fixture(scope="module")
def article(
    finished: tuple[Checkout, Outcome], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Checkout, str]:
    """A checkout, and the PATH of a machine without what is absent."""
    path = tmp_path_factory.mktemp("article") / finished[0].path.name
    for name in FILES:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (HERE / name).is_dir() else shutil.copy
        copy(HERE / name, path / name)
    programs = tmp_path_factory.mktemp("bin")
    for folder in os.environ["PATH"].split(":"):
        for program in Path(folder).glob("*"):
            link = programs / program.name
            if program.name not in ABSENT and not link.is_symlink():
                link.symlink_to(program)
    return type(finished[0])(path=path), str(programs)


@pytest.fixture(scope="module")
def shown(article: tuple[Checkout, str]) -> Outcome:
    checkout, path = article
    return checkout.invoke("article", PATH=path, COLUMNS="400")


def test_what_can_be_checked_is_and_what_is_missing_is_named_with_its_cure(shown: Outcome) -> None:
    assert shown.status == 0, shown.err
    rows = shown.out.splitlines()

    def row(says: str) -> str:
        return next(line for line in rows if line.startswith(says))

    gdb = row("-w: no debugging with gdb")
    assert "cannot be checked here" in gdb
    assert "no gdb on PATH" in gdb
    assert "apt-get install gdb" in gdb
    netgo = row("Since Go 1.5")
    assert "cannot be checked here" in netgo
    assert "no gcc on PATH" in netgo
    assert "apt-get install gcc" in netgo
    stray = row("docker run -p 3000:3000")
    assert "no docker on PATH" in stray
    assert "invoke setup --system" in stray
    assert "wrong" in row("-w: no profiling with pprof")
    assert "word for word, and status 1" in row("go tool nm after -s")


def test_nothing_is_left(article, shown) -> None:
    assert shown.status == 0
    assert not list(article[0].path.glob("build/.slimgo/parts/*"))


@pytest.mark.parametrize("flag", ["--check", "--write"])
def test_what_is_missing_can_neither_be_compared_nor_written(article, shown, flag: str) -> None:
    checkout, path = article
    before = (checkout.path / "docs/article.md").read_bytes()
    done = checkout.invoke("article", flag, PATH=path)
    assert shown.status == 0
    assert done.status == 1
    assert "claims cannot be checked here, first “" in done.err
    assert (checkout.path / "docs/article.md").read_bytes() == before


def test_an_interrupt_leaves_nothing(article, shown) -> None:
    checkout, path = article
    assert shown.status == 0
    process = checkout.start("article", PATH=path)
    parts = checkout.path / "build/.slimgo/parts"
    until(lambda: list(parts.glob("*/claims-*/zone-*")), process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert not list(parts.glob("*"))


def test_dry_prints_the_commands_of_the_cells(article) -> None:
    checkout, path = article
    done = checkout.invoke("--dry", "article", PATH=path)
    assert done.status == 0
    assert "upx -9 -o build/verify/linux-amd64/article-upx.bin" in done.out
    assert "GOOS=windows" in done.out
