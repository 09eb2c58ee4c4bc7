"""A project with a settings file, as a person uses it."""

from __future__ import annotations

import json
import subprocess
import tarfile
from collections.abc import Callable

import pytest

from tests.integration.doors.module import Module

Make = Callable[[str], Module]

FILE = """
pack = "none"
labels = { "org.opencontainers.image.revision" = "{commit}" }

[program.api]
package = "./cmd/server"
port = 8080
ask = ["/healthz=ok"]
workdir = "/data"
volumes = ["/data"]
env = { GREETING = 'a $HOME "b"' }
files = [
  { from = "conf", to = "/etc/api", owner = "65532:65532" },
  { from = "run.sh", to = "/bin/", mode = "0700" },
]

[program.tool]
package = "./cmd/tool"
run = []
says = "^tool v1.0 c0"
values = { "main.version" = "{version}" }
gcflags = ["all=-l"]
goamd64 = "v2"

[variant.no-http2]
tags = ["nethttpomithttp2"]
"""

TOOL = """package main

import "fmt"

var version string

func main() { fmt.Println("tool", version, "c0") }
"""


def git(module: Module, *words: str) -> str:
    return subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *words],
        cwd=module.path, check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip


@pytest.fixture
def project(module: Make) -> Module:
    """Two programs in one module, under git, with a tag."""
    made = module("server")
    made.write("slimgo.toml", FILE)
    made.write("cmd/tool/main.go", TOOL)
    made.write("conf/a/app.yaml", "a: 1\n")
    made.write("run.sh", "x")
    git(made, "init", "--quiet")
    git(made, "add", ".")
    git(made, "commit", "--quiet", "--message", "first")
    git(made, "tag", "v1.0")
    return made


def config_of(module: Module, name: str) -> dict[str, object]:
    """What the image's tar says of how it runs."""
    with tarfile.open(module.path / f"build/{name}.tar") as tar:

        def read(member: str) -> dict[str, object]:
            found = tar.extractfile(member)
            assert found
            said = json.loads(found.read())
            return said[0] if isinstance(said, list) else said  # type: ignore[no-any-return]

        config = read(str(read("manifest.json")["Config"]))["config"]
        assert isinstance(config, dict)
        return config


def test_all_programs_are_built_as_the_file_says_and_summed_up(project: Module) -> None:
    done = project.slimgo("build", "--all")
    assert done.status == 0, done.err
    assert done.out == "build/api.tar\nbuild/tool.tar\n"
    head, api, tool, total = done.err.splitlines()[-4:]
    assert head.split() == ["program", "built", "packed", "pull", "proven"]
    assert api.endswith("GET /healthz 200")
    assert tool.endswith("no arguments: status 0")
    assert total.startswith("2 programs")
    assert "2 ✓" in total
    commit = git(project, "rev-parse", "HEAD")
    config = config_of(project, "api")
    assert config["Labels"] == {
        "org.opencontainers.image.title": "api",
        "org.opencontainers.image.revision": commit,
    }
    assert config["WorkingDir"] == "/data"
    assert config["Volumes"] == {"/data": {}}
    env = config["Env"]
    assert isinstance(env, list)
    assert 'GREETING=a $HOME "b"' in env
    saved = json.loads((project.path / "build/tool.json").read_bytes())
    told = project.slimgo("explain", "tool", "--format", "json")
    assert (told.status, told.err) == (0, "")
    effects = {each["flag"]: each["effect"] for each in json.loads(told.out)["flags"]}
    assert effects["-gcflags all=-l"] == "costs speed or memory"
    assert effects["GOAMD64=v2"] == "changes behaviour"
    settings = dict(map(tuple, saved["steps"][0]["binary"]["build_info"]["settings"]))
    assert (settings["GOAMD64"], settings["-gcflags"]) == ("v2", "all=-l")


def test_files_have_the_owners_and_modes_that_the_file_says(project: Module) -> None:
    done = project.slimgo("build", "api", "--format", "json")
    assert done.status == 0, done.err
    (image,) = (each["image"] for each in json.loads(done.out)["steps"] if each["name"] == "image")
    found = {
        each["path"]: (each["kind"], f"{each['mode']:o}", each["uid"]) for each in image["files"]
    }
    assert found == {
        "/api": ("file", "755", 0),
        "/bin": ("directory", "755", 0),
        "/bin/run.sh": ("file", "700", 0),
        "/data": ("directory", "755", 65532),
        "/etc": ("directory", "755", 0),
        "/etc/api": ("directory", "755", 65532),
        "/etc/api/a": ("directory", "755", 65532),
        "/etc/api/a/app.yaml": ("file", "644", 65532),
    }


def test_nothing_changed_is_nothing_done_and_a_changed_file_is_noticed(project: Module) -> None:
    project.slimgo("build", "api")
    again = project.slimgo("build", "api")
    built = [line for line in again.lines if line.split()[0] in {"Built", "Files", "Image"}]
    assert len(built) == 3
    assert all("up to date" in line for line in built)
    project.write("conf/a/app.yaml", "a: 2\n")
    changed = project.slimgo("build", "api")
    files, image = (line for line in changed.lines if line.split()[0] in {"Files", "Image"})
    assert "up to date" not in files + image


def test_the_script_makes_the_same_image(project: Module) -> None:
    assert project.slimgo("build", "api").status == 0
    made = (project.path / "build/api.tar").read_bytes()
    script = project.slimgo("build", "api", "--dry").out
    for file in ("build/api.tar", "build/api/files.tar"):
        (project.path / file).unlink()
    subprocess.run(["sh", "-eu"], input=script, text=True, cwd=project.path, check=True)
    assert (project.path / "build/api.tar").read_bytes() == made


def test_each_runner_ships_its_part_and_the_parts_come_together(project: Module) -> None:
    for part in ("1/2", "2/2"):  # each on a runner of its own, whose build folder comes along
        done = project.slimgo("build", "--all", "--shard", part)
        assert done.status == 0, done.err
        (project.path / "build").rename(project.path / f"part{part[0]}")
    assert (project.path / "part1/api.tar").exists()
    assert not (project.path / "part1/tool.tar").exists()
    alone = project.slimgo("merge", "part1")
    assert alone.status == 1
    assert "✗ 1 of 2 programs ✗: tool: no result of these sources: slimgo build tool" in alone.err
    together = project.slimgo("merge", "part1", "part2")
    assert together.status == 0, together.out + together.err
    assert together.out.splitlines()[-1].startswith("2 programs")
    project.write("cmd/tool/main.go", TOOL.replace("c0", "c1"))
    stale = project.slimgo("merge", "part1", "part2")
    assert stale.status == 1
    assert "tool: no result of these sources: slimgo build tool" in stale.err


def test_what_was_not_shipped_cannot_be_explained(project: Module) -> None:
    done = project.slimgo("explain", "api")
    assert (done.status, done.out) == (1, "")
    assert "api was not shipped yet" in done.err


def test_one_that_fails_stops_no_other_and_is_red_in_the_end(project: Module) -> None:
    done = project.slimgo("build", "--all", "-X", "main.version=v2")
    assert (done.status, done.out) == (1, "build/api.tar\n")
    assert "✗ tool: build: runs ✗" in done.err
    assert "✗ 1 of 2 programs ✗: tool" in done.err
    assert project.slimgo("merge").status == 1


def test_a_first_file_builds_what_it_names(module: Make) -> None:
    server = module("server")
    done = server.slimgo("init")
    assert done.status == 0, done.err
    text = (server.path / "slimgo.toml").read_text()
    assert "port = 8080   # seen in cmd/server/main.go:" in text
    assert server.slimgo("init").status == 1
    assert (server.path / "slimgo.toml").read_text() == text
    built = server.slimgo("build", "--all", "--pack", "none")
    assert (built.status, built.out) == (0, "build/server.tar\n"), built.err


def test_own_variants_are_cells_of_the_matrix(project: Module) -> None:
    project.write("noxfile.py", 'from slimgo.doors.sessions import verify\n\nverify("api")\n')
    assert "verify(linux-amd64/no-http2)" in project.python("nox", "-l").out
    done = project.python("nox", "-s", "verify(linux-amd64/no-http2)")
    assert done.status == 0, done.out + done.err
    assert "-tags nethttpomithttp2" in done.out
    assert "GET /healthz 200" in done.out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("port = '8080'", "slimgo.toml: program.x.port is text\n  → write a whole number\n"),
        ("prot = 8080", "slimgo.toml: unknown setting program.x.prot\n  → write port\n"),
        ("files = [{ from = '../secret', to = '/x' }]", "is outside of the project"),
        ('labels = { a = "x\\ny" }', "label a: 'x\\ny' has several lines"),
        ("user = 'me'", "--user 'me' is no number"),
        ("values = { 'main.v' = '{comit}' }", "{comit} stands for nothing"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_made(
    module: Make, line: str, words: str
) -> None:
    server = module("server")
    (server.path.parent / "secret").write_text("x")
    server.write("slimgo.toml", f"[program.x]\npackage = './cmd/server'\n{line}\n")
    done = server.slimgo("build", "x")
    assert (done.status, done.out) == (1, "")
    assert words in done.err
    assert "Traceback" not in done.err
    assert not (server.path / "build/x.tar").exists()
