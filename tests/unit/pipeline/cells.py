"""A small matrix of a program that is made by fakes, and what is known of its cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.errors import ToolMissing
from slimgo.pipeline.results import Results
from slimgo.plan.matrix import Matrix, matrix
from slimgo.run.process import Surroundings
from slimgo.values.artifact import Artifact
from slimgo.values.cell import CellResult, CellStatus, SavedCell
from slimgo.values.probe import CommandLine
from slimgo.values.result import StepResult
from slimgo.values.tool import Tool
from tests.unit.pipeline.running import GONE, FakeSandbox
from tests.unit.pipeline.tools import GO
from tests.unit.pipeline.ways import FakeOpening
from tests.unit.pipeline.workshop import Settings, Workshop

SMALL = "linux-amd64/small"
PACKED = "linux-amd64/small-upx9"
UNSTRIPPED = "linux-amd64/static"
WITH_CGO = "linux-amd64/cgo"
FOREIGN = "linux-arm64/small"

_IDS = (SMALL, PACKED, UNSTRIPPED, WITH_CGO, FOREIGN)
FEW = Matrix(cells=tuple(each for each in matrix().cells if each.id in _IDS))


@dataclass
class Cells:
    """go: the one that is found to ask what cells are made of; None where there is none."""

    here: Workshop
    opening: FakeOpening
    go: Tool | None = GO
    session: str = "verify"

    @property
    def results(self) -> Results:
        """Each is another run's."""
        return Results(
            settings=self.here.project.settings, matrix=replace(FEW, session=self.session)
        )

    def find_go(self, named: str, where: Surroundings, cache: Path) -> Tool:
        settings = self.here.project.settings
        assert (named, cache) == (settings.go, settings.cache)
        assert where is self.here.project.surroundings
        if self.go is None:
            raise ToolMissing("no Go")
        return self.go

    def surroundings_of(self, settings: Settings) -> Surroundings:
        assert settings is self.here.project.settings
        return self.here.project.surroundings

    def pass_with(self, sandbox: FakeSandbox) -> None:
        """Its program is a command that is started, prints what is wanted, and ends."""
        self.here.isolates()
        self.here.asks(CommandLine(says="hello"))
        sandbox.at_once, sandbox.pid = True, GONE

    def made_of(self, identifier: str) -> str:
        return self.results.made_of(FEW.cell(identifier))

    def saved(self, identifier: str) -> SavedCell:
        found = self.results.read(identifier)
        assert found
        return found

    def know(
        self,
        identifier: str,
        status: CellStatus = "pass",
        *,
        why: str = "",
        seconds: float = 0.0,
        size_bytes: int = 0,
        made_of: str | None = None,
        go: str = "1",
        machine: tuple[tuple[str, str], ...] = (("system", "here"),),
    ) -> None:
        """Saves a result as an earlier run did. made_of: what it is made of now by default.

        size_bytes: of what was made; 0 for nothing.
        """
        step = StepResult(
            name=identifier,
            kind="build",
            command="",
            artifact=Artifact(path=identifier, size_bytes=size_bytes, sha256=identifier),
        )
        self.results.save(
            SavedCell(
                result=CellResult(
                    cell=identifier,
                    status=status,
                    why=why,
                    seconds=seconds,
                    step=step if size_bytes else None,
                ),
                made_of=self.made_of(identifier) if made_of is None else made_of,
                versions=(("go", go),),
                machine=machine,
            )
        )
