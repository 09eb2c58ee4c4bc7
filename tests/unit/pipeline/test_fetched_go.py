"""The Go that a module asks for, where a person has agreed to fetch it."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from slimgo.config.order import Order
from slimgo.errors import CommandFailed, ToolMissing
from slimgo.pipeline import fetched_go as fetching
from slimgo.pipeline.fetched_go import fetched_go
from slimgo.run.process import InProcess, Request, Surroundings


@dataclass
class Switching:
    """A Go that fetches another one. asked: where, and how it may choose."""

    folder: Path
    broken: str = ""
    asked: list[tuple[Path, str | None]] = field(default_factory=list)
    seconds: float = 0.0
    """How long it may take."""

    def fetch(self, *packages: str) -> str:
        (self.folder / "cmd").mkdir(exist_ok=True)
        (self.folder / "file.go").touch()
        order = Order(words=packages, here=self.folder)
        surroundings = Surroundings(
            directory=Path("/"), environment={"GOTOOLCHAIN": "local", "HOME": "/home/x"}
        )
        return fetched_go("a go", order, surroundings, Path("/cache"))

    def go_of(self, named: str, where: Surroundings, cache: Path) -> Surroundings:
        assert (named, cache, where.directory) == ("a go", Path("/cache"), Path("/"))
        in_process: InProcess = {("go", "env", "-json", "GOROOT"): self._env}
        return Surroundings(
            directory=where.directory, environment=where.environment, in_process=in_process
        )

    def _env(self, request: Request) -> str:
        assert request.environment["HOME"] == "/home/x"
        self.asked.append((request.directory, request.environment.get("GOTOOLCHAIN")))
        self.seconds, _ = signal.getitimer(signal.ITIMER_REAL)
        if self.broken:
            raise CommandFailed("`go env` ended with status 1", why=self.broken)
        return json.dumps({"GOROOT": "/fetched/go1.99"})


@pytest.fixture
def switching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Switching:
    switching = Switching(tmp_path)
    monkeypatch.setattr(fetching, "go_of", switching.go_of)
    return switching


def test_go_itself_says_which_go_the_module_leads_to(switching: Switching) -> None:
    assert switching.fetch() == "/fetched/go1.99/bin/go"


@pytest.mark.parametrize(
    ("packages", "folder"),
    [
        ((), "."),
        (("./cmd",), "cmd"),
        (("cmd", "other"), "cmd"),
        (("./cmd/...",), "."),
        (("example.com/x",), "."),
        (("file.go",), "."),
    ],
    ids=str,
)
def test_it_is_asked_in_the_folder_of_what_was_named(
    switching: Switching, packages: tuple[str, ...], folder: str
) -> None:
    switching.fetch(*packages)
    assert switching.asked == [(switching.folder / folder, "auto")]


def test_what_is_never_fetched_is_not_waited_for(switching: Switching) -> None:
    switching.fetch()
    assert 0 < switching.seconds <= 600


def test_what_cannot_be_fetched_says_why(switching: Switching) -> None:
    switching.broken = "no network"
    with pytest.raises(ToolMissing) as caught:
        switching.fetch()
    assert caught.value.what == "the Go that the module asks for cannot be fetched"
    assert caught.value.why == "no network"
    assert caught.value.cure == "name one with --go PATH"
