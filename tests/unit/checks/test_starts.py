"""A packed program is held against the unpacked one, start by start; each verdict word for word."""

from __future__ import annotations

from dataclasses import replace

from slimgo.checks.starts import check_starts
from slimgo.values.surrounding import KnownFault, PairOfStarts, StartOutcome
from slimgo.values.target import Target
from slimgo.values.verdict import Verdict, failed, passed, skipped

AMD64 = Target(goos="linux", goarch="amd64")
ANSWERS = StartOutcome(kind="answers", words="HTTP/1.1 200 OK")
DEAD = StartOutcome(kind="ended", status=139)
NO_STACK = StartOutcome(kind="ended", status=139)
REFUSED = StartOutcome(kind="refused", words="starting it: Argument list too long")
FAULT = KnownFault(
    packer="upx",
    versions=("4.2.2",),
    goarch="arm64",
    says="",
    fails=("many", "most"),
    either=("edge",),
)


def pair(name: str, packed: StartOutcome = ANSWERS, *unpacked: StartOutcome) -> PairOfStarts:
    return PairOfStarts(surrounding=name, unpacked=unpacked or (ANSWERS,), packed=packed)


def judged(*seen: PairOfStarts, target: Target = AMD64, packer: str = "upx") -> list[Verdict]:
    return list(check_starts(seen, packer=packer, version="4.2.2", target=target, fault=None))


def known(*seen: PairOfStarts) -> list[Verdict]:
    return list(check_starts(seen, packer="upx", version="4.2.2", target=AMD64, fault=FAULT))


def test_as_unpacked_everywhere_passes() -> None:
    assert judged(pair("none"), pair("many")) == [
        passed("starts everywhere", "as unpacked in 2 surroundings")
    ]


def test_one_death_is_red_names_the_packers_fault_and_the_other_packer() -> None:
    assert judged(pair("none"), pair("many", DEAD), pair("most")) == [
        failed(
            "starts everywhere",
            "with many (1 of 3 surroundings): packed, it ends with status 139 and without a word; "
            "unpacked, it answers (HTTP/1.1 200 OK): a fault of upx 4.2.2",
            "pack with gopack: invoke slim --with gopack",
        )
    ]


def test_for_a_machine_that_the_other_packer_does_not_know_the_cure_is_another() -> None:
    (verdict,) = judged(
        pair("none"), pair("many", DEAD), target=Target(goos="linux", goarch="mips")
    )
    assert verdict.cure == "pack with another version of upx, or ship the unpacked program"


def test_gopacks_fault_is_cured_by_upx() -> None:
    (verdict,) = judged(pair("none"), pair("many", DEAD), packer="gopack")
    assert verdict.cure.endswith("pack with upx: invoke slim --with upx")


def test_many_deaths_are_counted_and_five_are_named() -> None:
    (verdict,) = judged(pair("none"), *(pair(f"s{number}", DEAD) for number in range(7)))
    assert verdict.evidence.startswith(
        "with s0, s1, s2, s3, s4 and 2 others (7 of 8 surroundings): "
    )


def test_where_the_unpacked_one_cannot_be_started_either_it_is_a_skip_and_not_counted() -> None:
    assert judged(pair("none"), pair("many", REFUSED, REFUSED)) == [
        passed("starts everywhere", "as unpacked in 1 surrounding"),
        skipped(
            "starts everywhere",
            "with many the unpacked program cannot be started (starting it: Argument list too "
            "long), too",
        ),
    ]


def test_a_surrounding_that_kills_the_unpacked_one_blames_nobody() -> None:
    *others, skip = judged(pair("none"), pair("small stack", DEAD, NO_STACK))
    assert [each.status for each in others] == ["pass"]
    assert skip.status == "skip"
    assert "small stack" in skip.evidence


def test_a_program_that_fails_by_itself_must_fail_equally() -> None:
    fails = StartOutcome(kind="ended", status=1, words="no configuration")
    assert [each.status for each in judged(pair("none", fails, fails))] == ["pass"]
    silent = replace(fails, words="")
    assert [each.status for each in judged(pair("none", silent, fails))] == ["fail"]
    other = replace(fails, status=2)
    assert [each.status for each in judged(pair("none", other, fails))] == ["fail"]


def test_words_that_differ_by_themselves_are_no_difference() -> None:
    first = StartOutcome(kind="ended", status=1, words="at 10:15")
    second, third = (replace(first, words=f"at 10:1{n}") for n in (6, 7))
    assert [each.status for each in judged(pair("none", second, first, third))] == ["pass"]
    assert [each.status for each in judged(pair("none", second, first, first))] == ["fail"]


def test_an_answer_that_is_missing_is_red() -> None:
    deaf = StartOutcome(kind="answers", words="no answer: timed out")
    assert [each.status for each in judged(pair("none"), pair("many", deaf))] == ["fail"]


def test_where_nothing_can_be_started_nothing_is_said() -> None:
    assert judged(pair("none", ANSWERS, REFUSED), pair("many")) == [
        skipped(
            "starts everywhere",
            "no program can be started so here: starting it: Argument list too long",
        )
    ]


def test_a_program_that_shows_nothing_is_no_proof() -> None:
    silent = StartOutcome(kind="silent")
    assert judged(pair("none", silent, silent)) == [
        skipped("starts everywhere", "the unpacked program neither listens nor ends")
    ]


def test_a_known_fault_is_what_must_be_seen() -> None:
    assert known(pair("none"), pair("edge"), pair("many", DEAD), pair("most", DEAD)) == [
        passed(
            "fails exactly as known",
            "upx 4.2.2 fails with many, most, and starts in 2 surroundings",
        )
    ]


def test_at_its_edge_a_known_fault_may_show() -> None:
    (verdict,) = known(pair("none"), pair("edge", DEAD), pair("many", DEAD))
    assert verdict.status == "pass"


def test_a_known_fault_that_spreads_is_red() -> None:
    assert known(pair("none"), pair("few", DEAD), pair("many", DEAD)) == [
        failed(
            "fails exactly as known",
            "upx 4.2.2 also fails with few: it ends with status 139 and without a word",
            "name the new surroundings in slimgo/plan/faults.py, or mend the packer",
        )
    ]


def test_a_known_fault_that_is_gone_is_red() -> None:
    assert known(pair("none"), pair("many", DEAD), pair("most")) == [
        failed(
            "fails exactly as known",
            "upx 4.2.2 starts with most, where it is known to fail",
            "take the surroundings out of slimgo/plan/faults.py",
        )
    ]


def test_a_known_fault_that_nobody_looked_for_is_red() -> None:
    assert known(pair("none"), pair("few")) == [
        failed(
            "fails exactly as known",
            "none of the 2 surroundings is one where upx 4.2.2 is known to fail",
            "run the whole table: nox -s sweep",
        )
    ]


def evidence(packed: StartOutcome) -> str:
    (verdict,) = judged(pair("none"), pair("many", packed))
    return verdict.evidence.partition("packed, it ")[2].partition("; unpacked")[0]


def test_each_outcome_is_told_in_its_own_words() -> None:
    assert evidence(StartOutcome(kind="listens", words="port 80")) == "listens (port 80)"
    assert evidence(REFUSED) == "cannot be started (starting it: Argument list too long)"
    assert evidence(StartOutcome(kind="silent")) == "neither listens nor ends"
    assert evidence(StartOutcome(kind="silent", words="a\nb")) == "neither listens nor ends (a)"
    assert evidence(StartOutcome(kind="ended", status=2, words="x\ny")) == "ends with status 2 (x)"


def test_long_words_are_cut() -> None:
    words = evidence(StartOutcome(kind="ended", status=2, words="x" * 81))
    assert words == f"ends with status 2 ({'x' * 80})"


def test_five_are_named_without_a_count() -> None:
    (verdict,) = judged(pair("none"), *(pair(f"s{number}", DEAD) for number in range(5)))
    assert verdict.evidence.startswith("with s0, s1, s2, s3, s4 (5 of 6 surroundings): ")
