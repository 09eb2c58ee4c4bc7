"""What docker and podman both must do, with real ones."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines.container import Container
from slimgo.engines.container_engine import ContainerEngine
from slimgo.engines.trial import refusal
from slimgo.errors import BadInput, EngineFailed
from slimgo.run.process import run
from slimgo.values.command import Command
from slimgo.values.start import Start
from tests.engines.asking import answer

Build = Callable[..., str]
PROJECT = Path(__file__).parents[2]


def until_it_ends(running: Container) -> int:
    deadline = time.monotonic() + 10
    while (ended := running.ended()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return ended.status


def listening_at(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


def free_port() -> int:
    with listening_at(0) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_a_program_answers_and_sigterm_ends_it(engine: ContainerEngine, built: Build) -> None:
    with engine.start(built("app"), Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
        assert running.ended() is None
        ended = running.stop(signal.SIGTERM, 10)
    assert ended is not None
    assert ended.status == 0
    assert ended.seconds < 5


def test_its_process_is_found_on_this_machine(engine: ContainerEngine, built: Build) -> None:
    with engine.start(built("app"), Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
        assert Path(f"/proc/{running.pid}/cmdline").read_text() == "./app.bin\0"
        running.stop(signal.SIGTERM, 10)
        assert running.pid is None


def test_two_at_once_are_told_apart(engine: ContainerEngine, built: Build) -> None:
    image = built("app")
    with (
        engine.start(image, Start(port=3000)) as one,
        engine.start(image, Start(port=3000)) as other,
    ):
        assert (answer(one), answer(other)) == ("Hello Ahmed", "Hello Ahmed")
        assert one.address != other.address
        assert one.pid != other.pid


def test_a_stranger_who_took_over_the_port_is_not_the_answer(
    engine: ContainerEngine, built: Build
) -> None:
    with engine.start(built("app"), Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
        assert running.address is not None
        running.stop(signal.SIGTERM, 10)
        with listening_at(running.address[1]), pytest.raises(EngineFailed, match="status 0"):
            running.connect(2.0)


def test_a_stubborn_program_is_removed_by_force(engine: ContainerEngine, built: Build) -> None:
    with engine.start(built("greeter", "stubborn"), Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
        assert running.stop(signal.SIGTERM, 0.5) is None
        started = time.monotonic()
    assert time.monotonic() - started < 5


def test_a_program_that_fails_is_told_with_its_last_words(
    engine: ContainerEngine, built: Build
) -> None:
    with engine.start(built("greeter", "failing"), Start(port=3000)) as running:
        assert until_it_ends(running) == 3
        with pytest.raises(EngineFailed, match=r"status 3(?s:.)*the cupboard is bare"):
            running.connect(2.0)
    running.close()


def test_an_entrypoint_that_is_not_there_is_one_clear_line(
    engine: ContainerEngine, built: Build
) -> None:
    image = built("app")
    broken = replace(engine, run_flags=(*engine.run_flags, "--entrypoint", "/nowhere"))
    with pytest.raises(EngineFailed, match="nowhere") as caught:
        broken.start(image, Start(port=3000))
    assert "\n" not in str(caught.value)


def test_publish_gives_the_tag_and_takes_the_other_name(
    engine: ContainerEngine, built: Build
) -> None:
    unchecked = built("app")
    identity = engine.identity(unchecked)
    assert identity.startswith("sha256:")
    assert len(identity) == 71
    engine.publish(unchecked, "slimgo-test:published")
    assert engine.identity("slimgo-test:published") == identity
    assert engine.identity(unchecked) == ""
    engine.discard("slimgo-test:published")
    assert engine.identity("slimgo-test:published") == ""


def test_discarding_what_is_not_there_is_no_error(engine: ContainerEngine) -> None:
    engine.discard(engine.unchecked("slimgo-test"))


def test_the_size_counts_the_binary(
    engine: ContainerEngine, built: Build, binaries: dict[str, Path]
) -> None:
    inspected = run(engine.inspect_command(built("app")), engine.client.surroundings).stdout
    size = engine.size(inspected)
    overhead = size.size_bytes - binaries["app"].stat().st_size
    assert size.exact == (engine.name == "docker")
    assert overhead == 0 if size.exact else 0 < overhead < 8192


def test_the_archive_holds_the_config_that_the_identity_is_the_digest_of(
    engine: ContainerEngine, built: Build, tmp_path: Path
) -> None:
    image = built("app")
    archive = engine.archive(image, tmp_path)
    assert [entry for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []
    with tarfile.open(archive) as tar:
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        [described] = json.load(manifest)
        config = tar.extractfile(described["Config"])
        assert config is not None
        digest = hashlib.sha256(config.read()).hexdigest()
    assert f"sha256:{digest}" == engine.identity(image)


def test_a_failed_archive_leaves_nothing(engine: ContainerEngine, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed):
        engine.archive("slimgo-test:never-built", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_host_port_is_published_and_output_goes_through(
    engine: ContainerEngine, built: Build, capfd: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    with engine.start(built("greeter", "polite"), Start(port=3000, host_port=port)) as running:
        assert running.address == ("127.0.0.1", port)
        assert answer(running) == "Hello Ahmed"
        assert "at your service" in running.output()
    assert "greeter: at your service" in capfd.readouterr().out


def test_only_the_loopback_address_is_published(engine: ContainerEngine, built: Build) -> None:
    """127.0.0.2 is this machine too: whoever listens on every address answers there."""
    with engine.start(built("app"), Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
        assert running.address is not None
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", running.address[1]), 5).close()


def test_a_taken_host_port_is_one_line_that_offers_a_free_one(
    engine: ContainerEngine, built: Build
) -> None:
    image = built("app")
    with listening_at(0) as stranger:
        port = stranger.getsockname()[1]
        with pytest.raises(BadInput, match=f"port {port} of 127.0.0.1 cannot be used") as caught:
            engine.start(image, Start(port=3000, host_port=port))
    offered = caught.value.cure.removeprefix("invoke run --port ")
    with listening_at(int(offered)):
        assert int(offered) > port


@pytest.mark.parametrize("milliseconds", [10, 40, 80, 150])
def test_an_interrupted_start_leaves_no_container(
    engine: ContainerEngine, built: Build, milliseconds: int
) -> None:
    image = built("app")
    interrupt = threading.Timer(milliseconds / 1000, os.kill, (os.getpid(), signal.SIGINT))

    def start() -> None:
        with engine.start(image, Start(port=3000)):
            time.sleep(5)

    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        start()


def test_it_loads_what_our_own_builder_wrote_as_the_same_image(
    engine: ContainerEngine, binaries: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "build").mkdir()
    shutil.copy(binaries["app"], tmp_path / "build/test.bin")
    for name in ("Dockerfile", ".dockerignore"):
        shutil.copy(PROJECT / name, tmp_path)
    here = replace(
        engine.client.surroundings, directory=tmp_path, programs={"python": Path(sys.executable)}
    )
    words = ("python", "-m", "slimgo.oci")
    build = ("build", "-t", "slimgo-test:own", "-o", "own.tar", "--build-arg", "BIN=build/test.bin")
    run(Command(argv=(*words, *build, ".")), here)
    inspect = (*words, "inspect", "--format", "{{.Id}}", "own.tar")
    written = run(Command(argv=inspect), here).stdout.strip()
    engine.client.call("load", "-i", str(tmp_path / "own.tar"))
    assert engine.identity("slimgo-test:own") == written
    with engine.start("slimgo-test:own", Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
    engine.discard("slimgo-test:own")


def test_the_trial_is_passed_and_leaves_nothing(engine: ContainerEngine) -> None:
    before = engine.client.call("images", "-aq")
    assert refusal(engine) == ""
    assert engine.client.call("images", "-aq") == before


def test_an_architecture_without_a_trial_program_is_refused(engine: ContainerEngine) -> None:
    assert refusal(replace(engine, goarch="s390x")) == "no trial program for s390x"
