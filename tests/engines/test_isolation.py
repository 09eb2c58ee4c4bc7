"""The same attacks inside a default `docker run`, as a CI's runner may be: no namespaces there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attack.expected import BITES, expected
from attack.place import NOBODY, build_probe, in_docker
from slimgo.run.process import Surroundings
from slimgo.values.isolation import Place


@pytest.fixture(scope="module", params=[0, NOBODY], ids=["as root", "as a user"])
def place(
    request: pytest.FixtureRequest,
    endpoint: str,
    at: Callable[..., Surroundings],
    tmp_path_factory: pytest.TempPathFactory,
) -> Place:
    probe: Path = build_probe(tmp_path_factory.mktemp("probe"))
    return in_docker(probe, request.param, str(request.param), at(endpoint))


def test_no_level_lets_more_through_than_expected(place: Place) -> None:
    assert place.by_hand.could >= BITES
    for level in place.levels[:-1]:
        if not level.refused:
            assert level.could == expected(level.level, place.abi) & place.by_hand.could, (
                level.level
            )


def test_the_best_that_can_be_had_there_and_why_not_a_better_one(place: Place) -> None:
    refused = {level.level: level.refused for level in place.levels if level.refused}
    had = next(level.level for level in place.levels if not level.refused)
    assert "namespace" in refused["bubblewrap"]
    if place.name == "0":
        assert had == "chroot"
    else:
        assert refused["chroot"] == "only root may change its root"
        assert had == ("Landlock" if place.abi else "none")
