"""Random Dockerfiles: our reader and BuildKit make the same image, but for what is meant."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.buildkit.dockerfiles import context, written
from tests.buildkit.engine import BuildKit
from tests.buildkit.trial import ROWS, Trial, tried

NUMBERS = range(400)
FEWEST_BUILT = 200
"""Dockerfiles that both build: what is refused compares little."""


@pytest.fixture(scope="module")
def trials(daemon: BuildKit, tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    """All of them."""
    files = tmp_path_factory.mktemp("context")
    context(files)
    folders = tmp_path_factory.mktemp("trials")
    found = []
    for number in NUMBERS:
        folder = folders / str(number)
        folder.mkdir()
        found.append(tried(daemon, written(number), files, folder))
    return found


def test_nothing_differs_that_is_not_meant(trials: list[Trial]) -> None:
    wrong = [trial for trial in trials if trial.wrong]
    assert not wrong, f"{len(wrong)} differ\n" + "\n".join(str(trial) for trial in wrong[:5])


def test_every_row_of_what_is_meant_occurs(trials: list[Trial]) -> None:
    occurred = {name for trial in trials for name in trial.by_design}
    assert set(ROWS) - occurred == set()


def test_enough_of_them_are_built_by_both(trials: list[Trial], record) -> None:
    built = sum(trial.built_by_both for trial in trials)
    occurred = Counter(name for trial in trials for name in trial.by_design)
    record(
        {
            "what": "Dockerfiles",
            "tried": len(trials),
            "built by both": built,
            "refused by both": sum(trial.refused_by_both for trial in trials),
            "differ, and are not meant to": sum(bool(trial.wrong) for trial in trials),
            "differ by design": {
                name: {"dockerfiles": occurred[name], "why": why} for name, why in ROWS.items()
            },
        }
    )
    assert built >= FEWEST_BUILT
