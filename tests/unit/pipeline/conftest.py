"""A project in a folder of its own, with an engine that is small and real."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slimgo.pipeline import groups, image_tar, shipping, starts
from slimgo.pipeline import look as looking
from slimgo.pipeline import make as making
from slimgo.pipeline import results as results_of_cells
from slimgo.pipeline import verify as verifying
from slimgo.pipeline import wanted as wanting
from slimgo.pipeline.project import Project
from slimgo.run.process import Surroundings
from slimgo.run.store import Store
from slimgo.values.event import Event
from slimgo.values.needs_found import NeedsFound
from slimgo.values.target import Target
from tests.unit.pipeline.cells import Cells
from tests.unit.pipeline.fakes import FakeEngine
from tests.unit.pipeline.looks import Looker
from tests.unit.pipeline.orders import Shipyard
from tests.unit.pipeline.running import GONE, FakeSandbox, FakeSweep
from tests.unit.pipeline.tools import GO, UPX, FakeGo, FakeUpx
from tests.unit.pipeline.ways import Door, FakeOpening
from tests.unit.pipeline.workshop import Workshop, settings_in

AMD64 = Target(goos="linux", goarch="amd64")


@pytest.fixture
def workshop(tmp_path: Path) -> Callable[[], Workshop]:
    """Each call opens the same folder anew, as another run does."""
    (tmp_path / "program").write_bytes(b"\x7fELF")
    (tmp_path / "program").chmod(0o755)
    (tmp_path / "Dockerfile").write_text(
        'FROM scratch\nCOPY ["program", "/"]\nENTRYPOINT ["/program"]\n'
    )
    (tmp_path / "main.go").write_text("package main")
    images = tmp_path / "images"
    images.mkdir()
    store = Store(build=tmp_path / "build")
    store.parts.mkdir(parents=True)

    def opened() -> Workshop:
        engine = FakeEngine(folder=images)
        told: list[Event] = []
        go, upx = FakeGo(), FakeUpx()
        project = Project(
            settings=settings_in(tmp_path),
            store=store,
            surroundings=Surroundings(
                directory=tmp_path,
                environment={},
                in_process={**engine.in_process, **go.in_process, **upx.in_process},
            ),
            go=GO,
            packers={"upx": UPX},
            engine=engine,
            engine_reason="",
            level=None,
            level_reason="no isolation in unit tests",
            target=AMD64,
            host=AMD64,
            tell=told.append,
        )
        return Workshop(project=project, engine=engine, go=go, upx=upx, told=told)

    return opened


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> FakeSandbox:
    """Where programs are started that are started alone."""
    fake = FakeSandbox()
    monkeypatch.setattr(starts, "start", fake.start)
    return fake


@pytest.fixture
def sweep(monkeypatch: pytest.MonkeyPatch) -> FakeSweep:
    """Where packed programs are started beside unpacked ones."""
    fake = FakeSweep()
    monkeypatch.setattr("slimgo.sandbox.starts.sweep.pairs", fake.pairs)
    return fake


@pytest.fixture
def door(workshop: Callable[[], Workshop], monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    here = workshop()
    here.has_tools_at(Path("/bin"))
    opening = FakeOpening(here)
    monkeypatch.setattr(making, "opened", opening.opened)
    monkeypatch.setattr(making, "find", opening.found)
    yield Door(here, opening)
    gc.enable()


@pytest.fixture
def cells(workshop: Callable[[], Workshop], monkeypatch: pytest.MonkeyPatch) -> Cells:
    """The workshop's program in a small matrix, made and asked about by the workshop's Go."""
    here = workshop()
    known = Cells(here, FakeOpening(here))
    monkeypatch.setattr(verifying, "opened", known.opening.opened)
    monkeypatch.setattr(results_of_cells, "find_go", known.find_go)
    monkeypatch.setattr(results_of_cells, "surroundings_of", known.surroundings_of)
    return known


@pytest.fixture
def yard(workshop: Callable[[], Workshop], monkeypatch: pytest.MonkeyPatch) -> Shipyard:
    """Where orders are carried out; nothing is found or served."""
    yard = Shipyard(workshop())
    yard.here.has_tools_at(Path("/bin"))
    for name in ("ship_way", "find_mains", "go_of", "fetched_go"):
        monkeypatch.setattr(wanting, name, getattr(yard, name))
    monkeypatch.setattr(groups, "opened_for", yard.opened_for)
    for name in ("in_use", "taken", "foreground"):
        monkeypatch.setattr(shipping, name, getattr(yard, name))
    monkeypatch.setattr(wanting, "host_goarch", lambda: "amd64")
    monkeypatch.setattr(groups, "needed", lambda project, *_, **__: (project, NeedsFound()))
    monkeypatch.setattr(shipping, "remembered", lambda project, *_, **__: project)
    return yard


@pytest.fixture
def looker(tmp_path: Path, sandbox: FakeSandbox, monkeypatch: pytest.MonkeyPatch) -> Looker:
    """Looks from a folder at commands that print hello and end at once."""
    sandbox.at_once, sandbox.pid = True, GONE
    looker = Looker(tmp_path, sandbox)
    for name in ("go_of", "start_tar", "start", "opened"):
        monkeypatch.setattr(looking, name, getattr(looker, name))
    monkeypatch.setattr(image_tar, "try_engine", looker.try_engine)
    monkeypatch.setattr(image_tar, "host_goarch", lambda: "amd64")
    monkeypatch.setattr(looking, "choose_isolation", looker.choose_isolation)
    monkeypatch.setattr(looking, "host_goarch", lambda: "amd64")
    return looker
