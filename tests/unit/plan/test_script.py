from __future__ import annotations

from pathlib import Path

from article.plan import binary_steps, image_steps
from slimgo.plan.script import shell_script
from slimgo.values.command import Command
from slimgo.values.program import Source
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.variant import Packing

AMD64 = Target(goos="linux", goarch="amd64")


def script(go: str = "/opt/go/bin/go") -> str:
    steps = binary_steps(
        target=AMD64,
        host=AMD64,
        source=Source(folder="app", package="app.go"),
        packing=Packing(packer="upx", flags=("-9",)),
    ) + image_steps(
        build=Command(argv=("docker", "build", "-t", "x", "."), output="x"),
        run=Command(argv=("docker", "run", "--rm", "x")),
        inspect=Command(argv=("docker", "image", "inspect", "x")),
        tag="x",
    )
    programs = {"go": Path(go), "upx": Path("/c/upx"), "docker": Path("/usr/bin/docker")}
    return shell_script(steps, programs=programs, goarch="amd64", heading="slimgo")


def test_the_head_puts_the_found_tools_on_path_and_sets_the_environment() -> None:
    lines = script().splitlines()
    assert "PATH=/usr/bin:/opt/go/bin:/c:$PATH" in lines
    assert (
        "export PATH GOENV=off GOTOOLCHAIN=local GOWORK=off GODEBUG=goindex=0 GOARCH=amd64" in lines
    )
    assert any(line.startswith("unset ") and " GOFLAGS " in line for line in lines)


def test_a_tool_whose_file_has_another_name_is_still_called_by_its_usual_one() -> None:
    assert 'go() { /opt/go1.26 "$@"; }' in script("/opt/go1.26")


def test_a_tool_in_a_folder_that_path_cannot_name_is_called_by_its_own_path() -> None:
    assert 'go() { /opt/a:b/go "$@"; }' in script("/opt/a:b/go")


def test_each_command_stands_as_it_is_echoed_and_a_probe_as_a_comment() -> None:
    lines = script().splitlines()
    assert "upx -9 -o build/app.static.small.upx.bin build/app.static.small.bin" in lines
    assert "# to run it: docker run --rm x" in lines
    assert "docker run --rm x" not in lines


def test_where_modules_come_from_is_read_before_what_go_env_wrote_is_switched_off() -> None:
    text = script()
    assert text.index('go env "$name"') < text.index("export PATH GOENV=off")
    names = "GOAUTH GOINSECURE GONOPROXY GONOSUMDB GOPRIVATE GOPROXY GOSUMDB GOVCS"
    assert f"for name in {names}; do" in text
    assert ': "${GOPROXY:=,}" "${GOSUMDB:= }"' in text


def test_a_workspace_counts_and_files_are_written_first() -> None:
    shown = shell_script(
        (),
        programs={},
        goarch="amd64",
        heading="slimgo",
        workspace=True,
        files={"build/it's/Dockerfile": b"FROM scratch\n"},
    )
    assert "GOWORK=off" not in shown
    assert " GOWORK\n" in shown
    quoted = """'build/it'"'"'s/Dockerfile'"""
    assert f"cat >{quoted} <<'END'\nFROM scratch\nEND\n" in shown


def test_what_a_packer_makes_is_removed_first_for_none_replaces_a_file() -> None:
    lines = script().splitlines()
    packs = lines.index("upx -9 -o build/app.static.small.upx.bin build/app.static.small.bin")
    assert lines[packs - 1] == "rm -f build/app.static.small.upx.bin"
    command = Command(argv=("python", "-m", "slimgo.gopack", "unpack", "-o", "build/a", "a"))
    take = Step(number=1, name="build", kind="take", command=command, makes="build/a")
    programs = {"python": Path("/usr/bin/python")}
    text = shell_script((take,), programs=programs, goarch="amd64", heading="")
    assert "rm -f build/a\npython -m slimgo.gopack unpack" in text
