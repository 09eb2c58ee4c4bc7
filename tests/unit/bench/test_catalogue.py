from __future__ import annotations

import msgspec

from bench.catalogue import BENCHMARKS
from bench.values import Report, Row
from slimgo.values.measurement import Measurement


def test_every_benchmark_has_a_name_of_its_own() -> None:
    names = [benchmark.name for benchmark in BENCHMARKS]
    assert len(set(names)) == len(names)


def test_quick_commands_are_repeated_often_and_slow_ones_at_least_three_times() -> None:
    for benchmark in BENCHMARKS:
        least = 1 if benchmark.go_cache_empty else 3 if benchmark.cold else 10
        assert benchmark.repeats >= least, benchmark.name


def test_a_report_comes_back_from_json_as_it_was() -> None:
    measured = Measurement(what="command", unit="s", samples=(1.0, 2.0))
    report = Report(
        date="2026-01-02T03:04:05+00:00",
        load=(0.1, 0.9),
        machine=(("cpus", "2"),),
        versions=(("go", "1.27.3"),),
        rows=(Row(name="row", limit=2, why="why", measured=measured, against=(measured,)),),
    )
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
