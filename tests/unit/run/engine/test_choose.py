from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import ToolMissing
from slimgo.run.engine.choose import EngineChoice, Isolation, choose_engine, needs
from slimgo.run.engine.client import Client
from slimgo.run.engine.container_engine import ContainerEngine, Counted
from slimgo.run.process import Surroundings

NOWHERE = Surroundings(directory=Path(), environment={})
NONE = Isolation(rung=None, reason="darwin runs no Linux programs outside an engine")
PODMAN = ContainerEngine(
    client=Client(name="podman", surroundings=NOWHERE),
    version="1",
    goarch="amd64",
    counted=Counted(meaning="bytes", exact=True),
)


def chosen(forced: str) -> EngineChoice:
    return choose_engine(
        forced, NOWHERE, NONE, project=Path(), cache=Path("nowhere"), goarch="amd64"
    )


def test_where_nothing_works_each_says_why() -> None:
    assert chosen("") == EngineChoice(
        engine=None, reason=f"no docker on PATH; no podman on PATH; {NONE.reason}"
    )


def test_a_forced_engine_that_does_not_work_is_an_error_with_a_cure() -> None:
    with pytest.raises(ToolMissing, match="the engine podman does not work here") as caught:
        chosen("podman")
    assert caught.value.why == "no podman on PATH"
    assert caught.value.cure.startswith("invoke doctor")


def test_an_engine_that_works_as_it_is_needs_nothing() -> None:
    assert needs(PODMAN) == ()


def test_what_a_run_needs_is_told_with_the_reason() -> None:
    way = replace(
        PODMAN,
        run_flags=("--runtime", "runc"),
        note="podman cannot run slimgo-trial:1: crun: unknown cgroups",
    )
    assert needs(way) == ("podman needs --runtime runc (crun: unknown cgroups)",)


def test_what_a_build_needs_is_told_with_the_reason() -> None:
    way = replace(PODMAN, build_env=(("DOCKER_BUILDKIT", "0"),), note="buildx is missing")
    assert needs(way) == ("podman needs DOCKER_BUILDKIT=0 (buildx is missing)",)
