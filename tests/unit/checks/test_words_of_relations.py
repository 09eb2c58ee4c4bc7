"""What is said of two cells, word for word, and what happens where the two are level."""

from __future__ import annotations

from dataclasses import replace

import pytest

from article.matrix import MATRIX
from slimgo.checks.relations import Relation, check_relations, check_versions, relations
from slimgo.values.artifact import Artifact
from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult
from slimgo.values.verdict import Verdict

START = Measurement(of="packed", what="start", unit="s", samples=(0.9996, 0.9996))
NAMES = ("static", "static-w", "static-s", "small")


def result(size: int, seconds: float = 0.9996, sha256: str = "aa") -> StepResult:
    return StepResult(
        name="x",
        kind="build",
        command="",
        artifact=Artifact(path="x", size_bytes=size, sha256=sha256),
        measurements=(replace(START, samples=(seconds, seconds)),),
    )


def relation(first: str, second: str) -> Relation:
    pair = (f"linux-amd64/{first}", f"linux-amd64/{second}")
    (found,) = [each for each in relations(MATRIX.cells) if (each.first, each.second) == pair]
    return found


def verdict(first: str, second: str, *results: StepResult) -> Verdict:
    """Of this relation alone."""
    pair = [f"linux-amd64/{name}" for name in (first, second)]
    done = dict(zip(pair, results, strict=False))
    (made,) = check_relations(done, [MATRIX.cell(name) for name in pair])
    return made


def both(first: str, second: str) -> str:
    return f'nox -s "verify(linux-amd64/{first})" "verify(linux-amd64/{second})"'


@pytest.mark.parametrize(
    ("names", "sizes", "holds"),
    [
        (("static-w", "static"), (1000, 1000), True),
        (("static-w", "static"), (1001, 1000), False),
        (("small-upx1", "small"), (1000, 1000), False),
        (("small-upx1", "small"), (999, 1000), True),
        (("static", "app"), (1000, 1000), True),
        (("static", "app"), (999, 1000), False),
    ],
)
def test_sizes_that_are_level(
    names: tuple[str, str], sizes: tuple[int, int], *, holds: bool
) -> None:
    shown = f"{sizes[0]:,} B and {sizes[1]:,} B"
    made = verdict(*names, result(sizes[0]), result(sizes[1]))
    says = f"linux-amd64/{names[0]}, {names[1]}: {relation(*names).says}"
    assert made == (
        Verdict(check=says, status="pass", evidence=shown)
        if holds
        else Verdict(check=says, status="fail", evidence=shown, cure=both(*names))
    )


def test_the_same_bytes_are_told() -> None:
    made = verdict("sw", "s", result(1000), replace(result(1000), name="y"))
    assert (made.status, made.evidence) == ("fail", "1,000 B and 1,000 B, and the same bytes")
    other = replace(result(1000), artifact=Artifact(path="y", size_bytes=1000, sha256="aa"))
    assert verdict("sw", "s", result(1000), other).status == "fail"
    assert verdict("sw", "s", result(1000), result(1000, sha256="bb")).status == "pass"


def start(first: StepResult, second: StepResult) -> Verdict:
    pair = {"linux-amd64/small-lzma": first, "linux-amd64/small-upx9": second}
    verdicts = check_relations(pair, [MATRIX.cell(name) for name in pair])
    return next(each for each in verdicts if each.check.endswith(": lzma starts slower than -9"))


def test_a_start_is_slower_only_beyond_the_noise() -> None:
    slow, level = result(1000, 1.9992), result(1000)
    assert (start(slow, level).status, start(slow, level).evidence) == (
        "pass",
        "1999 ms and 1000 ms",
    )
    assert start(level, level).status == "fail"
    unmeasured = replace(level, measurements=())
    assert start(slow, unmeasured).evidence == "no start was measured"
    assert start(unmeasured, slow).status == "fail"


def sooner(first: StepResult, second: StepResult) -> Verdict:
    pair = {"linux-amd64/small-gopack": first, "linux-amd64/small-upx1": second}
    verdicts = check_relations(pair, [MATRIX.cell(name) for name in pair])
    return next(each for each in verdicts if "starts sooner" in each.check)


def test_a_start_is_sooner_by_its_median() -> None:
    fast, late = result(1000), result(1000, 1.9992)
    assert (sooner(fast, late).status, sooner(fast, late).evidence) == (
        "pass",
        "1000 ms and 1999 ms",
    )
    assert sooner(fast, fast).status == "fail"
    unmeasured = replace(fast, measurements=())
    assert sooner(unmeasured, late).evidence == "no start was measured"
    assert sooner(fast, unmeasured).status == "fail"


@pytest.mark.parametrize(
    ("size", "status", "evidence"),
    [
        (650, "pass", "650 B and 1,000 B: 0.650"),
        (651, "fail", "651 B and 1,000 B: 0.651"),
        (1100, "fail", "1,100 B and 1,000 B: 1.100"),
    ],
)
def test_a_share_is_told_to_the_thousandth(size: int, status: str, evidence: str) -> None:
    made = verdict("small-gopack", "small-upx9", result(size), result(1000))
    assert made.check == "linux-amd64/small-gopack, small-upx9: gopack is at most 0.65 of -9"
    assert (made.status, made.evidence) == (status, evidence)


def test_a_missing_cell_skips_the_relation_by_name() -> None:
    made = verdict("small-upx1", "small", result(1000))
    assert made == Verdict(
        check="linux-amd64/small-upx1, small: packing shrinks it",
        status="skip",
        evidence="no result of linux-amd64/small",
    )


def test_versions_are_told_in_full() -> None:
    one = (("upx", "4.2.2"), ("go", "1.27.3"))
    assert check_versions((one, one)) == Verdict(
        check="one Go and one of each packer made all cells",
        status="pass",
        evidence="go 1.27.3, upx 4.2.2",
    )
    assert check_versions((one, (("go", "1.26.8"),))) == Verdict(
        check="one Go and one of each packer made all cells",
        status="fail",
        evidence="go 1.26.8 and 1.27.3, upx 4.2.2",
        cure="nox -s verify",
    )
    assert check_versions(()) == Verdict(
        check="one Go and one of each packer made all cells",
        status="skip",
        evidence="no cell was made",
    )


def test_two_cells_that_strip_the_same_are_not_compared() -> None:
    plain = MATRIX.cell("linux-386/static-w")
    twin = replace(plain, variant=replace(plain.variant, name="static-w-again"))
    assert relations([plain, twin]) == ()


def test_stripping_is_named_by_the_flags_that_the_first_has_more() -> None:
    says = [each.says for each in relations([MATRIX.cell(f"linux-386/{name}") for name in NAMES])]
    assert says == [
        "-w never grows it",
        "-s never grows it",
        "-s -w never grows it",
        "-s never grows it",
        "-s alone gives the size of -s -w, not its bytes",
    ]


def test_a_step_without_an_artifact_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match=r"^x has no artifact$"):
        verdict("small-upx1", "small", replace(result(1), artifact=None), result(2))
