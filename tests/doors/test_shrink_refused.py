"""Images that cannot be shrunk, or mean harm: one clear line, and nothing is made or touched."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors.images import Layer, saved
from tests.doors.shrinking import (
    ASK,
    CONFIG,
    PLAIN,
    facts,
    here,
    original,
    own,
    program,
    shrink,
)
from tests.integration.doors.module import Module

__all__ = ["here", "program"]


def test_a_shell_as_entrypoint_is_refused_with_the_words_that_help(
    here: Module, program: bytes
) -> None:
    line = "pages --verbose"
    original(here, program, Entrypoint=["/bin/sh", "-c"], Cmd=[line], Healthcheck=None)
    done = shrink(here, "web.tar", *ASK, *PLAIN)
    assert done.status == 1
    assert done.err.splitlines()[0].startswith("✗ web.tar starts /usr/bin/sh, which is no program")
    cure = done.err.splitlines()[-1]
    assert cure == "  → name the program that it starts: --entrypoint 'pages --verbose'"
    again = shrink(here, "web.tar", *ASK, *PLAIN, "--entrypoint", line)
    assert again.status == 0, again.err
    assert facts(here).config.entrypoint == ("pages", "--verbose")


@pytest.mark.parametrize(
    ("config", "first"),
    [
        (
            {"Healthcheck": {"Test": ["CMD-SHELL", "curl -f http://x"]}},
            "✗ the health check of web.tar needs a shell: curl -f http://x",
        ),
        (
            {"Labels": {"a": "one\ntwo"}},
            "✗ label 'a' of web.tar is what no Dockerfile can say: 'one\\ntwo'",
        ),
        (
            {"Env": ["PATH=/bin", "A=one\ntwo"]},
            "✗ the variable 'A' of web.tar is what no Dockerfile can say: 'one\\ntwo'",
        ),
        (
            {"User": "nobody-here"},
            "✗ web.tar starts nothing: the image's user 'nobody-here' is a name that its",
        ),
        ({"Entrypoint": ["/etc/passwd"]}, "✗ web.tar starts /etc/passwd, which is no program"),
        ({"Entrypoint": ["/not/there"]}, "✗ web.tar starts nothing"),
        ({"Entrypoint": None, "Cmd": None}, "✗ web.tar starts nothing"),
    ],
    ids=range(7),
)
def test_what_cannot_be_kept_is_one_clear_line_and_makes_nothing(
    here: Module, program: bytes, config: dict[str, Any], first: str
) -> None:
    original(here, program, **config)
    done = shrink(here, "web.tar", *ASK, *PLAIN)
    assert done.status == 1
    assert done.err.splitlines()[0].startswith(first), done.err
    assert not (here.path / "build").exists()


def test_an_image_of_another_platform_is_refused(here: Module, program: bytes) -> None:
    saved(here.path / "web.tar", own(program), architecture="arm64", config=CONFIG)
    done = shrink(here, "web.tar", *ASK)
    assert done.status == 1
    assert done.err.startswith("✗ web.tar is for linux/arm64, and this machine is linux/amd64")


def test_a_broken_or_hostile_image_is_one_clear_line(here: Module, program: bytes) -> None:
    whole = original(here, program).read_bytes()
    (here.path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    for name in ("../../escaped", "a/../../escaped"):
        saved(here.path / "up.tar", own(program).file(name), config=CONFIG)
        done = shrink(here, "up.tar", *ASK)
        assert (done.status, len(done.err.splitlines())) == (1, 1), done.err
        assert "leads out of the image" in done.err
    done = shrink(here, "cut.tar", *ASK)
    assert (done.status, "it is cut off" in done.err) == (1, True), done.err
    (here.path / "folder").mkdir()
    assert "no image layout" in shrink(here, "folder", *ASK).err
    assert "there is no file and no image nothing" in shrink(here, "nothing", *ASK).err
    assert not (here.path / "build").exists()


def test_names_in_an_image_say_nothing_to_a_builder_or_a_terminal(
    here: Module, program: bytes
) -> None:
    """A comment that lists files ends with its line: what stands behind it would be run."""
    name = "srv/pages/pages/x\nRUN id \x1b[2J"
    original(here, program, Layer().file(name).link("srv/pages/pages/y", "z\nFROM other\nRUN id"))
    done = shrink(here, "web.tar", *ASK, *PLAIN, "--ask", "/list", "--keep", "/srv/pages/pages")
    assert done.status == 0, done.err
    assert "\x1b" not in done.err
    dockerfile = (here.path / "build/server/Dockerfile").read_text()
    assert not [line for line in dockerfile.splitlines() if line.startswith(("RUN", "FROM other"))]
    assert f"/{name}" in {file.path for file in facts(here).files}


def test_links_that_lead_out_of_the_image_touch_nothing_of_this_machine(
    here: Module, program: bytes
) -> None:
    outside = here.path / "outside"
    outside.mkdir()
    hostile = Layer().link("etc/resolv.conf", str(outside / "resolv.conf"))
    hostile.link("etc/hosts", str(outside / "hosts")).link("data", str(outside))
    hostile.file("data/planted", b"planted")
    original(here, program, hostile)
    done = shrink(here, "web.tar", *ASK, *PLAIN)
    assert done.status == 0, done.err
    assert not list(outside.iterdir())


def test_one_that_goes_into_the_background_ends_its_container_and_is_told(
    here: Module, program: bytes
) -> None:
    original(here, program, Cmd=["daemon"], Healthcheck=None)
    done = shrink(here, "web.tar", *ASK, *PLAIN)
    assert done.status == 1
    assert done.err.splitlines()[0].startswith("✗ web.tar itself: runs ✗"), done.err
    assert "status 0" in done.err


def test_thirty_thousand_files_of_which_it_opens_ten_thousand(here: Module, program: bytes) -> None:
    many = Layer()
    for number in range(30_000):
        many.file(f"srv/many/{number}", b"%d" % number)
    original(here, program, many)
    done = shrink(here, "web.tar", "--port", "8080", "--ask", "/many=hello: 38890", *PLAIN)
    assert done.status == 0, done.err
    kept = [file for file in facts(here).files if file.path.startswith("/srv/many/")]
    assert len(kept) == 10_000
