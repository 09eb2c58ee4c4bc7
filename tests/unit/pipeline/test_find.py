"""Tools and engine are found before anything is planned."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from slimgo.engines.choose import EngineChoice, Here
from slimgo.pipeline import find as finding
from slimgo.pipeline.find import find, opened
from slimgo.pipeline.packers import TOOLS
from slimgo.pipeline.project import Project
from slimgo.run.process import Surroundings
from slimgo.run.store import Store
from slimgo.sandbox.furnish import empty_as_owner
from slimgo.sandbox.isolation import Isolation
from slimgo.values.event import Doing, Event, Note, Tell
from slimgo.values.tool import Tool
from tests.unit.pipeline.fakes import FakeEngine
from tests.unit.pipeline.running import LEVEL
from tests.unit.pipeline.tools import GO, UPX
from tests.unit.pipeline.workshop import PROGRAM, Settings, settings_in

PYTHON = Tool(name="python", version="3", path=Path("/py"), origin="", identity="")


@dataclass
class Machine:
    """An arm64 with a Go, a UPX and perhaps an engine. warm: what was done before it was locked."""

    folder: Path
    engine: FakeEngine | None = None
    tried: list[tuple[str, Here]] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    warm: list[object] = field(default_factory=list)

    def settings(self, **ambient: str) -> Settings:
        search = {"PATH": str(self.folder / "bin"), "HOME": "/home/x"}
        program = replace(PROGRAM, out="made")
        ambient = {**search, **ambient}
        return settings_in(self.folder, program, go="a go", engine="fake", ambient=ambient)

    def find_go(self, named: str, where: Surroundings, cache: Path) -> Tool:
        assert (named, cache) == ("a go", self.folder / "cache")
        assert where.directory == self.folder
        return GO

    def find_upx(self, settings: Settings, where: Surroundings, tell: Tell) -> Tool:
        assert settings.project == self.folder
        assert where.programs["go"] == GO.path
        tell(Note(text="twice"))
        tell(Note(text="twice"))
        return UPX

    def choose(self, forced: str, here: Here) -> EngineChoice:
        self.tried.append((forced, here))
        return EngineChoice(engine=self.engine, reason="no docker on PATH")

    def find(self, *, with_engine: bool = True, **ambient: str) -> Project:
        store = Store(build=self.folder / "build")
        settings = self.settings(**ambient)
        return find(settings, self.told.append, store, packers=["upx"], with_engine=with_engine)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    (tmp_path / "bin").mkdir()
    for name in ("docker", "curl", "other"):
        (tmp_path / "bin" / name).touch(mode=0o755)
    machine = Machine(tmp_path, engine=FakeEngine(folder=tmp_path, goarch="arm64"))
    isolation = Isolation(level=LEVEL, reason="no bwrap")
    monkeypatch.setattr(finding, "find_go", machine.find_go)
    monkeypatch.setattr(finding, "python", lambda: PYTHON)
    monkeypatch.setattr(finding, "host_goarch", lambda: "arm64")
    monkeypatch.setattr(finding, "choose_engine", machine.choose)
    monkeypatch.setattr(
        finding, "choose_isolation", lambda goarch: isolation if goarch == "arm64" else None
    )
    monkeypatch.setattr(finding, "warm_up", lambda: machine.warm.append("warm"))
    monkeypatch.setattr(finding, "sweep", machine.warm.append)
    monkeypatch.setitem(TOOLS, "upx", replace(TOOLS["upx"], find=machine.find_upx))
    return machine


def test_a_plan_has_its_tools_its_engine_and_its_target(machine: Machine) -> None:
    project = machine.find()
    assert project.go == GO
    assert project.packers == {"upx": UPX}
    assert (project.engine, project.engine_reason) == (machine.engine, "no docker on PATH")
    assert (project.level, project.level_reason) == (LEVEL, "no bwrap")
    assert str(project.target) == str(project.host) == "linux/arm64"
    assert project.settings.project == project.surroundings.directory == machine.folder
    assert project.store.build == machine.folder / "build"
    assert project.modules_from == ""
    programs = {name: str(path) for name, path in project.surroundings.programs.items()}
    assert programs == {
        "docker": f"{machine.folder}/bin/docker",
        "curl": f"{machine.folder}/bin/curl",
        "go": str(GO.path),
        "python": "/py",
        "upx": str(UPX.path),
    }
    assert machine.engine
    assert project.surroundings.in_process.keys() == machine.engine.in_process.keys()
    project.tell(Doing(text="told"))
    assert machine.told[-1] == Doing(text="told")


def test_an_engine_is_tried_with_what_was_found(machine: Machine) -> None:
    machine.find()
    ((forced, here),) = machine.tried
    assert forced == "fake"
    assert (here.project, here.cache, here.goarch) == (
        machine.folder,
        machine.folder / "cache",
        "arm64",
    )
    assert here.out == "made"
    assert here.isolation == Isolation(level=LEVEL, reason="no bwrap")
    assert here.surroundings.programs["upx"] == UPX.path
    assert Doing(text="trying the engines") in machine.told


def test_without_need_no_engine_is_tried(machine: Machine) -> None:
    project = machine.find(with_engine=False)
    assert (project.engine, project.engine_reason, machine.tried) == (None, "", [])
    assert project.surroundings.in_process == {}
    assert Doing(text="trying the engines") not in machine.told


def test_an_engine_for_another_architecture_decides_what_is_built(machine: Machine) -> None:
    assert machine.engine
    machine.engine.goarch = "amd64"
    project = machine.find()
    assert (str(project.target), str(project.host)) == ("linux/amd64", "linux/arm64")
    assert project.surroundings.environment["GOARCH"] == "amd64"
    assert project.level is None
    assert project.level_reason == "this machine is arm64, the image is for amd64"


def test_where_no_engine_works_the_machine_decides_what_is_built(machine: Machine) -> None:
    machine.engine = None
    project = machine.find()
    assert str(project.target) == "linux/arm64"
    assert project.surroundings.environment["GOARCH"] == "arm64"
    assert project.engine_reason == "no docker on PATH"


def test_where_modules_come_from_is_known(machine: Machine) -> None:
    written = machine.folder / "env"
    written.write_text("GOPROXY=direct\n")
    project = machine.find(GOENV=str(written), GOSUMDB="off")
    assert project.modules_from == "GOPROXY=direct from go env -w; GOSUMDB=off from the environment"
    assert project.surroundings.environment["GOPROXY"] == "direct"


def test_the_build_folder_is_held_while_a_project_is_open(machine: Machine) -> None:
    settings = machine.settings()
    with opened(settings, machine.told.append, packers=("upx",), with_engine=True) as project:
        assert project.store.parts.is_dir()
        assert project.surroundings.environment["GOTMPDIR"] == str(project.store.parts)
        assert project.surroundings.environment["GOARCH"] == "arm64"
        assert project.engine is machine.engine
        assert project.packers == {"upx": UPX}
    assert not project.store.parts.exists()
    assert machine.warm == [*(["warm"] if sys.platform == "linux" else []), empty_as_owner]
    assert machine.told.count(Note(text="twice")) == 1


def test_another_run_is_waited_for_and_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def flock(_: int, operation: int) -> None:
        asked.append(operation)
        if len(asked) == 1:
            raise BlockingIOError

    monkeypatch.setattr("fcntl.flock", flock)
    (machine.folder / "made/.slimgo").mkdir(parents=True)
    (machine.folder / "made/.slimgo/lock").write_text("77")
    with opened(machine.settings(), machine.told.append, packers=(), with_engine=False):
        pass
    text = "another run (process 77) works in made/: waiting"
    assert machine.told == [Note(text=text)]
