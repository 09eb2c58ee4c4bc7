"""`python -m bench`: measures all there is, saves it, and fails where a limit is not kept."""

from __future__ import annotations

import argparse
import json
import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from bench.catalogue import BENCHMARKS
from bench.figures import is_over
from bench.measure import measure
from bench.place import PROJECT, copy_of, docker_version, earlier_project, finished_project
from bench.render import markdown, text
from bench.values import Benchmark, Report, Row
from slimgo.errors import CheckFailed
from slimgo.pipeline.machine import machine
from slimgo.run.process import Surroundings
from slimgo.run.store import write_whole
from slimgo.terminal.door import door
from slimgo.terminal.screen import Terminal
from slimgo.values.event import Doing

_JSON = PROJECT / "docs" / "bench.json"
_PAGE = PROJECT / "docs" / "bench.md"
_QUICK = 6
"""How many times fewer repeats --quick does."""


@door
def main() -> None:
    """Ends with status 0 when every limit that was measured is kept."""
    arguments = _parser().parse_args()
    if arguments.render:
        report = msgspec.json.decode(_JSON.read_bytes(), type=Report)
        write_whole(_PAGE, markdown(report).encode())
        return
    with Terminal() as terminal:
        report = _taken(terminal, quick=arguments.quick, full=arguments.full)
        if arguments.quick:
            terminal.say("Not saved: so few repeats are for a look.")
        else:
            write_whole(_JSON, msgspec.json.format(msgspec.json.encode(report)) + b"\n")
            write_whole(_PAGE, markdown(report).encode())
            terminal.say(f"saved: {_JSON.relative_to(PROJECT)}, {_PAGE.relative_to(PROJECT)}")
    over = [row.name for row in report.rows if is_over(row)]
    if over:
        raise CheckFailed(
            f"over the limit: {', '.join(over)}",
            cure="try again on a machine at rest: nox -s bench",
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repeats, and nothing is saved")
    parser.add_argument("--full", action="store_true", help="also with Go's cache empty: minutes")
    parser.add_argument("--render", action="store_true", help="only write bench.md of bench.json")
    return parser


def _taken(terminal: Terminal, *, quick: bool, full: bool) -> Report:
    date = datetime.now(UTC).isoformat(timespec="seconds")
    load = os.getloadavg()[0]
    terminal.say(f"load average {load:.2f}; making the project that is measured")
    rows: list[Row] = []
    with finished_project() as finished:
        result = json.loads((finished.directory / "build" / "slim.json").read_bytes())
        versions = [(name, version) for name, version in result["versions"]]
        docker = docker_version(finished)
        versions += [("docker", docker)] if docker else []
        for benchmark in BENCHMARKS:
            rows.append(_row(benchmark, finished, terminal, quick=quick, full=full, docker=docker))
            terminal.say(text(rows[-1]))
    return Report(
        date=date,
        load=(load, os.getloadavg()[0]),
        machine=machine(),
        versions=tuple(versions),
        rows=tuple(rows),
    )


def _row(
    benchmark: Benchmark,
    finished: Surroundings,
    terminal: Terminal,
    *,
    quick: bool,
    full: bool,
    docker: str,
) -> Row:
    """Measured as far as this machine and the flags allow; what is left out is named."""
    if benchmark.go_cache_empty and not full:
        return Row(
            name=benchmark.name, limit=benchmark.limit, why=benchmark.why, note="only with --full"
        )
    note = ""
    if benchmark.against[0].argv[0] == "docker" and not docker:
        benchmark, note = replace(benchmark, against=(), undo=None), "no Docker daemon"
    repeats = -(-benchmark.repeats // _QUICK) if quick else benchmark.repeats
    terminal.say(f"{benchmark.name}: {repeats}× `{benchmark.measured}`")
    with ExitStack() as stack:
        here = stack.enter_context(copy_of(finished))
        before = None
        if benchmark.earlier:
            before = stack.enter_context(earlier_project(benchmark.earlier))
        row = measure(
            benchmark,
            here,
            before=before,
            repeats=repeats,
            doing=lambda doing: terminal(Doing(text=doing)),
        )
    return replace(row, note=row.note or note)


if __name__ == "__main__":
    main()
