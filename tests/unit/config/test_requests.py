"""What is asked of each program of a settings file: who said what wins, and is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slimgo.config.listed import listed
from slimgo.config.order import Order, order
from slimgo.config.program import (
    executable_of,
    program_from,
    program_of,
    project_of,
    wants_revision,
)
from slimgo.config.variants import variants
from slimgo.errors import BadInput
from slimgo.values.companion import Companion
from slimgo.values.main import Main
from slimgo.values.probe import CommandLine, Service
from slimgo.values.program import Source
from slimgo.values.revision import Revision
from slimgo.values.variant import Packing

FILE = """
pack = "upx"
user = "1:1"
out = "made"
env = { A = "project", B = "project" }
[program.api]
package = "./cmd/api"
port = 8080
user = "2:2"
env = { A = "api" }
values = { "main.v" = "{version}", "main.c" = "{commit} of {date}" }
labels = { "org.opencontainers.image.revision" = "{commit}" }
tag = ["api:1", "reg.example/api:1"]
[program.tool]
run = ["--help"]
goamd64 = "v2"
gcflags = ["all=-l"]
ldflags = ["-buildid="]
tags = "a,b"
[variant.plain]
tags = ["x"]
[variant.packed]
pack = "upx -1"
cgo = true
"""
REVISION = Revision(version="v1", commit="c0ffee", date="2026-01-02T03:04:05Z", dirty=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "slimgo.toml").write_text(FILE)
    (tmp_path / "below").mkdir()
    return tmp_path


def asked(
    project: Path, *words: str, ambient: dict[str, str] | None = None, **typed: object
) -> Order:
    return order(typed, ambient or {}, packages=words, here=project / "below")


def main(project: Path) -> Main:
    return Main(project=project, folder=".", package="./cmd/x", name="x", path="example.com/x")


def test_a_flag_wins_over_the_environment_that_over_the_program_that_over_the_project(
    project: Path,
) -> None:
    plain = asked(project)
    assert plain.of("tool").chosen.text("user") == "1:1"
    assert plain.of("api").chosen.text("user") == "2:2"
    ambient = {"SLIMGO_USER": "3:3"}
    assert asked(project, ambient=ambient).of("api").chosen.text("user") == "3:3"
    typed = asked(project, ambient=ambient, user="4:4").of("api").chosen
    assert (typed.text("user"), typed.origins["user"]) == ("4:4", "--user")


def test_pairs_are_taken_one_by_one(project: Path) -> None:
    chosen = asked(project, env=("C=typed", "B=typed")).of("api").chosen
    assert chosen.pair("env") == {"A": "api", "B": "typed", "C": "typed"}
    assert chosen.origins["env A"] == "slimgo.toml [program.api]"
    assert chosen.origins["env B"] == "--env"


def test_a_path_in_the_file_begins_at_the_file(project: Path) -> None:
    assert asked(project).of().chosen.text("out") == str(project / "made")
    assert asked(project, out="x").of().chosen.text("out") == "x"
    assert project_of(asked(project), main(project)) == project


def test_how_a_program_is_asked_stands_in_its_table(project: Path) -> None:
    assert asked(project).of("api").probes == (Service(port=8080),)
    (tool,) = asked(project).of("tool").probes
    assert isinstance(tool, CommandLine)
    assert tool.given.arguments == ("--help",)


def test_a_program_is_made_as_its_table_says(project: Path) -> None:
    wanted = asked(project)
    tool = program_of(wanted, wanted.of("tool"), main(project))
    assert (tool.name, tool.tag, tool.context) == ("tool", "tool", "made/tool")
    source = tool.source
    assert (source.tags, source.goamd64, source.gcflags) == (("a", "b"), "v2", ("all=-l",))
    assert source.ldflags == ("-buildid=",)
    # seen from the module, whose folder need not be the project's
    assert (source.folder, source.back) == (".", "")


def test_gits_words_stand_where_they_are_named(project: Path) -> None:
    wanted = asked(project)
    assert not wants_revision(wanted.of("tool"))
    request = wanted.of("api")
    assert wants_revision(request)
    api = program_of(wanted, request, main(project), REVISION)
    assert api.source.ldflags == ("-X 'main.v=v1'", "-X 'main.c=c0ffee of 2026-01-02T03:04:05Z'")
    assert api.image.labels == (("org.opencontainers.image.revision", "c0ffee"),)
    assert (api.tag, api.image.tags) == ("api:1", ("reg.example/api:1",))


def test_a_misspelled_name_in_braces_is_refused(project: Path) -> None:
    wanted = asked(project, values=("main.v={vers}",))
    with pytest.raises(BadInput) as caught:
        program_of(wanted, wanted.of("tool"), main(project), REVISION)
    assert caught.value.what == "values main.v: {vers} stands for nothing"
    assert caught.value.cure == "choose one of: {version}, {commit}, {date}"


@pytest.mark.parametrize(
    ("typed", "words", "what"),
    [
        ({"all": True}, ("api",), "--all and api exclude each other"),
        ({"shard": "0/2"}, (), "--shard '0/2' is no part of a whole"),
        ({"shard": "3/2"}, (), "--shard '3/2' is no part of a whole"),
        ({"shard": "x"}, (), "--shard 'x' is no part of a whole"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused(
    project: Path, typed: dict[str, Any], words: tuple[str, ...], what: str
) -> None:
    with pytest.raises(BadInput) as caught:
        asked(project, *words, **typed)
    assert caught.value.what == what


def test_all_of_no_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="names no programs") as caught:
        order({"all": True}, {}, packages=(), here=tmp_path)
    assert caught.value.cure == "slimgo init"


def test_a_part_of_all_is_a_pair_of_numbers(project: Path) -> None:
    assert asked(project, all=True, shard="2/5").shard == (2, 5)
    assert asked(project).shard == (1, 1)


def test_own_variants_join_the_matrix(project: Path) -> None:
    file = asked(project).file
    assert file
    plain, unpacked, packed = variants(file)
    assert (plain.name, plain.tags, plain.packing) == ("plain", ("x",), None)
    assert (unpacked.name, unpacked.cgo) == ("packed.unpacked", True)
    assert packed.packing == Packing(packer="upx", flags=("-1",))
    assert (packed.name, packed.packed_from) == ("packed", "packed.unpacked")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[variant.small-best]", "slimgo.toml: the matrix has a variant small-best already"),
        ('[variant.x]\npack = "zip"', "slimgo.toml: variant.x.pack: there is no packer 'zip'"),
    ],
)
def test_a_variant_that_cannot_be_is_refused(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "slimgo.toml").write_text(text)
    file = order({}, {}, packages=(), here=tmp_path).file
    assert file
    with pytest.raises(BadInput) as caught:
        variants(file)
    assert caught.value.what == what


def test_each_setting_is_listed_with_who_said_it(project: Path) -> None:
    above, api = listed(asked(project, "api", port="99", ambient={"SLIMGO_GO": "/go"}))
    said = {each.name: (each.value, each.origin) for each in (*above.settings, *api.settings)}
    assert (above.name, api.name) == ("", "api")
    assert said["go"] == ("/go", "SLIMGO_GO")
    assert said["engine"] == (None, "default")
    assert said["out"] == (str(project / "made"), "slimgo.toml")
    assert said["port"] == (99, "--port")
    assert said["pack"] == ("upx", "slimgo.toml")
    assert said["env.A"] == ("api", "slimgo.toml [program.api]")
    assert said["env.B"] == ("project", "slimgo.toml")
    assert said["best"] == (False, "default")
    assert said["tag"] == (["api:1", "reg.example/api:1"], "slimgo.toml [program.api]")


def test_only_programs_that_are_there_are_listed(project: Path) -> None:
    assert [each.name for each in listed(asked(project))] == ["", "api", "tool"]
    with pytest.raises(BadInput) as caught:
        listed(asked(project, "tol"))
    assert caught.value.what == "slimgo.toml has no program 'tol'"
    assert caught.value.cure == "write tool"


COMPANION = """
[program.x]
port = 8080
[program.x.companion.db]
command = ["postgres", "-p", "5432"]
port = PORT
seconds = 5
"""


def test_a_companion_is_named_with_its_command_and_its_port(tmp_path: Path) -> None:
    (tmp_path / "slimgo.toml").write_text(COMPANION.replace("PORT", "5432"))
    wanted = order({}, {}, packages=(), here=tmp_path)
    made = program_of(wanted, wanted.of("x"), main(tmp_path))
    assert made.companions == (
        Companion(name="db", command=("postgres", "-p", "5432"), port=5432, seconds=5),
    )


def test_a_companion_at_the_programs_own_port_is_refused(tmp_path: Path) -> None:
    (tmp_path / "slimgo.toml").write_text(COMPANION.replace("PORT", "8080"))
    wanted = order({}, {}, packages=(), here=tmp_path)
    with pytest.raises(BadInput, match=r"program\.x\.companion\.db listens at 8080"):
        program_of(wanted, wanted.of("x"), main(tmp_path))


def test_an_executable_stands_in_place_of_a_package(project: Path) -> None:
    wanted = order({"executable": "../dist/my server"}, {}, packages=(), here=project / "below")
    request = wanted.of()
    executable = executable_of(request, wanted)
    assert executable == project / "dist/my server"
    folder, program = program_from(wanted, request, executable, packed_by="upx")
    assert (folder, program.name, program.context) == (project, "my-server", "made/my-server")
    assert program.source == Source(
        folder=".", package="", executable="dist/my server", packed_by="upx"
    )
    plain = asked(project)
    assert executable_of(plain.of("tool"), plain) is None


def test_how_an_executable_is_built_cannot_be_said(project: Path) -> None:
    for typed in ({"tags": "a"}, {"values": ("a=b",)}, {"goamd64": "v2"}, {"gcflags": "-l"}):
        wanted = order({"executable": "x", **typed}, {}, packages=(), here=project)
        with pytest.raises(BadInput, match="says how a program is built, and x exists"):
            executable_of(wanted.of(), wanted)
