"""Runs a benchmark's commands in turn and keeps every sample."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.values import Benchmark, Row
from slimgo.errors import CheckFailed, CommandFailed
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from slimgo.values.measurement import Measurement

_GO_CACHE = "go-cache"


def measure(
    benchmark: Benchmark,
    here: Surroundings,
    *,
    repeats: int,
    doing: Callable[[str], None],
    before: Surroundings | None = None,
) -> Row:
    """here: a finished copy of the project, for this benchmark alone. before: one of the earlier
    revision, where the benchmark names one.

    One turn first is not counted. What fails in it of `against` is left out by name: not every
    docker has both builders. Raises CommandFailed when anything else fails; CheckFailed when
    slimgo did not do what the benchmark is about.
    """
    if benchmark.go_cache_empty:
        cache = str(here.directory / _GO_CACHE)
        here = replace(here, environment={**here.environment, "GOCACHE": cache})
    here = replace(here, directory=here.directory / benchmark.folder)
    there = before or here
    against = list(benchmark.against)
    left_out: list[str] = []
    taken: list[float] = []
    seconds: dict[Command, list[float]] = {command: [] for command in against}
    checks: list[float] = []
    for turn in range(0 if benchmark.go_cache_empty else -1, repeats):
        doing(f"{benchmark.name}, {max(turn, 0) + 1} of {repeats}")
        if benchmark.step:
            took, checked = _step_seconds(benchmark, here), 0.0
        else:
            took, checked = _timed(benchmark, benchmark.measured, here)
        if turn >= 0:
            taken.append(took if benchmark.checks_count else took - checked)
            checks.append(checked)
        for command in tuple(against):
            try:
                took, checked = _timed(benchmark, command, there)
            except CommandFailed as error:
                if turn >= 0:
                    raise
                left_out.append(" ".join(str(error).split()))
                against.remove(command)
                continue
            if benchmark.undo:
                run(benchmark.undo, here)
            if turn >= 0:
                seconds[command].append(took if benchmark.checks_count else took - checked)
    part = f" (its step {benchmark.step})" if benchmark.step else ""
    where = f" (at {benchmark.earlier[:7]})" if benchmark.earlier else ""
    apart = any(checks) and not benchmark.checks_count
    return Row(
        name=benchmark.name,
        limit=benchmark.limit,
        why=benchmark.why,
        measured=_seconds(f"{benchmark.measured}{part}", taken),
        checks=Measurement(what="checks", unit="s", samples=tuple(checks)) if apart else None,
        against=tuple(_seconds(f"{command}{where}", seconds[command]) for command in against),
        note="; ".join(left_out),
        most_seconds=benchmark.most_seconds,
    )


def _seconds(name: str, taken: list[float]) -> Measurement:
    return Measurement(what=name, unit="s", samples=tuple(taken))


def _step_seconds(benchmark: Benchmark, here: Surroundings) -> float:
    """What slimgo says the step's command took, in a run that had to do it."""
    build = here.directory / "build"
    (build / benchmark.without).unlink()
    run(benchmark.measured, here)
    steps = json.loads((build / "slim.json").read_bytes())["steps"]
    step = next(step for step in steps if step["name"] == benchmark.step)
    if step["up_to_date"]:
        raise CheckFailed(f"{benchmark.step} was not made anew", why="its file had been removed")
    return float(step["seconds"])


def _timed(benchmark: Benchmark, command: Command, here: Surroundings) -> tuple[float, float]:
    """How long it took, and how much of that slimgo says went into checks."""
    if benchmark.cold:
        shutil.rmtree(here.directory / "build", ignore_errors=True)
    if benchmark.go_cache_empty:
        shutil.rmtree(here.directory / _GO_CACHE, ignore_errors=True)
    result = here.directory / "build" / "slim.json"
    result.unlink(missing_ok=True)
    took = run(command, here).seconds
    return took, _check_seconds(result, cold=benchmark.cold)


def _check_seconds(result: Path, *, cold: bool) -> float:
    """0 where the command wrote no result, as every other than `invoke slim`."""
    if not result.exists():
        return 0.0
    document = json.loads(result.read_bytes())
    steps = document["steps"]
    wrong = "not made anew" if cold else "made although nothing had changed"
    for step in steps:
        if step["up_to_date"] == cold:
            raise CheckFailed(
                f"{step['name']} was {wrong}",
                why="so the figure would mean something else",
                cure="invoke slim, twice, and see what the second run does",
            )
    # where nothing was made anew, the comparison is of an earlier run
    compared = (document.get("comparison") or {}).get("check_seconds", 0.0) if cold else 0.0
    return float(sum(step["check_seconds"] for step in steps) + compared)
