"""Podman: chosen when some way of running the trial image works here."""

from __future__ import annotations

from pathlib import Path

from slimgo.errors import EngineFailed, ToolMissing
from slimgo.run.engine.client import Client, reason
from slimgo.run.engine.container_engine import ContainerEngine, Counted
from slimgo.run.engine.container_trial import first_that_runs
from slimgo.run.process import Surroundings

_ANSWER_SECONDS = 5.0
# the server is there only where podman works in a virtual machine, as on macOS
_SERVER = (
    "{{with .Server}}{{.OsArch}} {{.Version}}{{else}}{{.Client.OsArch}} {{.Client.Version}}{{end}}"
)
_COUNTED = Counted(meaning="the layers as tar, config and manifest", exact=False)

_LIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000")
# Tried in this order. Podman asks for more open files and processes than it has itself, which
# is refused where limits may not be raised; crun, its usual runtime, refuses hybrid cgroups.
_RUN_FLAGS: tuple[tuple[str, ...], ...] = (
    (),
    _LIMITS,
    ("--runtime", "runc"),
    ("--runtime", "runc", *_LIMITS),
)


def try_podman(surroundings: Surroundings, *, cache: Path | None = None) -> ContainerEngine | str:
    """The engine, tried, or in a line why there is none.

    cache: where the outcome of the trial is remembered.
    """
    client = Client(name="podman", surroundings=surroundings)
    try:
        answer = client.attempt("version", "--format", _SERVER, timeout_seconds=_ANSWER_SECONDS)
    except ToolMissing:
        return "no podman on PATH"
    except EngineFailed:
        return f"podman does not answer within {_ANSWER_SECONDS:g} s"
    if answer.status:
        return f"podman does not work: {reason(answer.stderr)}"
    platform, _, version = answer.stdout.strip().partition(" ")
    goos, _, goarch = platform.partition("/")
    if goos != "linux":
        return f"podman runs {goos} images, not linux ones"
    ways = tuple(
        ContainerEngine(
            client=client,
            version=version,
            goarch=goarch,
            counted=_COUNTED,
            run_flags=flags,
        )
        for flags in _RUN_FLAGS
    )
    return first_that_runs(ways, cache=cache)
