"""What must hold between cells: each relation can be broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from article.matrix import MATRIX
from slimgo.checks.relations import check_relations, check_versions, relations
from slimgo.values.artifact import Artifact
from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult

PACKED = {
    "small-upx1": 28, "small-upx9": 24, "small-best": 23, "small-lzma": 19,
    "small-gopack": 15, "small-gopack-best": 14,
}  # fmt: skip
START = {"small-lzma": 4.0, "small-gopack": 0.5, "small-gopack-best": 3.0}
ALL = relations(MATRIX.cells)


def done(**changed: int) -> dict[str, StepResult]:
    """Every cell with a size that fits its flags; those named are changed, on linux/amd64."""
    results = {}
    for each in MATRIX.cells:
        flags = each.variant.ldflags
        size = 58 if "-s" in flags else 63 if "-w" in flags else 86
        size = PACKED.get(each.variant.name, size)
        if each.target.goarch == "amd64":
            size = changed.get(each.variant.name.replace("-", "_"), size)
        results[each.id] = result(each.variant.name, size)
    return results


def result(name: str, size: int, *, start: tuple[float, ...] = (0.04, 0.05)) -> StepResult:
    start = tuple(START.get(name, 1.0) * seconds for seconds in start)
    return StepResult(
        name=name,
        kind="build",
        command="",
        artifact=Artifact(path=name, size_bytes=size, sha256=name),
        measurements=(Measurement(of="packed", what="start", unit="s", samples=start),),
    )


def red(results: dict[str, StepResult]) -> list[str]:
    verdicts = check_relations(results, MATRIX.cells)
    return [each.check for each in verdicts if each.status == "fail"]


def test_sizes_that_fit_hold() -> None:
    verdicts = check_relations(done(), MATRIX.cells)
    assert {each.status for each in verdicts} == {"pass"}
    assert len(verdicts) == len(ALL)


@pytest.mark.parametrize("number", range(len(ALL)))
def test_every_relation_can_be_broken(number: int) -> None:
    """By a first that is larger than all, and as fast as the second."""
    relation = ALL[number]
    (start,) = done()[relation.second].measurements
    spoiled = done() | {relation.first: result("x", 1000, start=start.samples)}
    words = f"{relation.first}, {relation.second.partition('/')[2]}: {relation.says}"
    assert words in red(spoiled)


def test_stripping_is_compared_wherever_two_cells_differ_in_it_only() -> None:
    pairs = {(each.first, each.second) for each in ALL}
    for first, second in (
        ("linux-386/static-s", "linux-386/static"),
        ("linux-amd64/paths-small", "linux-amd64/paths-static-s"),
        ("linux-amd64/cgo-netgo-sw", "linux-amd64/cgo-netgo"),
        ("linux-amd64/article-small", "linux-amd64/article-static"),
        ("windows-amd64/small", "windows-amd64/static"),
    ):
        assert (first, second) in pairs
    assert ("linux-amd64/small", "linux-amd64/paths-static") not in pairs
    assert ("linux-386/small", "linux-amd64/static") not in pairs


def test_a_new_flag_is_compared_without_another_line() -> None:
    plain = MATRIX.cell("linux-amd64/static")
    tried = [
        replace(plain, variant=replace(plain.variant, name=name, ldflags=flags, gcflags=("-l",)))
        for name, flags in (("slow", ()), ("slow-w", ("-w",)))
    ]
    (relation,) = relations(tried)
    assert (relation.first, relation.second) == ("linux-amd64/slow-w", "linux-amd64/slow")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"static_w": 87}, "static-w, static: -w never grows it"),
        ({"small": 57}, "small, static-s: -s alone gives the size of -s -w, not its bytes"),
        ({"static": 85}, "static, app: with cgo off -extldflags reaches no linker: same size"),
        ({"small_upx9": 29}, "small-upx9, small-upx1: -9 packs closer than -1"),
        ({"small_lzma": 25}, "small-lzma, small-upx9: lzma is smaller than -9"),
        ({"small_best": 25}, "small-best, small-upx9: --best is no larger than -9"),
        ({"small_gopack": 16}, "small-gopack, small-upx9: gopack is at most 0.65 of -9"),
        ({"small_gopack": 19}, "small-gopack, small-lzma: gopack is smaller than lzma"),
        (
            {"small_gopack_best": 15},
            "small-gopack-best, small-lzma: gopack's --best is at most 0.765 of lzma",
        ),
        (
            {"small_gopack_best": 15},
            "small-gopack-best, small-gopack: gopack's --best packs closer",
        ),
        ({"paths_small": 90}, "paths-small, paths-static: -s -w never grows it"),
    ],
)
def test_a_size_that_breaks_a_relation_is_red(changed: dict[str, int], words: str) -> None:
    assert f"linux-amd64/{words}" in red(done(**changed))


def test_the_same_bytes_are_not_only_the_same_size() -> None:
    results = done()
    same = results["linux-amd64/small"]
    assert red(results | {"linux-amd64/static-s": same}) == [
        "linux-amd64/small, static-s: -s alone gives the size of -s -w, not its bytes"
    ]


@pytest.mark.parametrize("start", [(0.01, 0.011), (0.011, 0.02)])
def test_a_start_that_is_slower_only_within_the_noise_is_not_slower(
    start: tuple[float, ...],
) -> None:
    results = done() | {"linux-amd64/small-lzma": result("small-lzma", 19, start=start)}
    assert red(results)[0] == "linux-amd64/small-lzma, small-upx9: lzma starts slower than -9"


def test_single_starts_that_were_disturbed_hide_no_difference() -> None:
    """As seen on a busy machine: 43 to 166 ms beside 130 to 148."""
    results = done() | {
        "linux-amd64/small-upx9": result("small-upx9", 20, start=(0.04, 0.06, 0.065, 0.07, 0.166)),
        "linux-amd64/small-lzma": result("small-lzma", 19, start=(0.13, 0.131, 0.131, 0.14, 0.148)),
    }
    assert not [each for each in red(results) if "slower" in each]


def test_a_start_that_was_not_measured_is_red() -> None:
    bare = StepResult(
        name="x", kind="build", command="", artifact=Artifact(path="x", size_bytes=19, sha256="x")
    )
    assert red(done() | {"linux-amd64/small-lzma": bare}) == [
        "linux-amd64/small-lzma, small-upx9: lzma starts slower than -9",
        "linux-amd64/small-gopack-best, small-lzma: gopack's --best starts sooner than lzma",
    ]


@pytest.mark.parametrize("start", [(0.04, 0.05), ()])
def test_a_gopack_that_starts_as_late_as_upx_is_red(start: tuple[float, ...]) -> None:
    late = result("x", 15, start=start)
    late = late if start else replace(late, measurements=())
    assert red(done() | {"linux-amd64/small-gopack": late}) == [
        "linux-amd64/small-gopack, small-upx1: gopack starts sooner than UPX's fastest"
    ]


def test_a_missing_cell_skips_its_relations_by_name() -> None:
    results = done()
    del results["linux-amd64/small-best"]
    skipped = [each for each in check_relations(results, MATRIX.cells) if each.status == "skip"]
    assert {each.evidence for each in skipped} == {"no result of linux-amd64/small-best"}
    assert len(skipped) == 2


@pytest.mark.parametrize(
    ("versions", "status"),
    [
        (((("go", "1.27.3"),), (("go", "1.27.3"), ("upx", "4.2.2"))), "pass"),
        (((("go", "1.27.3"),), (("go", "1.26.8"),)), "fail"),
        (((("upx", "4.2.2"),), (("upx", "4.2.4"),)), "fail"),
        ((), "skip"),
    ],
)
def test_cells_of_two_versions_of_a_tool_are_not_compared(
    versions: tuple[tuple[tuple[str, str], ...], ...], status: str
) -> None:
    assert check_versions(versions).status == status
