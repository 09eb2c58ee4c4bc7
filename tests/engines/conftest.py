"""Real engines, private to this run: nothing of the machine's own docker or podman is touched.

What is not installed fails here: these tests are asked for by name, so a skip would be a lie.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from slimgo.engines.container_engine import ContainerEngine
from slimgo.engines.docker import try_docker
from slimgo.engines.podman import try_podman
from slimgo.plan.environment import PINNED
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from tests.engines.daemon import PROJECT, docker_at, dockerd, installed, machine

Invoke = Callable[..., subprocess.CompletedProcess[str]]


@contextmanager
def bridge() -> Iterator[str]:
    """A bridge of one's own, so that a docker0 of the machine is neither used nor made."""
    surroundings = machine(ip=installed("ip"))
    name = f"slimgo{secrets.token_hex(3)}"

    def ip(*words: str) -> None:
        run(Command(argv=("ip", *words)), surroundings)

    ip("link", "add", name, "type", "bridge")
    try:
        # one of many, so that another run's bridge does not take its packets
        ip("address", "add", f"172.29.{secrets.randbelow(256)}.1/24", "dev", name)
        ip("link", "set", name, "up")
        yield name
    finally:
        ip("link", "delete", name)


@pytest.fixture(scope="session")
def start_dockerd() -> Callable[..., object]:
    return dockerd


@pytest.fixture(scope="session")
def at() -> Callable[..., Surroundings]:
    return docker_at


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    with bridge() as name, dockerd("--bridge", name) as where:
        yield where


@pytest.fixture(scope="session")
def clients() -> list[Path]:
    """Every docker client on PATH: one often shadows another of a very different age."""
    folders = os.environ["PATH"].split(os.pathsep)
    found = [Path(name) for folder in folders if (name := shutil.which("docker", path=folder))]
    # /bin may be /usr/bin under another name
    return list({client.resolve(): client for client in reversed(found)}.values())[::-1]


@pytest.fixture(scope="session")
def docker(endpoint: str) -> ContainerEngine:
    found = try_docker(docker_at(endpoint))
    assert isinstance(found, ContainerEngine), found
    return found


@contextmanager
def own_network(settings: Path, here: Surroundings) -> Iterator[None]:
    """A default network of podman's own on a bridge that no other run has.

    settings: the containers.conf, whose last table is [network]. A network that it calls the
    default counts as there already, so it is not called so while it is made and removed.
    """
    usual = settings.read_text()
    name = f"slimgo{secrets.token_hex(3)}"
    subnet = f"172.28.{secrets.randbelow(256)}.0/24"

    def network(*words: str) -> None:
        run(Command(argv=("podman", "network", *words)), here)

    network("create", "--subnet", subnet, name)
    try:
        shown = run(Command(argv=("podman", "network", "inspect", name)), here).stdout
        bridge = json.loads(shown)[0]["network_interface"]
        for file in (settings.parent / "net").glob(f"*{name}*"):
            file.write_text(file.read_text().replace(f'"{bridge}"', f'"{name}"'))
        settings.write_text(f'{usual}default_network = "{name}"\n')
        yield
    finally:
        settings.write_text(usual)
        network("rm", "-f", name)


def remove_containers(here: Surroundings) -> None:
    """Also those that a build which was killed had worked in: `podman rm -a` leaves them out."""
    listed = run(Command(argv=("podman", "ps", "-aq", "--external")), here).stdout.split()
    if listed:
        run(Command(argv=("podman", "rm", "-f", *listed)), here)


@pytest.fixture(scope="session")
def podman_here() -> Iterator[Surroundings]:
    """Podman with a storage and a network of its own, for whoever runs the tests."""
    program = installed("podman")
    with tempfile.TemporaryDirectory(prefix="slimgo-") as name, ExitStack() as stack:
        folder = Path(name)
        storage = folder / "storage.conf"
        storage.write_text(
            f'[storage]\ndriver = "overlay"\n'
            f'runroot = "{folder}/run"\ngraphroot = "{folder}/graph"\n'
        )
        (folder / "net").mkdir()
        containers = folder / "containers.conf"
        containers.write_text(
            f'[engine]\nlock_type = "file"\ntmp_dir = "{folder}/own"\n'
            f'[network]\nnetwork_config_dir = "{folder}/net"\n'
        )
        environment = {
            **os.environ,
            "CONTAINERS_STORAGE_CONF": str(storage),
            "CONTAINERS_CONF": str(containers),
        }
        here = Surroundings(
            directory=PROJECT, environment=environment, programs={"podman": program}
        )
        # the last of these also takes podman's mount of its storage away
        stack.callback(run, Command(argv=("podman", "rmi", "-af")), here)
        stack.enter_context(own_network(containers, here))
        stack.callback(remove_containers, here)
        yield here


@pytest.fixture(scope="session")
def podman(podman_here: Surroundings) -> ContainerEngine:
    found = try_podman(podman_here)
    assert isinstance(found, ContainerEngine), found
    return found


@pytest.fixture(params=["docker", "podman"])
def engine(request: pytest.FixtureRequest) -> Iterator[ContainerEngine]:
    """Each in turn. No test may leave a container in it."""
    found: ContainerEngine = request.getfixturevalue(request.param)
    yield found
    assert found.client.call("ps", "-aq") == ""


@pytest.fixture(scope="session")
def binaries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The service and the greeter, static, built once; SLIMGO_TEST_BINARIES: where they are."""
    names = {"app": "app/app.go", "greeter": "tests/programs/greeter/main.go"}
    if there := os.environ.get("SLIMGO_TEST_BINARIES"):
        return {name: Path(there, name) for name in names}
    folder = tmp_path_factory.mktemp("binaries")
    surroundings = Surroundings(
        directory=PROJECT,
        environment={
            **os.environ,
            **dict(PINNED),
            "CGO_ENABLED": "0",
            "GOFLAGS": "",
        },
        programs={"go": Path(sysconfig.get_path("purelib"), "go/bin/go")},
    )
    for name, source in names.items():
        flags = ("-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", str(folder / name))
        run(Command(argv=("go", "build", *flags, source)), surroundings)
    return {name: folder / name for name in names}


@pytest.fixture
def built(
    engine: ContainerEngine, binaries: dict[str, Path], tmp_path: Path
) -> Iterator[Callable[..., str]]:
    """built("app") or built("greeter", "stubborn"): an image's unchecked name; removed at the end.

    Built from the project's own Dockerfile, with the fault as one more word of its entrypoint.
    """
    images: list[str] = []

    def build(program: str, *arguments: str) -> str:
        folder = tmp_path / "-".join((program, *arguments))
        (folder / "build").mkdir(parents=True)
        shutil.copy(binaries[program], folder / "build/test.bin")
        shutil.copy(PROJECT / ".dockerignore", folder)
        words = "".join(f', "{word}"' for word in arguments)
        text = (PROJECT / "Dockerfile").read_text()
        assert '"./app.bin"' in text
        (folder / "Dockerfile").write_text(text.replace('"./app.bin"', f'"./app.bin"{words}'))
        images.append(engine.unchecked("slimgo-test"))
        command = engine.build_command("slimgo-test", (("BIN", "build/test.bin"),))
        environment = engine.client.surroundings.environment
        programs = engine.client.surroundings.programs
        run(
            command.with_output(images[-1]),
            Surroundings(directory=folder, environment=environment, programs=programs),
        )
        return images[-1]

    yield build
    for image in images:
        engine.discard(image)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our private cache for this run, with the UPX that was fetched earlier, if any was."""
    folder = tmp_path_factory.mktemp("cache")
    upx = user_cache_path("slimgo", appauthor=False) / "upx"
    if upx.is_file():
        shutil.copy(upx, folder)
    return folder


@pytest.fixture(scope="session")
def invoke(cache: Path) -> Invoke:
    """invoke(project, environment, "slim", ...): a task, in which no user sees a traceback."""

    def invoked(
        project: Path, environment: Mapping[str, str], *words: str
    ) -> subprocess.CompletedProcess[str]:
        ours = {"PYTHONPATH": str(PROJECT), "SLIMGO_CACHE": str(cache)}
        done = subprocess.run(
            [sys.executable, "-m", "invoke", *words],
            cwd=project,
            env=os.environ | environment | ours,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return invoked


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, invoke: Invoke) -> Path:
    """The project with all its binaries, made without docker or podman; not to be changed."""
    folder = tmp_path_factory.mktemp("made")
    for name in ("tasks.py", "invoke.yaml", "Dockerfile", ".dockerignore", "app"):
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    done = invoke(folder, {}, "slim", "--engine", "builtin")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    """A copy of it: what is left to do is the image."""
    return Path(shutil.copytree(made, tmp_path / "project"))
