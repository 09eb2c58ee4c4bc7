"""An engine is chosen once it has built and run the smallest program, with a published port."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from slimgo.engines.client import reason
from slimgo.engines.container_engine import ContainerEngine
from slimgo.engines.leftovers import clear_left, image_tag
from slimgo.engines.remembered import Trials
from slimgo.errors import EngineFailed, SlimgoError
from slimgo.plan.smallest import STATUS, trial_program
from slimgo.run.process import run
from slimgo.run.scratch import scratch
from slimgo.values.start import Start

_DOCKERFILE = 'FROM scratch\nCOPY trial /trial\nENTRYPOINT ["/trial"]\n'
_PORT = 80
"""The trial listens nowhere; that a port of it can be published is what is tried."""
_BUILD_SECONDS = 60.0
_RUN_SECONDS = 10.0


def first_that_runs(
    ways: Sequence[ContainerEngine],
    *,
    cache: Path | None = None,
    hopeless: Callable[[str], bool] = lambda _: False,
) -> ContainerEngine | str:
    """The first that runs the trial image, or why the first, which is the plain way, does not.

    What killed runs left in the engine is gone afterwards.
    cache: where it is remembered which one did, for as long as the machine runs and neither
    client nor daemon is another; the image itself is run in any case. None: tried each time.
    hopeless: whether a refusal is one that no other way would change.
    """
    known = Trials(cache=cache) if cache else None
    for way in ways:
        if known and (note := known.note(way)) is not None:
            clear_left(way.client)
            return replace(way, note=note)
    why_not_plainly = ""
    for way in ways:
        why_not = refusal(way)
        if not why_not:
            if known:
                known.remember(way, why_not_plainly)
            clear_left(way.client)
            return replace(way, note=why_not_plainly)
        why_not_plainly = why_not_plainly or why_not
        if hopeless(why_not):
            break
    return why_not_plainly


def refusal(engine: ContainerEngine) -> str:
    """Why the engine does not run the trial image, in its own words; empty when it does.

    Leaves nothing in the engine but what a builder's cache keeps of 132 bytes.
    """
    try:
        program = trial_program(engine.goarch)
    except KeyError:
        return f"no trial program for {engine.goarch}"
    try:
        with scratch() as folder:
            (folder / "Dockerfile").write_text(_DOCKERFILE)
            (folder / "trial").write_bytes(program)
            (folder / "trial").chmod(0o755)
            return _refusal_in(folder, engine)
    except SlimgoError as error:
        return f"{error.what}: {error.why}" if error.why else error.what


def _refusal_in(folder: Path, engine: ContainerEngine) -> str:
    tag = f"slimgo-trial:{image_tag('trial')}"
    command = engine.build_command(tag, ())
    surroundings = replace(engine.client.surroundings, directory=folder)
    try:
        built = run(command, surroundings, timeout_seconds=_BUILD_SECONDS, check=False)
        if built.status:
            return f"{engine.name} cannot build: {reason(built.stderr)}"
        return _refusal_to_run(engine, tag)
    finally:
        with suppress(EngineFailed):  # what happened first counts; the next run clears it away
            engine.discard(tag)


def _refusal_to_run(engine: ContainerEngine, image: str) -> str:
    deadline = time.monotonic() + _RUN_SECONDS
    with engine.start(image, Start(port=_PORT)) as running:
        while (ended := running.ended()) is None:
            if time.monotonic() > deadline:
                return f"{engine.name} did not end the trial within {_RUN_SECONDS:g} s"
    if ended.status != STATUS:
        return f"{engine.name} ran the trial with status {ended.status} instead of {STATUS}"
    return ""
