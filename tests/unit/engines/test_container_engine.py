from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.engines.client import Client
from slimgo.engines.container_engine import ContainerEngine, Counted, repository
from slimgo.engines.protocol import Engine
from slimgo.errors import EngineFailed
from slimgo.plan.engines import ENGINES
from slimgo.run.process import Surroundings


def engine(name: str = "docker", *, run_flags: tuple[str, ...] = ()) -> ContainerEngine:
    return ContainerEngine(
        kind=ENGINES[name],
        find_place=lambda: "",
        client=Client(
            name=name, surroundings=Surroundings(directory=Path(), environment={}, programs={})
        ),
        version="1",
        goarch="amd64",
        counted=Counted(meaning="bytes", exact=True),
        run_flags=run_flags,
    )


def test_it_is_an_engine() -> None:
    one: Engine = engine()
    assert (one.name, one.isolation) == ("docker", "docker")


def test_build_is_typed_as_in_the_article() -> None:
    assert str(engine().build_command("slim-go-image", ())) == "docker build -t slim-go-image ."


def test_build_arguments_are_shown() -> None:
    command = engine("podman").build_command("slim-go-image", (("BIN", "build/a b.bin"),))
    assert str(command) == "podman build -t slim-go-image --build-arg 'BIN=build/a b.bin' ."


def test_what_a_build_makes_can_bear_another_name() -> None:
    command = engine().build_command("slim-go-image", ()).with_output("other:name")
    assert str(command) == "docker build -t other:name ."


def test_other_tags_are_given_once_the_image_has_its_own() -> None:
    assert str(engine().build_command("a", (), more=("b",))) == "docker build -t a ."
    commands = engine("podman").tag_commands("a", ("b", "r.example/c:1"))
    assert [str(each) for each in commands] == ["podman tag a b", "podman tag a r.example/c:1"]


def test_run_publishes_on_the_loopback_address_only() -> None:
    command = engine().run_command("slim-go-image", port=3000, host_port=3001)
    assert str(command) == "docker run --rm -p 127.0.0.1:3001:3000 slim-go-image"


def test_what_a_run_needs_here_is_shown() -> None:
    command = engine("podman", run_flags=("--runtime", "runc")).run_command(
        "slim-go-image", port=3000, host_port=3000
    )
    assert str(command) == "podman run --rm --runtime runc -p 127.0.0.1:3000:3000 slim-go-image"


def test_inspect_is_typed_as_in_the_article() -> None:
    assert (
        str(engine().inspect_command("slim-go-image"))
        == "docker image inspect --format='{{.Size}}' slim-go-image"
    )


def test_the_size_is_a_number_with_its_meaning() -> None:
    size = engine().size("2398828\n")
    assert (size.size_bytes, size.meaning, size.exact) == (2398828, "bytes", True)


def test_what_is_no_size_is_an_error_and_never_a_zero() -> None:
    with pytest.raises(EngineFailed, match="tells no size"):
        engine().size("<no value>\n")


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("slim-go-image", "slim-go-image"),
        ("slim-go-image:v1", "slim-go-image"),
        ("localhost:5000/team/app", "localhost:5000/team/app"),
        ("localhost:5000/team/app:v1", "localhost:5000/team/app"),
    ],
)
def test_the_repository_is_the_name_without_its_tag(tag: str, name: str) -> None:
    assert repository(tag) == name


def test_no_two_runs_share_an_unchecked_name() -> None:
    names = {engine().unchecked("slim-go-image:v1") for _ in range(100)}
    assert len(names) == 100
    assert all(name.startswith("slim-go-image:unchecked-") for name in names)


@pytest.mark.parametrize(
    ("name", "flags"),
    [("docker", "--read-only"), ("podman", "--read-only --read-only-tmpfs=false")],
)
def test_a_read_only_run_has_nothing_that_can_be_written_to(name: str, flags: str) -> None:
    command = engine(name).run_command("x", port=0, host_port=0, read_only=True)
    assert str(command) == f"{name} run --rm {flags} x"
