"""Any program's way, planned before anything runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slimgo.oci.dockerfile.read import image_plan
from slimgo.plan.ship import binary_steps, dockerfile, image_steps, tag_of
from slimgo.values.command import Command
from slimgo.values.image import ImageConfig
from slimgo.values.probe import Service, Unknown
from slimgo.values.program import Extra, ImageChoices, Program, Source
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.variant import Packing

AMD64 = Target(goos="linux", goarch="amd64")
SERVER = Program(
    name="server",
    source=Source(folder=".", package="./cmd/server", tags=("netgo",), ldflags=("-X 'a.b=c'",)),
    probes=(Service(port=8080),),
    tag="server",
    context="build/server",
)


def test_the_package_is_built_and_then_packed() -> None:
    build, pack = binary_steps(SERVER, packing=Packing(packer="gopack"), target=AMD64, host=AMD64)
    assert str(build.command) == (
        "GOOS=linux CGO_ENABLED=0 go build -trimpath -buildvcs=false -tags netgo "
        """-ldflags '-s -w -X '"'"'a.b=c'"'"'' -o build/server.unpacked ./cmd/server"""
    )
    assert str(pack.command) == (
        "python -m slimgo.gopack pack -o build/server/server build/server.unpacked"
    )
    assert (build.baseline, pack.needs) == (True, ("build",))


def test_what_is_not_packed_is_built_where_the_image_takes_it() -> None:
    (build,) = binary_steps(SERVER, packing=None, target=AMD64, host=AMD64)
    assert build.makes == "build/server/server"


def test_a_module_below_is_built_from_its_own_folder() -> None:
    source = Source(folder="services/api", package=".")
    nested = Program(name="api", source=source, probes=(Unknown(),), tag="api", context="build/api")
    (build,) = binary_steps(nested, packing=None, target=AMD64, host=AMD64)
    assert "-C services/api" in str(build.command)
    assert str(build.command).endswith("-o ../../build/api/api .")


def test_the_image_is_made_of_what_was_made_last() -> None:
    command = Command(argv=("x",))
    after = Step(number=2, name="pack", kind="pack", command=command)
    image, run = image_steps(SERVER, build=command, run=command, after=after)
    assert (image.number, run.number) == (3, 4)
    assert (image.needs, run.needs) == (("pack",), ("image",))


def test_the_dockerfile_is_one_that_every_engine_builds() -> None:
    plan = image_plan(dockerfile(SERVER), {})
    assert plan.config.user == "65532:65532"
    assert plan.config.entrypoint == ("/server",)
    assert plan.config.exposed_ports == ("8080/tcp",)
    assert [(copy.source, copy.target) for copy in plan.copies] == [("server", "/server")]
    assert "EXPOSE" not in dockerfile(
        Program(name="x", source=SERVER.source, probes=(Unknown(),), tag="x")
    )


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("server", "server"),
        ("My_Tool", "my-tool"),
        ("-x.", "x"),
        ("größe", "gr-e"),
        ("__", "program"),
    ],
)
def test_a_name_becomes_a_tag(name: str, tag: str) -> None:
    assert tag_of(name) == tag


def chosen(**image: Any) -> Program:  # noqa: ANN401  any field
    return replace(SERVER, image=ImageChoices(**image))


def test_what_the_settings_say_of_the_image_is_in_its_dockerfile() -> None:
    program = chosen(
        labels=(("a.b", 'x "$y" \\'), ("org.opencontainers.image.title", "Other")),
        user="1:2",
        workdir="/work dir",
        entrypoint=("/bin/server", "-q"),
        arguments=("serve", "é"),
        env=(("A", 'x $HOME "q"'),),
        ports=("8443/tcp", "53/udp", "8080/tcp"),
        volumes=("/data", "/x"),
        extras=(Extra(path="/data", mode=0o1777, uid=1, gid=2, is_folder=True),),
    )
    text = dockerfile(program)
    assert "#   /data/   mode 1777, owner 1:2" in text
    plan = image_plan(text, {})
    assert plan.config == ImageConfig(
        entrypoint=("/bin/server", "-q"),
        cmd=("serve", "é"),
        exposed_ports=("53/udp", "8080/tcp", "8443/tcp"),
        env=(plan.config.env[0], 'A=x $HOME "q"'),
        user="1:2",
        working_dir="/work dir",
        labels=(("a.b", 'x "$y" \\'), ("org.opencontainers.image.title", "Other")),
        volumes=("/data", "/x"),
    )
    assert [each.target for each in plan.copies] == ["/bin/server"]
    # the tar comes last, so that its folders have the owners and modes that it says
    assert plan.added[0].layer > max(copy.layer for copy in plan.copies)
    assert plan.added[0].layer > max(folder.layer for folder in plan.directories)


@pytest.mark.parametrize(
    ("packer", "typed"),
    [
        ("", "install -m 0755 dist/their build/server.unpacked"),
        ("upx", "upx -d -o build/server.unpacked dist/their"),
        ("gopack", "python -m slimgo.gopack unpack -o build/server.unpacked dist/their"),
    ],
)
def test_an_executable_that_exists_is_taken_and_unpacked_where_it_is_packed(
    packer: str, typed: str
) -> None:
    source = Source(folder=".", package="", executable="dist/their", packed_by=packer)
    program = replace(SERVER, source=source)
    take, pack = binary_steps(program, packing=Packing(packer="gopack"), target=AMD64, host=AMD64)
    assert (take.name, take.kind, str(take.command)) == ("build", "take", typed)
    assert (pack.packed_from, pack.needs) == ("build/server.unpacked", ("build",))
