"""An image in the foreground, until it is told to end or ends itself."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from slimgo.errors import BadInput, EngineFailed, Stopped
from slimgo.pipeline import make as making
from slimgo.pipeline import serve as serving
from slimgo.pipeline.serve import serve
from slimgo.values.probe import Lives, Service
from slimgo.values.question import Question, TcpExchange, Tls
from slimgo.values.running import Exit
from slimgo.values.start import Start
from tests.unit.pipeline.fakes import Started
from tests.unit.pipeline.running import FakeRunning
from tests.unit.pipeline.ways import FakeOpening, way_of
from tests.unit.pipeline.workshop import Workshop, options_of, terminal_of

Captured = pytest.CaptureFixture[str]


@dataclass
class Served(FakeRunning):
    """signals: what it was sent, and how long was waited for its end."""

    signals: list[tuple[int, float]] = field(default_factory=list)
    connected: list[float] = field(default_factory=list)

    def connect(self, timeout_seconds: float):  # noqa: ANN201
        self.connected.append(timeout_seconds)
        return super().connect(timeout_seconds)

    def stop(self, signal: int, deadline_seconds: float) -> Exit | None:
        self.signals.append((signal, deadline_seconds))
        return super().stop(signal, deadline_seconds)


@dataclass
class Door:
    here: Workshop
    opening: FakeOpening
    running: Served

    def serve(self, *, dry: bool = False) -> None:
        image, run, _ = self.here.steps()
        image = replace(image, needs=("build",))
        way = way_of(lambda _: (*self.here.binaries(None), image, run))
        serve(options_of(self.here.project.settings, dry=dry), way)


@pytest.fixture
def door(workshop: Callable[[], Workshop], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The image is there already; port 8080 is free."""
    here = workshop()
    here.walk()
    here.engine.started.clear()
    here.told.clear()
    here.engine.running = running = Served()
    opening = FakeOpening(here)
    monkeypatch.setattr(making, "opened", opening.opened)
    monkeypatch.setattr(making, "find", opening.found)
    monkeypatch.setattr(serving, "in_use", lambda port: port != 8080)
    monkeypatch.setattr(serving, "taken", lambda port: BadInput(f"port {port} is taken"))
    return Door(here, opening, running)


@pytest.fixture
def told_to_end(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Ctrl-C comes the second time that it is looked whether the program still runs."""
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise Stopped(signal.SIGINT)

    monkeypatch.setattr(serving, "time", SimpleNamespace(sleep=sleep))
    return slept


def test_it_runs_until_it_is_told_to_end(
    door: Door, told_to_end: list[float], capsys: Captured
) -> None:
    with pytest.raises(Stopped) as stopped:
        door.serve()
    assert (stopped.value.number, stopped.value.expected) == (signal.SIGINT, True)
    assert door.here.engine.started == [
        Started(image="hello", how=Start(port=8080, host_port=8080))
    ]
    assert door.running.signals == [(signal.SIGTERM, 10.0)]
    assert door.running.connected == [10.0]
    assert told_to_end == [0.1, 0.1]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("slimgo ")
    assert lines[-3:] == [
        "$ fake run hello",
        "http://127.0.0.1:8080/   (Ctrl-C ends it)",
        "ended on SIGTERM in 1.0 ms, status 0",
    ]
    assert door.opening.asked == [((), True)]


def test_the_build_folder_is_not_held_meanwhile(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []

    def sleep(_: float) -> None:
        held.append(door.opening.is_open)
        raise Stopped(signal.SIGTERM)

    monkeypatch.setattr(serving, "time", SimpleNamespace(sleep=sleep))
    with pytest.raises(Stopped):
        door.serve()
    assert held == [False]


@pytest.mark.usefixtures("told_to_end")
def test_one_that_ignores_the_signal_is_said_to_be_killed(door: Door, capsys: Captured) -> None:
    door.running.status = None
    with pytest.raises(Stopped):
        door.serve()
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "it ignored SIGTERM for 10 s and was killed"


def test_one_that_ends_itself_is_an_error(door: Door) -> None:
    door.running.at_once, door.running.status = True, 3
    door.running.words = " " + "x" * 501 + "\n"
    with pytest.raises(EngineFailed) as caught:
        door.serve()
    assert caught.value.what == "the service ended by itself with status 3"
    assert caught.value.why == "x" * 500
    assert caught.value.cure == "invoke image --recheck"


@pytest.mark.usefixtures("told_to_end")
def test_it_is_started_as_the_settings_say(door: Door, capsys: Captured) -> None:
    door.here.is_read_only()
    door.here.asks(Service(port=9000, questions=(Question(path="/x", match="anything"),)))
    with pytest.raises(Stopped):
        door.serve()
    how = door.here.engine.started[-1].how
    assert how == Start(port=9000, host_port=8080, read_only=True)
    assert "http://127.0.0.1:8080/x   (Ctrl-C ends it)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("probe", "address"),
    [
        (Service(port=1, questions=(Question(path="/y", tls=Tls()),)), "https://127.0.0.1:80/y"),
        (Service(port=1, questions=(TcpExchange(),)), "127.0.0.1:80"),
        (Service(port=1, questions=()), "http://127.0.0.1:80/"),
    ],
)
def test_where_it_is_reached_is_told_as_it_is_spoken_to(probe: Service, address: str) -> None:
    assert serving._address(probe, 80) == address


@pytest.mark.usefixtures("told_to_end")
def test_what_listens_nowhere_is_not_served(door: Door) -> None:
    door.here.asks(Lives())
    with pytest.raises(BadInput) as caught:
        door.serve()
    assert caught.value.what == "it is not known where the program listens"
    assert caught.value.cure == "name its port"
    assert door.opening.asked == []


@pytest.mark.usefixtures("told_to_end")
def test_a_port_that_is_taken_is_told_before_anything_is_made(door: Door) -> None:
    door.here.publishes_at(9999)
    with pytest.raises(BadInput, match="port 9999 is taken"):
        door.serve()
    assert door.opening.asked == []


def test_a_dry_run_prints_the_way_and_the_run(
    door: Door, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a script's lines are as long as they are
    terminal_of(monkeypatch, 5)
    door.here.publishes_at(9999)
    programs = {name: Path("/bin") / name for name in ("go", "fake")}
    surroundings = replace(door.here.project.surroundings, programs=programs)
    door.here.project = replace(door.here.project, surroundings=surroundings)
    door.serve(dry=True)
    script = capsys.readouterr().out
    assert str(door.here.binaries(None)[0].command) in script
    assert str(door.here.steps()[0].command) in script
    assert script.endswith("\nfake run hello\n")
    assert door.here.engine.started == []


def test_without_an_engine_nothing_is_run(door: Door) -> None:
    door.here.project = replace(door.here.project, engine=None)
    with pytest.raises(ValueError, match=r"^a run without an engine$"):
        door.serve()
