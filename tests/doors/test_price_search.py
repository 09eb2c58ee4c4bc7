"""`slimgo price --search` as a person types it: whole, and in parts on several runners."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.doors.pricing import ENOUGH, priced, with_go
from tests.integration.doors.module import Done, Module

COMMAND = ("--run", "--version", "--says", "^tool v")
SEARCH = ("--search", "--limit", "loses=symbols,debugger,outside profiler")


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Module, Done]:
    """A command, searched to the end, and how that ended. Not to be changed."""
    folder = tmp_path_factory.mktemp("searched") / "tool"
    shutil.copytree(Path(__file__).parents[1] / "programs/ship/tool", folder)
    module = Module(path=folder)
    done = priced(module, *COMMAND, *SEARCH, "--limit", "start=+50ms", *ENOUGH)
    assert done.status == 0, done.err
    return module, done


def smallest_of(done: Done) -> str:
    (found,) = (line for line in done.out.splitlines() if line.startswith("Smallest "))
    return found


def test_a_search_ends_with_the_smallest_and_how_to_make_it(searched) -> None:
    module, done = searched
    smallest = smallest_of(done)
    name, _, size = smallest.partition(": ")[2].removesuffix(".").partition(", ")
    assert name.startswith("stripped")
    assert not {"no-inlining", "gopack", "no-bounds-checks"} & {*name.split("+")}
    assert "\nProved" in done.out
    assert "left out: gopack: loses starts without memory that becomes executable\n" in done.out
    assert "left out: no-bounds-checks: is tried only where it is named: --lever\n" in done.out
    made = module.path / "again"
    command = done.out.splitlines()[-1].removeprefix("  $ ")
    typed = command.replace("build/price/linux-amd64", str(made))
    # by a shell, as a person pastes it
    subprocess.run(typed, shell=True, check=True, cwd=module.path, env=with_go())  # noqa: S602
    (program,) = made.iterdir()
    assert size == f"{program.stat().st_size:,} B"


def test_parts_of_a_search_find_together_what_one_search_finds(searched) -> None:
    module, whole = searched
    for part in (1, 2):
        shard = ("--shard", f"{part}/2", "--out", f"part{part}")
        done = priced(module, *COMMAND, *SEARCH, "--limit", "start=+50ms", *shard, *ENOUGH)
        assert done.status == 0, done.err
    merged = priced(module, "--search", "--merge", "part1", "--merge", "part2")
    assert merged.status == 0, merged.err
    assert smallest_of(merged) == smallest_of(whole)
    alone = priced(module, "--search", "--merge", "part1")
    assert alone.status == 1
    assert alone.err == "✗ part 2/2 of the search is missing\n  → run it: --shard 2/2\n"
