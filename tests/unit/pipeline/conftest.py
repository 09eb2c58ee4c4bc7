"""A project in a folder of its own, with an engine that is small and real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.config.settings import Settings
from slimgo.pipeline.project import Project
from slimgo.run.process import Surroundings
from slimgo.run.store import Store
from slimgo.values.event import Event
from slimgo.values.probe import Service
from slimgo.values.program import Program, Source
from slimgo.values.question import Question
from slimgo.values.target import Target
from slimgo.values.tool import Tool
from tests.unit.pipeline.fakes import FakeEngine
from tests.unit.pipeline.workshop import Workshop

AMD64 = Target(goos="linux", goarch="amd64")
GO = Tool(name="go", version="1.27.3", path=Path("/go/bin/go"), origin="", identity="go 1")
PROGRAM = Program(
    name="hello",
    source=Source(folder=".", package="."),
    probe=Service(port=8080, questions=(Question(path="/", answer="hello"),)),
    tag="hello",
)


@pytest.fixture
def workshop(tmp_path: Path) -> Callable[[], Workshop]:
    """Each call opens the same folder anew, as another run does."""
    (tmp_path / "program").write_bytes(b"\x7fELF")
    (tmp_path / "program").chmod(0o755)
    (tmp_path / "Dockerfile").write_text(
        'FROM scratch\nCOPY ["program", "/"]\nENTRYPOINT ["/program"]\n'
    )
    images = tmp_path / "images"
    images.mkdir()
    store = Store(build=tmp_path / "build")
    store.parts.mkdir(parents=True)

    def opened() -> Workshop:
        engine = FakeEngine(folder=images)
        told: list[Event] = []
        settings = Settings(
            project=tmp_path,
            go="",
            upx="",
            packer="gopack",
            engine="",
            port=8080,
            cache=tmp_path / "cache",
            program=PROGRAM,
            ambient={},
        )
        project = Project(
            settings=settings,
            store=store,
            surroundings=Surroundings(
                directory=tmp_path, environment={}, in_process=engine.in_process
            ),
            go=GO,
            packers={},
            engine=engine,
            engine_reason="",
            level=None,
            level_reason="no isolation in unit tests",
            target=AMD64,
            host=AMD64,
            tell=told.append,
        )
        return Workshop(project=project, engine=engine, told=told)

    return opened
