"""An image that already exists: what it starts, as whom, and whether that works."""

from __future__ import annotations

import pytest

from slimgo.values.opened import Opened
from tests.unit.pipeline.looks import OPENS, Looker
from tests.unit.pipeline.running import LEVEL, FakeSandbox
from tests.unit.pipeline.tools import elf

PROGRAM = elf(b"in an image")


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
    assert result.binary.size_bytes == len(PROGRAM)
    assert looker.tars == [(tar, LEVEL, 0, ())]
    assert sandbox.started == []
    (watched,) = looker.watched
    assert (watched.program, watched.user) == (PROGRAM, (7, 8))
    assert watched.arguments == ("--first", "second")
    # and PATH, which the image has by default
    assert watched.environment.items() > {"A": "b=c", "D": ""}.items()
    assert (result.opened, result.isolation) == (OPENS, LEVEL.name)


def test_its_port_and_its_arguments_are_given_to_it(looker: Looker, sandbox: FakeSandbox) -> None:
    tar = looker.image("COPY program /", 'ENTRYPOINT ["/program"]')
    looker.look("image.tar", run="--version")
    sandbox.at_once = False
    looker.look("image.tar", port=8080)
    assert looker.tars == [(tar, LEVEL, 0, ("--version",)), (tar, LEVEL, 8080, ())]


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


def test_what_it_does_is_found_out_by_its_own_name(looker: Looker) -> None:
    looker.image("COPY program /a/b/server", 'ENTRYPOINT ["/a/b/server"]')
    looker.look("image.tar", ask=None)
    assert [arguments for _, _, _, arguments in looker.tars] == [(), ("--help",)]
