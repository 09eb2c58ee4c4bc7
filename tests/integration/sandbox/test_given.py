"""What a probe gives a program reaches it in the built-in engine and alone, and leaves nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from slimgo.engines.builtin import Builtin
from slimgo.errors import BadInput, EngineFailed
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.run.process import Surroundings
from slimgo.sandbox.level import BUBBLEWRAP, NONE, Level
from slimgo.sandbox.starts.sweep import Starter, outcomes
from slimgo.values.guest import Guest
from slimgo.values.probe import Given, GivenFile
from slimgo.values.start import Start
from slimgo.values.surrounding import Surrounding
from slimgo.values.target import Target
from tests.programs.given_image import DOCKERFILE, expected, how, told, write_context

GOARCH = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    write_context(folder)
    (folder / "build").mkdir()
    write_layout(
        image_plan(DOCKERFILE, {}),
        context=folder,
        tag="x",
        target=Target(goos="linux", goarch=GOARCH),
        out=folder / "build/x.tar",
    )
    return folder


def engine(context: Path, level: Level = BUBBLEWRAP) -> Builtin:
    return Builtin(project=context, level=level, goarch=GOARCH)


@pytest.mark.parametrize("stdin", ["", "a\nä 5678" + "x" * 200_000])
@pytest.mark.parametrize("read_only", [False, True])
def test_it_finds_what_it_is_given(context: Path, stdin: str, *, read_only: bool) -> None:
    running = engine(context).start("x", how(context, read_only=read_only, stdin=stdin))
    owners_are_told = "owners and modes" not in dict(running.not_shown)
    seen, wanted = told(running), expected(stdin)
    if not owners_are_told:  # a user without subordinate ids: see sandbox/owners
        seen, wanted = _without_owners(seen), _without_owners(wanted)
    assert seen == wanted


def _without_owners(facts: dict[str, Any]) -> dict[str, Any]:
    contents = {path: each["content"] for path, each in facts["files"].items()}
    return {**facts, "files": contents}


def test_without_arguments_the_images_own_are_there(context: Path) -> None:
    seen = told(engine(context).start("x", Start()))
    assert seen["env"] == {"GIVEN_A": "image", "GIVEN_B": "image"}
    assert seen["files"] == {
        "/cmd": {
            "content": "",
            "mode": "",
            "owner": 0,
            "error": "stat /cmd: no such file or directory",
        }
    }


def test_what_is_not_read_of_standard_input_keeps_nobody_waiting(context: Path) -> None:
    given = Given(arguments=("-listen", "-deaf"), stdin="x" * 1_000_000)
    with engine(context).start("x", Start(port=8080, given=given)) as running:
        running.connect(20.0).close()


@pytest.mark.parametrize(("path", "source"), [("/x", "missing"), ("/etc/app", "mine")])
def test_what_cannot_be_given_is_the_users_to_correct(
    context: Path, path: str, source: str
) -> None:
    file = GivenFile(path=path, source=str(context / source))
    with pytest.raises(BadInput, match="probe"):
        engine(context).start("x", Start(given=Given(files=(file,))))


def test_where_the_root_is_this_machines_no_file_is_given(context: Path) -> None:
    with pytest.raises(EngineFailed, match="isolation none shows the program this machine's files"):
        engine(context, NONE).start("x", how(context, read_only=False, stdin=""))


def test_a_start_of_the_sweep_is_given_it_too(context: Path, tmp_path: Path) -> None:
    python = Surroundings(directory=tmp_path, environment={"PATH": "/usr/bin:/bin"})
    guest = Guest(root=context, argv=("/given",), port=0, env=(("GIVEN_X", "y"),), stdin="read me")
    starter = Starter(folder=tmp_path, level=BUBBLEWRAP, surroundings=python)
    (outcome,) = outcomes(starter, [(guest, Surrounding(name="usual"))])
    assert (outcome.kind, outcome.status) == ("ended", 0)
    assert '"GIVEN_X":"y"' in outcome.words
    assert '"stdin":"read me"' in outcome.words
