"""C becomes part of a program in one of a few ways, and each is typed out."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.plan.cgo import OFF, WAYS, compiler
from slimgo.plan.flags import flags, known
from slimgo.plan.recipe import build_command, build_settings, for_source
from slimgo.plan.script import shell_script
from slimgo.values.command import Command
from slimgo.values.program import Source
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.variant import Variant

AMD64, ARM64 = (Target(goos="linux", goarch=each) for each in ("amd64", "arm64"))
LINKED = "-s -w -linkmode external -extldflags '-static -s'"


def built(way: str, target: Target = AMD64) -> Command:
    source = Source(folder=".", package=".", cgo=way, tags=("own",))
    variant = for_source(Variant(name="built", artifact="it", ldflags=("-s", "-w")), source)
    return build_command(variant, source=source, target=target, host=AMD64)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_links_statically_and_keeps_the_programs_own_tags(way: str) -> None:
    command = built(way)
    assert dict(command.env)["CGO_ENABLED"] == "1"
    assert command.argv[command.argv.index("-tags") + 1] == "netgo,osusergo,own"
    assert command.argv[command.argv.index("-ldflags") + 1] == LINKED


def test_zig_compiles_for_the_target_and_glibc_is_left_to_go() -> None:
    assert dict(built("zig").env)["CC"] == "zig cc -target x86_64-linux-musl"
    assert dict(built("zig", ARM64).env)["CC"] == "zig cc -target aarch64-linux-musl"
    assert "CC" not in dict(built("glibc").env)
    assert compiler(OFF, "amd64") == compiler("", "amd64") == compiler("zig", "riscv64") == ""


def test_without_a_way_nothing_changes() -> None:
    command = built("")
    assert dict(command.env)["CGO_ENABLED"] == "0"
    assert command.argv[command.argv.index("-tags") + 1] == "own"
    assert command.argv[command.argv.index("-ldflags") + 1] == "-s -w"


def test_the_build_info_must_show_it() -> None:
    source = Source(folder=".", package=".", cgo="zig")
    settings = dict(build_settings(for_source(Variant(name="built"), source), AMD64))
    assert settings["CGO_ENABLED"] == "1"
    assert settings["-tags"] == "netgo,osusergo"


def test_each_of_its_flags_is_explained() -> None:
    command = built("zig")
    words = (*(f"{name}={value}" for name, value in command.env), *command.argv)
    told = [*flags(words)]
    assert "CC=zig cc -target x86_64-linux-musl" in told
    assert "-linkmode external" in told
    assert "-extldflags '-static -s'" in told
    assert [each for each in told if not known(each)] == []


def test_a_script_finds_the_compiler_where_it_is() -> None:
    step = Step(number=1, name="build", kind="build", command=built("zig"), makes="build/it")
    programs = {"go": Path("/g/go"), "zig": Path("/z/zig")}
    text = shell_script((step,), programs=programs, goarch="amd64", heading="")
    assert "PATH=/g:/z:$PATH" in text.splitlines()
    step = Step(number=1, name="build", kind="build", command=built("glibc"), makes="build/it")
    text = shell_script((step,), programs=programs, goarch="amd64", heading="")
    assert "PATH=/g:$PATH" in text.splitlines()
