"""Packers side by side: a table that leaves out what was not looked at, and what each costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.report.comparison import comparison_lines, comparison_table
from slimgo.values.comparison import Comparison, Contender
from slimgo.values.measurement import Load, Measurement
from slimgo.values.result import Result

RESULT = Result(
    versions=(),
    machine=(),
    engine="",
    engine_title="",
    engine_reason="",
    isolation="",
    not_isolated="",
    target="linux/amd64",
)


def contender(
    name: str, size_bytes: int, start: float, kept: float, *, seconds: float, build_info: bool
) -> Contender:
    return Contender(
        name=name,
        size_bytes=size_bytes,
        pull_bytes=size_bytes - 1,
        packing_seconds=seconds,
        build_info=build_info,
        measurements=(
            Measurement(what="start", unit="s", samples=(start, start + 0.001, start + 0.002)),
            Measurement(what="private memory", unit="B", samples=(kept,)),
        ),
    )


PLAIN = contender("unpacked", 5_800_000, 0.005, 1e6, seconds=0, build_info=True)
UPX = contender("upx -9", 2_400_000, 0.05, 6.5e6, seconds=8.1, build_info=False)
GOPACK = contender("gopack", 1_550_000, 0.025, 6.5e6, seconds=7.0, build_info=True)
ALL = (PLAIN, UPX, GOPACK)


def lines(*contenders: Contender) -> tuple[str, ...]:
    comparison = Comparison(contenders=contenders)
    blank, *shown = comparison_lines(replace(RESULT, comparison=comparison))
    assert blank == ""
    return tuple(shown)


def test_each_has_a_column_and_each_thing_a_row() -> None:
    shown = [" ".join(line.split()) for line in lines(*ALL)]
    assert shown == [
        "unpacked upx -9 gopack",
        "size 5,800,000 B 2,400,000 B 1,550,000 B",
        "pull 5,799,999 B 2,399,999 B 1,549,999 B",
        "first answer 6.0 ms (5.0 ms to 7.0 ms) 51 ms (50 ms to 52 ms) 26 ms (25 ms to 27 ms)",
        "private memory 1.00 MB 6.50 MB 6.50 MB",
        "packing — 8.1 s 7.0 s",
        "build info readable lost readable",
        (
            "upx -9 costs 45 ms a start, 5.50 MB of memory in each process, 8.1 s of packing "
            "and the build info."
        ),
        "gopack costs 20 ms a start, 5.50 MB of memory in each process and 7.0 s of packing.",
    ]


def test_columns_stand_under_each_other() -> None:
    head, size, *_ = lines(*ALL)
    assert head.index("upx -9") == size.index("2,400,000")
    assert head.index("gopack") == size.index("1,550,000")


def test_what_could_not_be_run_has_no_row_and_no_cost() -> None:
    shown = lines(*(replace(each, measurements=()) for each in ALL))
    assert not any("answer" in line or "memory" in line for line in shown)
    assert shown[-1] == "gopack costs 7.0 s of packing."


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (replace(PLAIN, name="x"), "x costs nothing that shows at a start."),
        (replace(PLAIN, name="x", measurements=()), "x costs nothing that was measured."),
    ],
)
def test_a_cost_inside_the_noise_is_called_that(packed: Contender, words: str) -> None:
    assert lines(PLAIN, packed)[-1] == words


def test_a_start_is_compared_turn_by_turn_so_that_a_busy_machine_hides_nothing() -> None:
    """Ranges that overlap, and yet each packed start is later than the plain one of its turn."""
    turns = (0.01, 0.02, 0.05, 0.09)
    plain = replace(PLAIN, measurements=(Measurement(what="start", unit="s", samples=turns),))
    later = tuple(each + 0.02 for each in turns)
    packed = replace(PLAIN, name="x", measurements=(replace(plain.measurements[0], samples=later),))
    assert lines(plain, packed)[-1] == "x costs 20 ms a start."


def test_the_readme_has_the_same_table_and_sentences() -> None:
    text = comparison_table(replace(RESULT, comparison=Comparison(contenders=ALL)))
    rows = text.splitlines()
    assert rows[0] == "|  | unpacked | upx -9 | gopack |"
    assert rows[1] == "|---|---|---|---|"
    assert rows[2] == "| size | 5,800,000 B | 2,400,000 B | 1,550,000 B |"
    assert rows[-2:] == list(lines(*ALL)[-2:])


def test_where_one_packer_was_used_there_is_no_table() -> None:
    assert comparison_lines(RESULT) == ()
    assert comparison_table(RESULT) == ""


def test_peak_and_least_memory_stand_beside_private_memory() -> None:
    def with_memory(each: Contender, peak: float, least: float) -> Contender:
        more = (
            Measurement(what="peak resident size", unit="B", samples=(peak,)),
            Measurement(what="least memory limit", unit="B", samples=(least,)),
        )
        return replace(each, measurements=(*each.measurements, *more))

    shown = lines(with_memory(PLAIN, 5.6e6, 2e6), with_memory(UPX, 8.1e6, 7.3e6))
    rows = [" ".join(line.split()) for line in shown]
    at = rows.index("private memory 1.00 MB 6.50 MB")
    assert rows[at + 1 : at + 3] == [
        "peak resident size 5.60 MB 8.10 MB",
        "least memory limit 2.00 MB 7.30 MB",
    ]
    assert "5.50 MB of memory in each process, 2.50 MB of memory more at its peak" in rows[-1]


def busy(average: float) -> tuple[str, ...]:
    comparison = Comparison(contenders=ALL, load=Load(average=average, cpus=2))
    return comparison_lines(replace(RESULT, comparison=comparison))


def test_a_busy_machine_is_a_warning_with_its_remedy() -> None:
    assert busy(2.1)[-1] == (
        "! The machine was busy (load 2.1 on 2 CPUs), so times are longer than at rest: measure "
        "again when it is quiet, with --recheck."
    )
    assert not any("busy" in line for line in busy(2.0))


def test_the_readme_warns_of_a_busy_machine_too() -> None:
    comparison = Comparison(contenders=ALL, load=Load(average=3, cpus=1))
    text = comparison_table(replace(RESULT, comparison=comparison))
    assert "(load 3.0 on 1 CPU)" in text.splitlines()[-1]
