"""What is taken over from an image that exists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.pipeline.shrink.started import given_to
from slimgo.pipeline.shrink.taken import config_of, for_this_machine, original_of, program_from
from slimgo.values.account import Account
from slimgo.values.image import HealthCheck, ImageConfig, ImageFacts
from slimgo.values.probe import Given, Lives
from slimgo.values.program import Program, Source
from slimgo.values.target import Target
from tests.unit.blank_image import BLANK_IMAGE
from tests.unit.pipeline.tools import elf

CONFIG = ImageConfig(
    entrypoint=("web", "-x"),
    cmd=("a", "b"),
    env=("PATH=/bin", "A=b=c"),
    user="app",
    working_dir="/srv",
    exposed_ports=("80/tcp",),
    volumes=("/data",),
    labels=(("a", "b"),),
    health_check=HealthCheck(test=("CMD", "/web", "health")),
)
FACTS = replace(
    BLANK_IMAGE,
    config=CONFIG,
    passwd="app:x:7:8::/home/app:/bin/sh\n",  # noqa: S106  a line of the file
)


def config(facts: ImageFacts = FACTS, **asked: object) -> ImageConfig:
    entrypoint = asked.get("entrypoint", ())
    assert isinstance(entrypoint, tuple)
    return config_of(
        facts, "web:1", entrypoint=entrypoint, health_check=bool(asked.get("health_check", True))
    )


def test_its_config_is_kept_as_it_is() -> None:
    assert config() == CONFIG


def test_another_entrypoint_takes_the_place_of_its_own_and_of_its_arguments() -> None:
    assert config(entrypoint=("/web",)) == replace(CONFIG, entrypoint=("/web",), cmd=())


def test_its_health_check_can_be_left_out() -> None:
    assert config(health_check=False) == replace(CONFIG, health_check=None)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (
            replace(CONFIG, health_check=HealthCheck(test=("CMD-SHELL", "curl x"))),
            "the health check of web:1 needs a shell: curl x",
        ),
        (replace(CONFIG, labels=(("a", "b\nc"),)), "label 'a' of web:1 is what no Dockerfile"),
        (replace(CONFIG, labels=(("a\nRUN id", "b"),)), "label 'a\\nRUN id' of web:1 is what"),
        (replace(CONFIG, labels=(("a b", "c"),)), "label 'a b' of web:1 is what no Dockerfile"),
        (replace(CONFIG, env=("A=b\rc",)), "the variable 'A' of web:1 is what no Dockerfile"),
        (replace(CONFIG, env=("A B=c",)), "the variable 'A B' of web:1 is what no Dockerfile"),
        (replace(CONFIG, exposed_ports=("80\nRUN id/tcp",)), "a port of web:1 is what no"),
        (replace(CONFIG, stop_signal="9\nRUN id"), "the stop signal of web:1 is what no"),
        (replace(CONFIG, user="a\nRUN id"), "the user of web:1 is what no Dockerfile can say"),
        (replace(CONFIG, working_dir="/a\nRUN id"), "the working folder of web:1 is what no"),
    ],
)
def test_what_no_dockerfile_can_say_is_refused(changed: ImageConfig, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        config(replace(FACTS, config=changed))
    assert caught.value.what.startswith(what)


def test_an_image_of_another_platform_is_refused() -> None:
    for_this_machine(FACTS, "web", Target(goos="linux", goarch="amd64"))
    with pytest.raises(BadInput, match="web is for linux/amd64, and this machine is linux/arm64"):
        for_this_machine(FACTS, "web", Target(goos="linux", goarch="arm64"))


def test_the_program_starts_as_the_image_says(tmp_path: Path) -> None:
    executable = tmp_path / "web"
    executable.write_bytes(elf(b"x"))
    original = original_of(FACTS, "web:1", tar="web.tar", program="/usr/bin/web")
    assert original.account == Account(uid=7, gid=8, home="/home/app")
    base = Program(
        name="web",
        source=Source(folder=".", package=""),
        probes=(Lives(),),
        tag="web:1-slim",
        out="build",
    )
    made = program_from(original, base, executable=executable)
    assert made.source.executable == "build/web.original/usr/bin/web"
    assert (made.source.packed_by, made.source.image) == ("", original)
    image = made.image
    assert (image.entrypoint, image.arguments) == (("web", "-x"), ("a", "b"))
    assert (image.user, image.workdir, image.volumes) == ("7:8", "/srv", ("/data",))
    assert image.env == (("PATH", "/bin"), ("A", "b=c"))
    command = replace(original, config=replace(CONFIG, entrypoint=(), cmd=("web", "a")))
    made = program_from(command, base, executable=executable)
    assert (made.image.entrypoint, made.image.arguments) == (("web",), ("a",))


def test_without_an_entrypoint_arguments_follow_its_program() -> None:
    asked = Given(arguments=("--version",))
    assert given_to(CONFIG, asked) == asked
    command = replace(CONFIG, entrypoint=(), cmd=("web", "a"))
    assert given_to(command, asked).arguments == ("web", "--version")
    assert given_to(command, Given()) == Given()
