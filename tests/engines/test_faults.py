"""What goes wrong with a real docker or podman: told in a line, and nothing of it stays."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path

import pytest

from slimgo.engines.container_engine import ContainerEngine
from slimgo.engines.docker import try_docker
from slimgo.run.process import Surroundings
from tests.engines.place import Place, building, running_the_image, serving
from tests.faults.checkout import Checkout, ended, until
from tests.faults.judge import assert_nothing_runs, assert_told

At = Callable[..., Surroundings]
StartDockerd = Callable[..., AbstractContextManager[str]]
PlaceAt = Callable[..., Place]
Moment = Callable[[Place], subprocess.Popen[str]]

_SAID = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated", signal.SIGKILL: ""}
# once a person has interrupted: the client's grace, and two calls that take things away
_GIVEN_UP_SECONDS = 30


@pytest.fixture
def place_at(made: Path, cache: Path, tmp_path: Path) -> Iterator[PlaceAt]:
    """place_at(engine, "one"): nothing of it is in the engine afterwards."""
    with ExitStack() as left:

        def make(engine: ContainerEngine, name: str = "one") -> Place:
            checkout = Checkout(folder=tmp_path / name, step="image", left=left)
            checkout.temporary.mkdir(parents=True)
            shutil.copytree(made, checkout.path)
            env = {**engine.client.surroundings.environment, "SLIMGO_CACHE": str(cache)}
            for ours in ("TMPDIR", "PYTHONPATH"):
                env.pop(ours, None)
            place = Place(checkout=checkout, client=engine.client, env=env)
            left.callback(engine.client.attempt, "rmi", "-f", place.tag)
            return place

        yield make


@pytest.mark.parametrize("number", _SAID, ids=lambda number: number.name)
@pytest.mark.parametrize("moment", [building, running_the_image, serving])
def test_a_signal_leaves_nothing_and_a_kill_nothing_for_long(
    engine: ContainerEngine,
    place_at: PlaceAt,
    moment: Moment,
    number: signal.Signals,
) -> None:
    place = place_at(engine)
    process = moment(place)
    process.send_signal(number)
    outcome = ended(process)
    status = 137 if number is signal.SIGKILL else 128 + number
    said = "stopped" if moment is serving and _SAID[number] else _SAID[number]
    assert_told(outcome, status, said)
    if number is not signal.SIGKILL:
        wanted = [place.tag] if moment is serving else []
        # a daemon whose client has gone takes a moment to give up a build, container and all
        until(lambda: place.kept() == wanted)
        assert place.checkout.half_made() == []
        assert_nothing_runs(place.checkout)
    place.succeeds()


def test_what_belongs_to_a_living_run_stays_whoever_clears_up(
    engine: ContainerEngine, place_at: PlaceAt
) -> None:
    one, other = place_at(engine, "one"), place_at(engine, "other")
    process = running_the_image(one)
    [container] = one.containers()
    outcome = ended(other.start())
    assert outcome.status == 0, outcome
    assert one.containers() == [container]
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert ended(process).status == 130
    one.succeeds()


def test_two_checkouts_may_make_the_same_tag_at_once(
    engine: ContainerEngine, place_at: PlaceAt
) -> None:
    places = [place_at(engine, "one"), place_at(engine, "other")]
    outcomes = [ended(process) for process in [place.start() for place in places]]
    assert [(outcome.status, outcome.err) for outcome in outcomes] == [(0, "")] * 2, outcomes
    places[0].succeeds()


def test_an_image_that_a_killed_podman_left_without_its_manifest_is_cleared_away(
    podman: ContainerEngine, place_at: PlaceAt
) -> None:
    """Podman lists no image then. Seen after an interrupt in the middle of a build."""
    place = place_at(podman)
    place.succeeds()
    image = podman.identity(place.tag).removeprefix("sha256:")
    storage = Path(podman.client.call("info", "--format", "{{.Store.GraphRoot}}"))
    (storage / "overlay-images" / image / "manifest").unlink()
    assert podman.client.attempt("image", "ls").status
    place.succeeds()


@pytest.fixture
def daemon(start_dockerd: StartDockerd, at: At) -> Iterator[tuple[int, ContainerEngine]]:
    """A daemon that a test may do anything to: its pid, and the engine that it is."""
    with start_dockerd("--bridge=none") as endpoint:
        folder = Path(endpoint.removeprefix("unix://")).parent
        engine = try_docker(at(endpoint))
        assert isinstance(engine, ContainerEngine), engine
        pid = int((folder / "pid").read_text())
        yield pid, engine
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
        if pid in naming(folder):
            return
        # what a killed daemon leaves: containerd, its shims, and their mounts
        for other in naming(folder):
            with suppress(ProcessLookupError):
                os.kill(other, signal.SIGKILL)
        (folder / "pid").unlink(missing_ok=True)
        for line in reversed(Path("/proc/self/mounts").read_text().splitlines()):
            if (where := line.split()[1]).startswith(f"{folder}/"):
                subprocess.run(["umount", "-l", where], check=True)


def naming(folder: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.fsencode(folder) in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


@pytest.mark.parametrize("moment", [building, running_the_image])
def test_a_daemon_that_is_killed_is_told_and_another_takes_over(
    daemon: tuple[int, ContainerEngine],
    docker: ContainerEngine,
    place_at: PlaceAt,
    moment: Moment,
) -> None:
    pid, engine = daemon
    place = place_at(engine)
    process = moment(place)
    os.kill(pid, signal.SIGKILL)
    assert_told(ended(process), 1, "ocker")
    assert place.checkout.half_made() == []
    # the daemon's own containers outlive it; they are not ours to end without it
    for each in place.checkout.running():
        assert "./app.bin" in each
        os.kill(int(each.split()[0]), signal.SIGKILL)
    place_at(docker, "other").succeeds()


@pytest.mark.parametrize("moment", [building, running_the_image])
def test_a_daemon_that_hangs_does_not_keep_a_person_who_interrupts(
    daemon: tuple[int, ContainerEngine], place_at: PlaceAt, moment: Moment
) -> None:
    pid, engine = daemon
    place = place_at(engine)
    process = moment(place)
    os.kill(pid, signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert_told(ended(process), 130, "interrupted")
    assert time.monotonic() - began < _GIVEN_UP_SECONDS
    assert place.checkout.half_made() == []
    os.kill(pid, signal.SIGCONT)


def test_a_daemon_that_hangs_from_the_start_is_told(
    daemon: tuple[int, ContainerEngine], place_at: PlaceAt
) -> None:
    pid, engine = daemon
    place = place_at(engine)
    os.kill(pid, signal.SIGSTOP)
    assert_told(ended(place.start()), 3, "does not answer within 5 s")
    os.kill(pid, signal.SIGCONT)


def test_a_socket_that_this_user_may_not_use_is_told(
    docker: ContainerEngine, place_at: PlaceAt
) -> None:
    place = place_at(docker)
    # root may use any socket, save without this capability
    less = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/s")
        listener.listen()
        Path(folder, "s").chmod(0)
        through = () if os.geteuid() else less
        outcome = ended(place.start(through=through, DOCKER_HOST=f"unix://{folder}/s"))
    assert_told(outcome, 3, "this user may not use the Docker daemon")
    place.succeeds()


def test_a_taken_port_is_told(engine: ContainerEngine, place_at: PlaceAt) -> None:
    place = place_at(engine)
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        outcome = ended(place.start("run", "--port", str(port)))
    assert_told(outcome, 1, f"port {port} of 127.0.0.1 cannot be used")
    assert_nothing_runs(place.checkout)
    place.succeeds()
