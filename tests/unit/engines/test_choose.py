from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines.builtin import Builtin
from slimgo.engines.choose import EngineChoice, Here, choose_engine
from slimgo.engines.client import Client
from slimgo.engines.container_engine import ContainerEngine, Counted
from slimgo.errors import ToolMissing
from slimgo.plan.engines import ENGINES
from slimgo.run.process import Surroundings
from slimgo.sandbox.isolation import Isolation
from slimgo.sandbox.level import NONE as LEVEL
from slimgo.values.target import Target

NOWHERE = Surroundings(directory=Path(), environment={})
NONE = Isolation(level=None, reason="darwin runs no Linux programs outside an engine")
PODMAN = ContainerEngine(
    kind=ENGINES["podman"],
    client=Client(name="podman", surroundings=NOWHERE),
    find_place=lambda: "/usr/bin/podman",
    version="1",
    goarch="amd64",
    counted=Counted(meaning="bytes", exact=True),
)


def chosen(forced: str) -> EngineChoice:
    here = Here(
        surroundings=NOWHERE,
        isolation=NONE,
        project=Path(),
        cache=Path("nowhere"),
        goarch="amd64",
    )
    return choose_engine(forced, here)


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
    assert PODMAN.needs == ""


def test_what_a_run_needs_is_told_with_the_reason() -> None:
    way = replace(
        PODMAN,
        run_flags=("--runtime", "runc"),
        note="podman cannot run slimgo-trial:1: crun: unknown cgroups",
    )
    assert way.needs == "podman needs --runtime runc (crun: unknown cgroups)"


def test_what_a_build_needs_is_told_with_the_reason() -> None:
    way = replace(PODMAN, build_env=(("DOCKER_BUILDKIT", "0"),), note="buildx is missing")
    assert way.needs == "podman needs DOCKER_BUILDKIT=0 (buildx is missing)"


def test_for_another_target_only_what_makes_images_for_it_is_tried(tmp_path: Path) -> None:
    here = Here(
        surroundings=NOWHERE,
        isolation=NONE,
        project=Path(),
        cache=tmp_path,
        goarch="amd64",
        target=Target(goos="linux", goarch="arm64"),
        emulator=Path("/bin/qemu"),
    )
    assert choose_engine("", here) == EngineChoice(engine=None, reason=NONE.reason)
    isolated = replace(here, isolation=Isolation(level=LEVEL, reason=""))
    engine = choose_engine("", isolated).engine
    assert isinstance(engine, Builtin)
    assert engine.emulator == Path("/bin/qemu")
    command = engine.build_command("x:arm64", (), "build/x")
    assert str(command).startswith("python -m slimgo.oci build --platform linux/arm64 -t x:arm64 ")
