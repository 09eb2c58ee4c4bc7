"""Every engine makes the same image of a Dockerfile, and runs what every other one made."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from slimgo.checks.image import check_image, image_expectation
from slimgo.engines.builtin import MODULE, Builtin
from slimgo.engines.client import Client
from slimgo.engines.container_engine import ContainerEngine
from slimgo.engines.docker import try_docker
from slimgo.facts.binary import digest
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.read import read_image
from slimgo.run.process import Surroundings, run
from slimgo.sandbox.best_level import choose_level
from slimgo.values.image import ImageConfig, ImageFacts
from slimgo.values.start import Start
from slimgo.values.target import Target
from tests.engines.asking import answer

PROJECT = Path(__file__).parents[3]
NAMES = ("classic", "buildkit", "podman", "rootless", "builtin")
LOADERS = ("classic", "podman", "rootless", "builtin")
"""BuildKit is another builder of the same docker."""

ARGS = (("BIN", "build/test.bin"),)
RICH = """\
FROM scratch
ARG BIN
LABEL org.example.purpose="all that a scratch image can have" tier=1
ENV GREETING="Hello there"
WORKDIR /srv/app
COPY ["${BIN}", "app.bin"]
COPY --chown=65534:65533 build/notes.txt /
COPY build/notes.txt /etc/notes/
EXPOSE 3000
EXPOSE 9000/udp
STOPSIGNAL SIGTERM
USER 65534:65534
ENTRYPOINT ["./app.bin"]
CMD ["."]
"""
DOCKERFILES = {"the project's": (PROJECT / "Dockerfile").read_text(), "a rich one": RICH}


@dataclass(frozen=True, kw_only=True)
class Maker:
    """An engine, a folder that it can read and write, and how it saves an image there."""

    engine: ContainerEngine | Builtin
    folder: Path


@pytest.fixture(scope="module")
def buildkit(
    endpoint: str, at: Callable[..., Surroundings], clients: list[Path]
) -> ContainerEngine:
    """The first client on PATH that can; one without buildx cannot."""
    for client in clients:
        engine = try_docker(at(endpoint, client, DOCKER_BUILDKIT="1"))
        if isinstance(engine, ContainerEngine) and not engine.build_env:
            return engine
    pytest.fail("no docker client here has BuildKit: invoke setup --system", pytrace=False)


@pytest.fixture(scope="module")
def makers(  # noqa: PLR0917  as many fixtures as kinds of engines
    docker: ContainerEngine,
    buildkit: ContainerEngine,
    podman: ContainerEngine,
    user: Any,  # noqa: ANN401  the class is the conftest's, which cannot be imported
    binaries: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Maker]:
    engines: dict[str, ContainerEngine | Builtin] = {
        "classic": replace(docker, build_env=(("DOCKER_BUILDKIT", "0"),)),
        "buildkit": buildkit,
        "podman": podman,
        "rootless": replace(
            podman,
            run_flags=(),
            client=Client(
                name="podman",
                surroundings=Surroundings(
                    directory=user.home, environment=os.environ, programs={"podman": user.podman}
                ),
            ),
        ),
    }
    makers = {}
    for name in NAMES:
        folder = tmp_path_factory.mktemp(name)
        (folder / "build").mkdir()
        shutil.copy(binaries["app"], folder / "build/test.bin")
        (folder / "build/notes.txt").write_text("what is here\n")
        (folder / "build/notes.txt").chmod(0o644)
        (folder / ".dockerignore").write_text("*\n!build\n")
        if name == "builtin":
            level = choose_level(docker.goarch).level
            engines[name] = Builtin(project=folder, level=level, goarch=docker.goarch)
        if name == "rootless":
            folder = user.give(folder, "context")
        makers[name] = Maker(engine=engines[name], folder=folder)
    return makers


def make(maker: Maker, tag: str, dockerfile: str) -> Path:
    """Builds the image and saves it; afterwards a docker or podman has it no more."""
    (maker.folder / "Dockerfile").write_text(dockerfile)
    (maker.folder / "Dockerfile").chmod(0o644)
    engine = maker.engine
    command = engine.build_command(tag, ARGS)
    if isinstance(engine, Builtin):
        here = Surroundings(
            directory=maker.folder,
            environment={**os.environ, "PYTHONPATH": str(PROJECT)},
            programs={MODULE[0]: Path(sys.executable)},
        )
        run(command, here)
        assert command.output is not None
        return maker.folder / command.output
    run(command, replace(engine.client.surroundings, directory=maker.folder))
    tar = maker.folder / f"{tag.partition(':')[2]}.tar"
    tar.unlink(missing_ok=True)
    engine.client.call("save", "-o", str(tar), tag)
    engine.discard(tag)
    return tar


@pytest.fixture(scope="module", params=DOCKERFILES)
def dockerfile(request: pytest.FixtureRequest) -> str:
    return DOCKERFILES[request.param]


@pytest.fixture(scope="module")
def tars(makers: Mapping[str, Maker], dockerfile: str) -> Mapping[str, Path]:
    return {name: make(maker, f"slimgo-same:{name}", dockerfile) for name, maker in makers.items()}


@pytest.fixture(scope="module")
def facts(tars: Mapping[str, Path]) -> Mapping[str, ImageFacts]:
    return {name: read_image(tar) for name, tar in tars.items()}


def told_by_all(facts: ImageFacts) -> tuple[object, ...]:
    """What must not depend on who built it.

    Left out: when, of files too (each has its own clock, the built-in one none); names in the tar
    (podman writes localhost/ before a name); the number of layers (podman makes none for a
    WORKDIR that a COPY follows), which of them holds a file, and their digests (times of files
    are in them); the config's digest (all this is in it); and the label that podman's builder
    signs with.

    Two more differences are kept out by the files and the Dockerfile: the built-in engine writes
    modes 0755 and 0644 only, and podman gives the folders that a `COPY --chown` makes, or finds
    made by WORKDIR alone, to the file's owner.
    """
    labels = tuple(pair for pair in facts.config.labels if not pair[0].startswith("io.buildah."))
    config: ImageConfig = replace(facts.config, labels=labels)
    files = tuple(replace(file, layer=0, mtime=0) for file in facts.files)
    return (files, config, facts.goos, facts.goarch)


@pytest.mark.parametrize("name", NAMES)
def test_it_makes_the_same_files_and_configuration(
    facts: Mapping[str, ImageFacts], name: str
) -> None:
    assert told_by_all(facts[name]) == told_by_all(facts["classic"])


@pytest.mark.parametrize("name", NAMES)
def test_its_image_passes_the_checks(
    facts: Mapping[str, ImageFacts], makers: Mapping[str, Maker], dockerfile: str, name: str
) -> None:
    plan = image_plan(dockerfile, dict(ARGS))
    maker = makers[name]
    contents = {}
    for copy in plan.copies:
        path = maker.folder / copy.source
        status = path.stat()
        contents[copy.source] = (stat.S_IMODE(status.st_mode), status.st_size, digest(path))
    target = Target(goos="linux", goarch=maker.engine.goarch)
    expected = image_expectation(plan, contents, target=target, created="")
    verdicts = check_image(facts[name], expected)
    assert [verdict for verdict in verdicts if verdict.status != "pass"] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("dockerfile", ["a rich one"], indirect=True)
def test_it_loads_what_the_other_saved_and_runs_it(
    makers: Mapping[str, Maker],
    tars: Mapping[str, Path],
    facts: Mapping[str, ImageFacts],
    loader: str,
    name: str,
) -> None:
    maker = makers[loader]
    engine = maker.engine
    tag = facts[name].tags[0]
    tar = maker.folder / "build/loaded.tar"
    tar.unlink(missing_ok=True)
    shutil.copy(tars[name], tar)
    tar.chmod(0o644)
    if isinstance(engine, Builtin):
        tag = "loaded"  # it keeps an image as a tar under the image's name
    else:
        engine.client.call("load", "-i", str(tar))
        assert engine.identity(tag) == facts[name].config_digest
    with engine.start(tag, Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
    engine.discard(tag)
