"""A project with its engine, and what became of both."""

from __future__ import annotations

from dataclasses import dataclass, field

from slimgo.pipeline.project import Project
from slimgo.pipeline.walk import walk
from slimgo.values.event import Event
from slimgo.values.result import Result
from slimgo.values.step import Step
from tests.unit.pipeline.fakes import FakeEngine

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
