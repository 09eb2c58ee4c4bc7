from __future__ import annotations

from dataclasses import replace

import pytest

from article.claims.catalogue import CLAIMS, SMALL
from article.claims.claim import Band, Claim
from article.claims.evidence import Evidence, Missing
from article.claims.judges.access import NotHere, banded, figured, verdict
from article.claims.judges.judge import JUDGES, judge
from slimgo.values.cell import CellResult
from slimgo.values.verdict import failed, passed
from tests.unit.article.claims.judges import (
    words_of_building,
    words_of_image,
    words_of_inside,
    words_of_packing,
    words_of_tools,
)
from tests.unit.article.claims.judges.spoil import Row, Spoil, as_found, line, not_run, with_step

BY_ID = {claim.id: claim for claim in CLAIMS}
CHECKABLE = tuple(claim for claim in CLAIMS if not claim.elsewhere)
ROWS: tuple[Row, ...] = (
    *words_of_building.ROWS,
    *words_of_packing.ROWS,
    *words_of_image.ROWS,
    *words_of_inside.ROWS,
    *words_of_tools.ROWS,
)
UNCHECKED = "cannot be checked here"


def test_every_claim_has_a_judge_and_every_judge_a_claim() -> None:
    assert list(BY_ID) == [claim.id for claim in CLAIMS]
    assert set(JUDGES) == set(BY_ID)


def test_every_claim_has_its_words_for_evidence_as_it_was_found() -> None:
    found = [row.claim for row in ROWS if row.spoil is as_found]
    assert sorted(found) == sorted(BY_ID)


def test_every_claim_has_evidence_that_turns_it() -> None:
    said = {row.claim: row.says.partition(":")[0] for row in ROWS if row.spoil is as_found}
    turned = {row.claim for row in ROWS if not row.says.startswith((said[row.claim], UNCHECKED))}
    assert turned >= {claim.id for claim in CHECKABLE}


@pytest.mark.parametrize(("identifier", "spoil", "says"), ROWS)
def test_what_is_found_word_for_word(
    identifier: str, spoil: Spoil, says: str, evidence: Evidence
) -> None:
    assert line(judge(BY_ID[identifier], spoil(evidence)).finding) == says


@pytest.mark.parametrize(
    "claim",
    # pull is about two files that are always made
    [claim for claim in CHECKABLE if claim.id != "pull"],
    ids=lambda claim: claim.id,
)
def test_without_evidence_a_claim_is_unchecked_and_told_with_its_cure(
    claim: Claim, evidence: Evidence
) -> None:
    gone = Missing(what="no gdb on PATH", cure="apt-get install gdb")
    without = replace(
        evidence,
        cells={
            name: CellResult(cell=name, status="not run", why="no gcc on PATH: apt-get install gcc")
            for name in evidence.cells
        },
        heard=dict.fromkeys(evidence.heard, gone),
        images=dict.fromkeys(evidence.images, gone),
    )
    judged = judge(claim, without)
    assert judged.claim == claim
    assert judged.finding.judgement == UNCHECKED
    assert "no " in judged.finding.seen
    assert judged.finding.why.startswith("apt-get install")


def test_a_check_counts_where_it_was_passed(evidence: Evidence) -> None:
    looked = with_step(evidence, SMALL, verdicts=(failed("runs", "x", "y"), passed("static", "no")))
    assert not verdict(looked, SMALL, "runs")
    assert verdict(looked, SMALL, "static") == "no"


def test_a_check_that_passed_without_a_word_counts(evidence: Evidence) -> None:
    looked = with_step(evidence, SMALL, verdicts=(passed("runs", ""),))
    assert verdict(looked, SMALL, "runs") == "passed"


def test_a_cell_that_was_made_but_not_started_is_no_evidence(evidence: Evidence) -> None:
    made = replace(evidence.cells[SMALL], status="not run", why="no qemu: get it")
    looked = replace(evidence, cells={**evidence.cells, SMALL: made})
    with pytest.raises(NotHere, match=r"^linux-amd64/small: no qemu$"):
        verdict(looked, SMALL, "runs")


def test_missing_evidence_is_an_exception_that_says_so(evidence: Evidence) -> None:
    with pytest.raises(NotHere, match=r"^linux-amd64/small: no Go here$"):
        verdict(not_run(SMALL, "no Go here")(evidence), SMALL, "runs")


def test_a_claim_without_a_figure_or_a_band_is_not_judged_by_one() -> None:
    claim = Claim(id="bare", says="so")
    with pytest.raises(ValueError, match=r"^bare has no figure$"):
        figured(claim, 1, seen="", why="", here="")
    with pytest.raises(ValueError, match=r"^bare has no band$"):
        banded(claim, 1, why="", here="")


@pytest.mark.parametrize(
    ("figure", "figured_as", "banded_as"),
    [
        (0.99, "no longer", "outside its band"),
        (1, "holds", "holds"),
        (2, "holds", "holds"),
        (2.01, "no longer", "outside its band"),
    ],
)
def test_the_ends_of_a_figure_and_of_a_band_belong_to_them(
    figure: float, figured_as: str, banded_as: str
) -> None:
    both = Band(low=1, high=2, unit="s")
    claim = Claim(id="both", says="so", figure=both, band=both)
    assert figured(claim, figure, seen="", why="", here="").judgement == figured_as
    assert banded(claim, figure, why="", here="").judgement == banded_as
