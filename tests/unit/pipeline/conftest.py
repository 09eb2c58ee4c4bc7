"""A project in a folder of its own, with an engine that is small and real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from slimgo.pipeline.project import Project
from slimgo.pipeline.walk import walk
from slimgo.run.process import Surroundings
from slimgo.run.store import Store
from slimgo.settings import Settings
from slimgo.values.event import Event
from slimgo.values.probe import Service
from slimgo.values.program import Program, Source
from slimgo.values.question import Question
from slimgo.values.result import Result
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.tool import Tool
from tests.unit.pipeline.fakes import FakeEngine

AMD64 = Target(goos="linux", goarch="amd64")
GO = Tool(name="go", version="1.27.3", path=Path("/go/bin/go"), origin="", identity="go 1")
PROGRAM = Program(
    name="hello",
    source=Source(folder=".", package="."),
    probe=Service(port=8080, questions=(Question(path="/", answer="hello"),)),
    tag="hello",
)
NOTHING = Result(
    versions=(),
    machine=(),
    engine="fake",
    engine_title="",
    engine_reason="",
    isolation="",
    not_isolated="",
    target="linux/amd64",
)


@dataclass
class Workshop:
    """A project, its engine, and what was told and saved of it."""

    project: Project
    engine: FakeEngine
    told: list[Event] = field(default_factory=list)
    saved: list[Result] = field(default_factory=list)

    def steps(self) -> tuple[Step, ...]:
        tag = self.project.program.tag
        return (
            Step(
                number=1,
                name="image",
                kind="image",
                command=self.engine.build_command(tag, ()),
                makes=tag,
            ),
            Step(
                number=2,
                name="run",
                kind="run",
                command=self.engine.run_command(tag, port=8080, host_port=8080),
                makes=tag,
            ),
            Step(
                number=3,
                name="inspect",
                kind="inspect",
                command=self.engine.inspect_command(tag),
                makes=tag,
            ),
        )

    def walk(self) -> Result:
        self.engine.done.clear()
        return walk(self.project, self.steps(), NOTHING, self.saved.append)


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
