"""An image that others made, shrunk: what is kept, what goes, and that it answers as before."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import subprocess
import tarfile

import pytest

from slimgo.oci.read import read_image
from slimgo.values.image import HealthCheck
from tests.doors.images import Layer
from tests.doors.shrinking import (
    ASK,
    MADE,
    PLAIN,
    facts,
    here,
    original,
    program,
    shrink,
)
from tests.integration.doors.module import Module

__all__ = ["here", "program"]


def test_the_smaller_image_answers_as_before_and_keeps_all_that_its_config_says(
    here: Module, program: bytes
) -> None:
    tar = original(here, program)
    before = tar.read_bytes()
    childs = ("/child=hello: the child's", "/self=hello: the child's")
    asked = ("--ask", "/zone", *(word for each in childs for word in ("--ask", each)))
    done = shrink(here, "web.tar", *ASK, *asked, "--format", "json")
    assert done.status == 0, done.err
    assert tar.read_bytes() == before
    made, was = facts(here), read_image(tar)
    assert made.tags == ("web:1.2-slim",)
    assert made.config == was.config
    assert made.config.health_check == HealthCheck(
        test=("CMD", "/srv/pages/server", "child"), interval_ns=30_000_000_000
    )
    assert {
        file.path: (file.kind, file.link) for file in made.files if file.kind != "directory"
    } == {
        "/etc/group": ("file", ""),
        "/etc/pages.conf": ("symlink", "../srv/pages/conf"),
        "/etc/passwd": ("file", ""),
        "/srv/pages/conf": ("file", ""),
        "/srv/pages/pages/one.html": ("file", ""),
        "/srv/pages/server": ("file", ""),
        "/usr/bin/tool": ("file", ""),
        "/usr/local/bin/pages": ("symlink", "/srv/pages/server"),
        "/usr/share/child.txt": ("file", ""),
        "/usr/share/zoneinfo/Europe/Berlin": ("file", ""),
    }
    folders = {file.path: (file.mode, file.uid) for file in made.files if file.kind == "directory"}
    assert folders["/srv/pages"] == (0o750, 1000)
    assert folders["/home/web"] == (0o755, 1000)
    assert folders["/tmp"] == (0o1777, 0)  # noqa: S108  the image's
    result = json.loads(done.out)
    verdicts = {each["check"]: each for step in result["steps"] for each in step["verdicts"]}
    assert verdicts["answers as before"]["status"] == "pass"
    assert verdicts["answers alike"]["status"] == "pass"
    assert not [each for each in verdicts.values() if each["status"] == "fail"]
    told = result["shrunk"]
    assert told["own_gone"] == [
        "/srv/pages/README.md", "/srv/pages/pages/three.html", "/srv/pages/pages/two.html"
    ]  # fmt: skip
    assert told["made_pull_bytes"] < told["own_pull_bytes"] < told["pull_bytes"]
    sizes = {step["name"]: step["artifact"]["size_bytes"] for step in result["steps"][:3]}
    assert sizes["pack"] < sizes["build"] / 2


def test_with_nothing_changed_nothing_is_done_again(here: Module, program: bytes) -> None:
    original(here, program)
    assert shrink(here, "web.tar", *ASK, *PLAIN).status == 0
    again = shrink(here, "web.tar", *ASK, *PLAIN)
    done = [line for line in again.lines if line.split()[0] in {"Took", "Files", "Image", "Proved"}]
    assert len(done) == 5
    assert all("up to date" in line for line in done), again.err
    assert again.out.split() == [MADE]
    told = here.slimgo("explain", "web.tar")
    assert told.status == 0, told.err
    assert "  /srv/pages/pages/one.html   3 B   opened\n" in told.out
    assert "  /usr/lib   1 file, 90.0 kB: no probe came to them\n" in told.out
    assert "its own Dockerfile put it there, and no probe came to it" in told.out


def test_links_whose_end_is_made_elsewhere_and_folders_to_write_in_are_kept(
    here: Module, program: bytes
) -> None:
    more = Layer().link("srv/pages/pages/log.html", "/dev/stdout").folder("var/cache/pages")
    more.link("srv/pages/pages/mounted.html", "/config/mounted.html")
    original(here, program, more)
    asked = ("--ask", "/list=hello: log.html mounted.html one.html three.html two.html")
    done = shrink(here, "web.tar", *ASK, *PLAIN, *asked)
    assert done.status == 0, done.err
    links = {file.path: file.link for file in facts(here).files if file.kind == "symlink"}
    assert links["/srv/pages/pages/log.html"] == "/dev/stdout"
    assert links["/srv/pages/pages/mounted.html"] == "/config/mounted.html"


def test_a_folder_that_it_lists_is_kept_whole(here: Module, program: bytes) -> None:
    original(here, program)
    done = shrink(
        here, "web.tar", *ASK, *PLAIN, "--ask", "/list=hello: one.html three.html two.html"
    )
    assert done.status == 0, done.err
    there = {file.path for file in facts(here).files}
    assert {f"/srv/pages/pages/{name}.html" for name in ("one", "two", "three")} < there
    assert "/srv/pages/README.md" not in there
    assert "! of its own layers /srv/pages/README.md, /usr/bin/tool go, for its probes" in done.err


@pytest.mark.parametrize(("folder", "kept"), [("/made/later", "/made/later"), ("/w", "/srv/pages")])
def test_a_working_folder_may_not_be_there_yet_or_be_a_link(
    here: Module, program: bytes, folder: str, kept: str
) -> None:
    original(here, program, Layer().link("w", "srv/pages"), WorkingDir=folder)
    asked = ("--port", "8080", "--ask", "/zone=hello: Europe/Berlin")
    done = shrink(here, "web.tar", *asked, *PLAIN)
    assert done.status == 0, done.err
    assert facts(here).config.working_dir == kept


def test_what_is_asked_for_is_kept_with_all_that_is_in_it(here: Module, program: bytes) -> None:
    original(here, program)
    done = shrink(here, "web.tar", *ASK, *PLAIN, "--keep", "/srv/pages/pages", "--keep", "/bin/sh")
    assert done.status == 0, done.err
    there = {file.path for file in facts(here).files}
    assert {"/srv/pages/pages/two.html", "/usr/bin/sh"} < there
    missing = shrink(here, "web.tar", *ASK, "--keep", "/not/there")
    assert (missing.status, missing.err.splitlines()) == (
        1, ["✗ --keep /not/there: web.tar has no such file", "  → leave it out"]
    )  # fmt: skip


def test_without_an_entrypoint_the_command_stays_a_command(here: Module, program: bytes) -> None:
    original(here, program, Entrypoint=None, Cmd=["/usr/local/bin/pages"], Healthcheck=None)
    done = shrink(here, "web.tar", *ASK, *PLAIN)
    assert done.status == 0, done.err
    config = facts(here).config
    assert (config.entrypoint, config.cmd) == ((), ("/usr/local/bin/pages",))
    run = shrink(here, "web.tar", "--run", "child", "--says", "^the child's$", *PLAIN)
    assert run.status == 0, run.err


def test_what_answers_differently_afterwards_gets_no_tag(here: Module, program: bytes) -> None:
    """Its first probe never lists the folder; a later start does, and finds less."""
    original(here, program)
    flags = (*ASK, *PLAIN)
    assert shrink(here, "web.tar", *flags).status == 0
    for tar in (here.path / "build").glob("web*.tar"):
        tar.unlink()
    kept = here.path / "build/server/files.mtree"
    assert "one.html" in kept.read_text()
    # what was seen is remembered: as if the image had been watched badly
    (record,) = (here.path / "build/.slimgo").rglob("watched.original*")
    record.write_text(record.read_text().replace("one.html", "two.html"))
    done = shrink(here, "web.tar", *flags)
    assert done.status == 1, done.err
    assert "runs ✗" in done.err
    assert not list((here.path / "build").glob("web*.tar"))


def test_a_health_check_can_be_left_out(here: Module, program: bytes) -> None:
    original(here, program, Healthcheck={"Test": ["CMD-SHELL", "curl -f http://x"]})
    done = shrink(here, "web.tar", *ASK, *PLAIN, "--no-health-check")
    assert done.status == 0, done.err
    assert facts(here).config.health_check is None


def test_the_script_makes_the_same_image(here: Module, program: bytes) -> None:
    original(here, program)
    dry = shrink(here, "web.tar", *ASK, *PLAIN, "--dry")
    assert dry.status == 0, dry.err
    assert "Keeps" in dry.err
    assert "Drops" in dry.err
    assert not (here.path / "build").exists()
    (here.path / "script").write_text(dry.out)
    subprocess.run(["sh", "-eu", "script"], cwd=here.path, check=True, capture_output=True)
    scripted = (here.path / MADE).read_bytes()
    shutil.rmtree(here.path / "build")
    assert shrink(here, "web.tar", *ASK, *PLAIN).status == 0
    again = (here.path / MADE).read_bytes()
    assert hashlib.sha256(again).digest() == hashlib.sha256(scripted).digest()


def test_a_layout_in_a_folder_is_an_image_too(here: Module, program: bytes) -> None:
    original(here, program)
    first = shrink(here, "web.tar", *ASK, *PLAIN, "--tag", "theirs:1")
    assert first.status == 0, first.err
    with tarfile.open(here.path / "build/theirs%3A1.tar") as tar:
        tar.extractall(here.path / "layout", filter="data")
    done = shrink(here, "layout", *ASK, *PLAIN)
    assert done.status == 0, done.err
    assert facts(here, "theirs:1-slim").layers
    assert (here.path / "build/server.original.tar").is_file()


def test_a_settings_file_may_name_the_image_and_ask_more(here: Module, program: bytes) -> None:
    original(here, program)
    here.write(
        "slimgo.toml",
        """
[program.web]
image = "web.tar"
keep = ["/srv/pages/README.md"]
pack = "none"
tag = "small:1"
port = 8080

[[program.web.probe]]
kind = "http"
path = "/page/two"
body = "hello: two\\n"
""",
    )
    done = shrink(here, "web")
    assert done.status == 0, done.err
    there = {file.path for file in facts(here, "small:1").files}
    assert {"/srv/pages/README.md", "/srv/pages/pages/two.html"} < there
    refused = here.slimgo("build", "web")
    assert refused.status == 1
    assert refused.err.splitlines()[-1].endswith("slimgo shrink web")


def test_modes_of_what_is_taken_out_do_not_keep_it_from_being_read(
    here: Module, program: bytes
) -> None:
    original(here, program)
    assert shrink(here, "web.tar", *ASK, *PLAIN).status == 0
    taken = here.path / "build/server.original/srv/pages/conf"
    assert stat.S_IMODE(taken.stat().st_mode) & 0o444
