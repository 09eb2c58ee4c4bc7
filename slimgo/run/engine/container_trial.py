"""An engine is believed once it has built and run the smallest program, published port and all."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from slimgo.errors import SlimgoError
from slimgo.run.engine.client import reason
from slimgo.run.engine.container_engine import ContainerEngine
from slimgo.run.engine.container_trials import Trials
from slimgo.run.engine.trial import STATUS, trial_program
from slimgo.run.process import run

_DOCKERFILE = 'FROM scratch\nCOPY trial /trial\nENTRYPOINT ["/trial"]\n'
_BUILD_SECONDS = 60.0
_RUN_SECONDS = 10.0


def first_that_runs(
    ways: Sequence[ContainerEngine], *, cache: Path | None = None
) -> ContainerEngine | str:
    """The first that runs the trial image, or why the first, which is the plain way, does not.

    cache: where it is remembered which one did, for as long as the machine runs and neither
    client nor daemon is another; the image itself is run in any case. None: tried each time.
    """
    known = Trials(cache=cache) if cache else None
    for way in ways:
        if known and (note := known.note(way)) is not None:
            return replace(way, note=note)
    why_not_plainly = ""
    for way in ways:
        why_not = refusal(way)
        if not why_not:
            if known:
                known.remember(way, why_not_plainly)
            return replace(way, note=why_not_plainly)
        why_not_plainly = why_not_plainly or why_not
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
        with tempfile.TemporaryDirectory(prefix="slimgo-trial-") as folder:
            Path(folder, "Dockerfile").write_text(_DOCKERFILE)
            Path(folder, "trial").write_bytes(program)
            Path(folder, "trial").chmod(0o755)
            return _refusal_in(Path(folder), engine)
    except SlimgoError as error:
        return f"{error.what}: {error.why}" if error.why else error.what


def _refusal_in(folder: Path, engine: ContainerEngine) -> str:
    tag = f"slimgo-trial:{secrets.token_hex(4)}"
    command = engine.build_command(tag, ())
    surroundings = replace(engine.client.surroundings, directory=folder)
    try:
        built = run(command, surroundings, timeout_seconds=_BUILD_SECONDS, check=False)
        if built.status:
            return f"{engine.name} cannot build: {reason(built.stderr)}"
        return _refusal_to_run(engine, tag)
    finally:
        engine.discard(tag)


def _refusal_to_run(engine: ContainerEngine, image: str) -> str:
    deadline = time.monotonic() + _RUN_SECONDS
    with engine.start(image, port=3000) as running:
        while (ended := running.ended()) is None:
            if time.monotonic() > deadline:
                return f"{engine.name} did not end the trial within {_RUN_SECONDS:g} s"
    if ended.status != STATUS:
        return f"{engine.name} ran the trial with status {ended.status} instead of {STATUS}"
    return ""
