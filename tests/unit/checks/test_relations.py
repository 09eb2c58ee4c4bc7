"""What must hold between cells: each relation can be broken."""

from __future__ import annotations

import pytest

from slimgo.checks.relations import RELATIONS, check_relations
from slimgo.plan.matrix import matrix
from slimgo.values.artifact import Artifact
from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult

PLANNED = frozenset(each.id for each in matrix())
LINUX = ("linux-amd64",)
SIZES = {
    "app": 86, "static": 86, "w": 63, "static-w": 63, "s": 58, "static-s": 58, "sw": 58,
    "small": 58, "paths-static": 87, "paths-small": 59, "netgo-static": 86, "netgo-small": 58,
    "cgo": 88, "cgo-static": 88, "cgo-small": 59, "small-upx1": 28, "small-upx9": 24,
    "small-best": 23, "small-lzma": 19,
}  # fmt: skip


def done(**changed: int) -> dict[str, StepResult]:
    sizes = SIZES | {name.replace("_", "-"): size for name, size in changed.items()}
    return {f"linux-amd64/{name}": result(name, size) for name, size in sizes.items()}


def result(name: str, size: int, *, start: tuple[float, ...] = (0.04, 0.05)) -> StepResult:
    if name == "small-lzma":
        start = tuple(4 * seconds for seconds in start)
    return StepResult(
        name=name,
        command="",
        artifact=Artifact(path=name, size_bytes=size, sha256=name),
        measurements=(Measurement(name="packed start", unit="s", samples=start),),
    )


def red(results: dict[str, StepResult]) -> list[str]:
    verdicts = check_relations(results, LINUX, PLANNED)
    return [each.check for each in verdicts if each.status == "fail"]


def test_sizes_as_they_are_hold() -> None:
    verdicts = check_relations(done(), LINUX, PLANNED)
    assert {each.status for each in verdicts} == {"pass"}
    assert len(verdicts) == len(RELATIONS)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"static_w": 87}, "static-w, static: -w never grows it"),
        ({"small": 57}, "static-s, small: -s alone gives the size of -s -w, not its bytes"),
        ({"static": 85}, "static, app: with cgo off -extldflags reaches no linker"),
        ({"small_upx9": 29}, "small-upx9, small-upx1: -9 packs closer than -1"),
        ({"small_lzma": 25}, "small-lzma, small-upx9: lzma is smaller than -9"),
        ({"small_best": 25}, "small-best, small-upx9: --best is no larger than -9"),
        ({"paths_small": 90}, "paths-small, paths-static: stripping never grows it"),
    ],
)
def test_a_size_that_breaks_a_relation_is_red(changed: dict[str, int], words: str) -> None:
    assert f"linux-amd64/{words}" in red(done(**changed))


def test_the_same_bytes_are_not_only_the_same_size() -> None:
    results = done()
    same = results["linux-amd64/small"]
    assert red(results | {"linux-amd64/static-s": same}) == [
        "linux-amd64/static-s, small: -s alone gives the size of -s -w, not its bytes"
    ]


@pytest.mark.parametrize("start", [(0.01, 0.011), (0.011, 0.02)])
def test_a_start_that_is_slower_only_within_the_noise_is_not_slower(
    start: tuple[float, ...],
) -> None:
    results = done() | {"linux-amd64/small-lzma": result("small-lzma", 19, start=start)}
    assert red(results) == ["linux-amd64/small-lzma, small-upx9: lzma starts slower than -9"]


def test_a_start_that_was_not_measured_is_red() -> None:
    bare = StepResult(name="x", command="", artifact=Artifact(path="x", size_bytes=19, sha256="x"))
    assert red(done() | {"linux-amd64/small-lzma": bare}) == [
        "linux-amd64/small-lzma, small-upx9: lzma starts slower than -9"
    ]


def test_a_missing_cell_skips_its_relations_by_name() -> None:
    results = done()
    del results["linux-amd64/small-best"]
    skipped = [each for each in check_relations(results, LINUX, PLANNED) if each.status == "skip"]
    assert {each.evidence for each in skipped} == {"no result of linux-amd64/small-best"}
    assert len(skipped) == 2


def test_every_relation_is_about_cells_that_there_are() -> None:
    for relation in RELATIONS:
        assert f"linux-amd64/{relation.first}" in PLANNED
        assert f"linux-amd64/{relation.second}" in PLANNED
