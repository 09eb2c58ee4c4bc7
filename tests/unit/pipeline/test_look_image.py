"""An image that already exists: what it starts, as whom, and whether that works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.errors import BadInput
from slimgo.oci.read import read_image
from slimgo.pipeline import look as looking
from slimgo.values.opened import Opened
from slimgo.values.probe import Given
from slimgo.values.start import Start
from tests.unit.pipeline.looks import OPENS, STATIC, Looker, dynamic
from tests.unit.pipeline.running import LEVEL, FakeSandbox

LOADER = "/lib64/ld-linux-x86-64.so.2"


def test_an_images_program_is_started_as_the_image_says(
    looker: Looker, sandbox: FakeSandbox
) -> None:
    tar = looker.image(
        "ENV A=b=c D=",
        "COPY program /bin/program",
        "USER 7:8",
        'ENTRYPOINT ["/bin/program", "--first"]',
        'CMD ["second"]',
    )
    result = looker.look("image.tar")
    assert (result.program, result.user) == ("/bin/program", "7:8")
    assert result.image
    assert result.image.config.cmd == ("second",)
    assert result.binary.size_bytes == len(STATIC)
    assert looker.tars == [(tar, LEVEL, Start())]
    assert sandbox.started == []
    (watched,) = looker.watched
    assert (watched.program, watched.mode, watched.user) == (STATIC, 0o755, (7, 8))
    assert watched.arguments == ("--first", "second")
    # and PATH, which the image has by default
    assert watched.environment.items() > {"A": "b=c", "D": ""}.items()
    assert (result.opened, result.isolation) == (OPENS, LEVEL.name)


def test_its_port_and_its_arguments_are_given_to_it(looker: Looker, sandbox: FakeSandbox) -> None:
    tar = looker.image("COPY program /", 'ENTRYPOINT ["/program"]')
    looker.look("image.tar", run="--version")
    sandbox.at_once = False
    looker.look("image.tar", port=8080)
    asked = Start(given=Given(arguments=("--version",)))
    assert looker.tars == [(tar, LEVEL, asked), (tar, LEVEL, Start(port=8080))]


def test_who_may_start_it_is_checked(looker: Looker) -> None:
    looker.image("COPY program /", "USER 7", 'ENTRYPOINT ["/program"]')
    result = looker.look("image.tar")
    assert [(each.check, each.status) for each in result.verdicts] == [
        ("static", "pass"),
        ("user 7:0 may run it", "pass"),
        ("runs", "pass"),
        ("leaves nothing", "pass"),
    ]


def test_what_its_user_may_not_execute_is_not_started(looker: Looker) -> None:
    looker.image("COPY --chmod=0600 program /", "USER 7", 'ENTRYPOINT ["/program"]')
    result = looker.look("image.tar")
    assert [(each.check, each.status) for each in result.verdicts] == [
        ("static", "pass"),
        ("user 7:0 may run it", "fail"),
    ]
    assert result.opened == Opened(lacks="it was not started")
    assert (result.isolation, looker.tars, looker.watched) == ("", [], [])


@pytest.mark.parametrize(("user", "seen"), [("", "0:0"), ("USER 65532:65532", "65532:65532")])
def test_an_images_user_is_whom_it_is_started_as(looker: Looker, user: str, seen: str) -> None:
    looker.image("COPY program /", user, 'ENTRYPOINT ["/program"]')
    assert looker.look("image.tar").user == seen


@pytest.mark.parametrize(("user", "seen"), [("7", "7:8"), ("web", "7:8"), ("web:tools", "7:9")])
def test_an_images_user_is_looked_up_in_its_own_files(
    looker: Looker, monkeypatch: pytest.MonkeyPatch, user: str, seen: str
) -> None:
    entry = 'ENTRYPOINT ["/program"]'
    facts = read_image(looker.image("COPY program /", "COPY passwd group /etc/", entry))
    # the built-in engine itself makes no image with a user's name
    named = replace(facts, config=replace(facts.config, user=user))
    monkeypatch.setattr(looking, "read_image", lambda _: named)
    assert looker.look("image.tar").user == seen


@pytest.mark.parametrize(
    ("copied", "check", "status"),
    [(LOADER, "dynamic", "pass"), ("/other", "static", "fail")],
)
def test_a_dynamic_program_needs_its_interpreter_in_the_image(
    looker: Looker, copied: str, check: str, status: str
) -> None:
    lines = ("COPY program /", f"COPY group {copied}", 'ENTRYPOINT ["/program"]')
    looker.image(*lines, program=dynamic(LOADER))
    first = looker.look("image.tar").verdicts[0]
    assert (first.check, first.status) == (check, status)


def test_what_cannot_be_asked_is_called_by_its_own_name(looker: Looker) -> None:
    looker.image("COPY program /a/b/server", 'ENTRYPOINT ["/a/b/server"]')
    with pytest.raises(BadInput) as caught:
        looker.look("image.tar", ask=("/a",))
    assert caught.value.what.startswith("server ends by itself, with status 0")


def test_what_it_does_is_found_out(looker: Looker) -> None:
    looker.image("COPY program /a/b/server", 'ENTRYPOINT ["/a/b/server"]')
    looker.look("image.tar", ask=None)
    assert [how.given.arguments for _, _, how in looker.tars] == [(), ("--help",)]
