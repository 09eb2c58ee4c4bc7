"""A program shipped and then served in the foreground."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import BadInput, SlimgoError, Stopped, ToolMissing
from slimgo.pipeline.shipping import run
from slimgo.terminal.screen import Terminal
from slimgo.values.probe import Service
from tests.unit.pipeline.orders import Shipyard
from tests.unit.pipeline.running import GONE, FakeSandbox


@pytest.fixture
def server(yard: Shipyard) -> Shipyard:
    yard.has("server")
    return yard


def refusal(
    yard: Shipyard, kind: type[SlimgoError], *, host_port: int | None = None
) -> SlimgoError:
    with pytest.raises(kind) as caught:
        run(yard.order(), Terminal(), host_port=host_port)
    assert yard.served == []
    return caught.value


@pytest.mark.parametrize(("host_port", "port"), [(None, 8080), (9000, 9000)])
def test_a_service_is_shipped_and_served(
    server: Shipyard, host_port: int | None, port: int
) -> None:
    terminal = Terminal()
    with pytest.raises(Stopped):
        run(server.order(), terminal, host_port=host_port)
    ((settings, engine, where),) = server.served
    assert settings.port == port
    assert settings.program.probe == Service(port=8080)
    assert (engine, where) == (server.here.engine, terminal)
    assert Path(server.folder / "build/server.json").is_file()
    assert (server.folder / "build/.gitignore").is_file()
    assert server.opened[0].options.dry is False


def test_where_it_listens_is_found_out(
    server: Shipyard, sandbox: FakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.here.isolates()
    sandbox.pid = GONE
    monkeypatch.setattr("slimgo.facts.discover.listening_ports", lambda _: (9090,))
    monkeypatch.setattr("slimgo.facts.discover._SETTLED_SECONDS", 0)
    with pytest.raises(Stopped):
        run(server.order(port=None, pack="none"), Terminal())
    assert server.served[0][0].port == 9090


def test_a_port_of_another_program_is_refused_before_anything_is_done(server: Shipyard) -> None:
    server.used = {9000}
    assert refusal(server, BadInput, host_port=9000).what == "port 9000 is taken"
    assert server.asked == []
    # the program's own is known only once the program is
    server.used = {8080}
    assert refusal(server, BadInput).what == "port 8080 is taken"
    assert "build" not in server.here.go.done


def test_its_own_port_may_be_another_programs_where_it_is_published_elsewhere(
    server: Shipyard,
) -> None:
    server.used = {8080}
    with pytest.raises(Stopped):
        run(server.order(), Terminal(), host_port=9000)


def test_what_is_no_service_cannot_be_served(server: Shipyard) -> None:
    with pytest.raises(BadInput) as caught:
        run(server.order(port=None, run="--version"), Terminal())
    assert caught.value.what == "server is no service"
    assert caught.value.cure == "name its port, as in --port 8080"
    assert "build" not in server.here.go.done


def test_without_an_engine_nothing_is_served(server: Shipyard) -> None:
    server.here.project = replace(server.here.project, engine=None, engine_reason="no docker")
    error = refusal(server, ToolMissing)
    assert (error.what, error.why) == ("no engine works here", "no docker")
    assert error.cure == "invoke doctor"


@pytest.mark.parametrize("project", [".", "elsewhere"])
def test_of_several_programs_none_is_served(server: Shipyard, project: str) -> None:
    server.has("other", project=project)
    error = refusal(server, BadInput)
    assert error.what == "2 programs were named, and one is served"
    assert error.cure == "name one package"
    assert server.opened == []
