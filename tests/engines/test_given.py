"""What a probe gives a program reaches it in docker and podman as it does in the built-in engine,
where tests/integration/sandbox/test_given.py shows the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines.container_engine import ContainerEngine
from slimgo.errors import BadInput, EngineFailed
from slimgo.run.process import run
from slimgo.values.probe import Given, GivenFile
from slimgo.values.start import Start
from tests.programs.given_image import expected, how, told, write_context


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    write_context(folder)
    return folder


@pytest.fixture
def image(engine: ContainerEngine, context: Path) -> Iterator[str]:
    surroundings = replace(engine.client.surroundings, directory=context)
    run(engine.build_command("slimgo-test:given", ()), surroundings)
    yield "slimgo-test:given"
    engine.client.call("rmi", "-f", "slimgo-test:given")


@pytest.mark.parametrize("stdin", ["", "a\nä 5678" + "x" * 200_000])
@pytest.mark.parametrize("read_only", [False, True])
def test_it_finds_what_it_is_given(
    engine: ContainerEngine, context: Path, image: str, stdin: str, *, read_only: bool
) -> None:
    seen = told(engine.start(image, how(context, read_only=read_only, stdin=stdin)))
    assert seen == expected(stdin)
    assert engine.client.call("ps", "-aq", "--filter", "name=slimgo") == ""


def test_nothing_is_left_of_a_start_that_cannot_be_given_its_files(
    engine: ContainerEngine, context: Path, image: str
) -> None:
    for path, source, error in (
        ("/x", "missing", BadInput),
        ("/etc/hosts", "mine", BadInput),
        ("/etc/app", "mine", EngineFailed),  # a folder of the image
    ):
        file = GivenFile(path=path, source=str(context / source))
        with pytest.raises(error):
            engine.start(image, Start(given=Given(files=(file,))))
    assert engine.client.call("ps", "-aq", "--filter", "name=slimgo") == ""
