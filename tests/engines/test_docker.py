"""Docker is believed only when its daemon answers in time and runs something."""

from __future__ import annotations

import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines.client import Client
from slimgo.engines.container_engine import ContainerEngine
from slimgo.engines.docker import try_docker
from slimgo.engines.refusal import Refusal
from slimgo.errors import EngineFailed
from slimgo.run.process import Surroundings, run
from slimgo.values.start import Start

At = Callable[..., Surroundings]
StartDockerd = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that accepts and never answers, under a name short enough for one."""
    with (
        tempfile.TemporaryDirectory(prefix="slimgo-") as folder,
        socket.socket(socket.AF_UNIX) as silent,
    ):
        silent.bind(f"{folder}/s")
        silent.listen()
        yield silent


def refused(found: ContainerEngine | Refusal) -> Refusal:
    assert isinstance(found, Refusal), found
    return found


def test_every_client_on_path_gets_the_same_engine(
    endpoint: str, at: At, clients: list[Path]
) -> None:
    engines = [try_docker(at(endpoint, client)) for client in clients]
    assert engines
    for engine in engines:
        assert isinstance(engine, ContainerEngine), engine
        assert engine.name == "docker"
        assert engine.counted.exact


def test_a_set_docker_buildkit_does_not_break_a_client_without_buildx(
    endpoint: str, at: At, clients: list[Path]
) -> None:
    for client in clients:
        engine = try_docker(at(endpoint, client, DOCKER_BUILDKIT="1"))
        assert isinstance(engine, ContainerEngine), engine
        assert bool(engine.build_env) == bool(engine.note)


def test_a_machine_without_a_client_says_so(at: At) -> None:
    here = Surroundings(directory=at("").directory, environment={})
    assert try_docker(here) == Refusal(why="no docker client on PATH")


def test_a_socket_that_nobody_listens_at_is_named(listener: socket.socket, at: At) -> None:
    where = f"unix://{listener.getsockname()}"
    listener.close()
    assert refused(try_docker(at(where))).why == f"no Docker daemon answers at {where}"


def test_a_socket_that_is_not_there_is_named(tmp_path: Path, at: At) -> None:
    where = f"unix://{tmp_path}/s"
    assert refused(try_docker(at(where))).why == f"no Docker daemon answers at {where}"


def test_a_daemon_that_hangs_is_given_up_in_time(listener: socket.socket, at: At) -> None:
    where = f"unix://{listener.getsockname()}"
    started = time.monotonic()
    found = refused(try_docker(at(where)))
    assert time.monotonic() - started < 7
    assert found.why == f"the Docker daemon at {where} does not answer within 5 s"
    assert found.cure == "restart the daemon that DOCKER_HOST names, or unset DOCKER_HOST"


def test_the_endpoint_of_a_context_is_named(tmp_path: Path, at: At) -> None:
    ours = at("")
    environment = {**ours.environment, "DOCKER_CONFIG": str(tmp_path)}
    del environment["DOCKER_HOST"]
    where = f"unix://{tmp_path}/s"
    here = Surroundings(directory=tmp_path, environment=environment, programs=ours.programs)
    client = Client(name="docker", surroundings=here)
    client.call("context", "create", "elsewhere", "--docker", f"host={where}")
    client.call("context", "use", "elsewhere")
    found = refused(try_docker(here))
    assert found.why == f"no Docker daemon answers at {where}"
    assert found.cure.startswith("docker context use default")


def test_a_daemon_that_answers_and_cannot_run_is_not_believed(
    start_dockerd: StartDockerd, at: At
) -> None:
    runtime = ("--add-runtime", "broken=/bin/false", "--default-runtime", "broken")
    with start_dockerd("--bridge=none", *runtime) as where:
        found = refused(try_docker(at(where)))
    assert found.why.startswith("docker cannot run slimgo-trial:")
    assert "\n" not in found.why


def test_a_program_that_no_port_leads_to_never_answers(
    start_dockerd: StartDockerd, at: At, binaries: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copy(binaries["app"], tmp_path / "app.bin")
    (tmp_path / "Dockerfile").write_text('FROM scratch\nCOPY app.bin /\nENTRYPOINT ["/app.bin"]\n')
    with start_dockerd("--bridge=none") as where:
        engine = try_docker(at(where))
        assert isinstance(engine, ContainerEngine), engine
        run(engine.build_command("isle", ()), replace(at(where), directory=tmp_path))
        with engine.start("isle", Start(port=3000)) as running:
            with pytest.raises((ConnectionError, EngineFailed)):
                running.connect(2.0)
            assert running.ended() is None
        assert engine.client.call("ps", "-aq") == ""
