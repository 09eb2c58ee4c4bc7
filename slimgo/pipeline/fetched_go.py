"""The Go that a module asks for, which Go itself fetches where a person has agreed to it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from slimgo.config.order import Order
from slimgo.errors import CommandFailed, ToolMissing
from slimgo.pipeline.find import go_of
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

_FETCH_SECONDS = 600


def fetched_go(named: str, order: Order, surroundings: Surroundings, cache: Path) -> str:
    """The path of the Go that go.mod's `go` and `toolchain` lines lead to (go help toolchain).

    named: the Go that is asked, which fetches the other where it is too old itself. Raises
    ToolMissing where it cannot be had.
    """
    asked = go_of(named, surroundings, cache)
    folder = order.here / order.words[0] if order.words else order.here
    switching = replace(
        asked,
        directory=folder if folder.is_dir() else order.here,
        environment={**asked.environment, "GOTOOLCHAIN": "auto"},
    )
    command = Command(argv=("go", "env", "-json", "GOROOT"))
    try:
        done = run(command, switching, timeout_seconds=_FETCH_SECONDS)
        return str(Path(json.loads(done.stdout)["GOROOT"]) / "bin/go")
    except CommandFailed as error:
        raise ToolMissing(
            "the Go that the module asks for cannot be fetched",
            why=error.why,
            cure="name one with --go PATH",
        ) from error
