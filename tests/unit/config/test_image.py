"""What an image is to be, from what was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slimgo.config.image import image_choices
from slimgo.config.keywords import OF_A_BUILD
from slimgo.config.read import read
from slimgo.errors import BadInput
from slimgo.values.program import ImageChoices


def made(tmp_path: Path, labels: tuple[tuple[str, str], ...] = (), **asked: object) -> ImageChoices:
    chosen = read(OF_A_BUILD, asked, {})
    return image_choices(
        chosen, name="server", labels=labels, tags=(), typed_from=tmp_path, project=tmp_path
    )


def refusal(tmp_path: Path, **asked: Any) -> BadInput:  # noqa: ANN401  any option
    with pytest.raises(BadInput) as caught:
        made(tmp_path, **asked)
    return caught.value


def test_nothing_said_is_nothing_chosen(tmp_path: Path) -> None:
    assert made(tmp_path) == ImageChoices(needs=("auto",))


def test_everything_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    found = made(
        tmp_path,
        (("x.y", "a b"),),
        user="1:2",
        workdir="/srv/",
        entrypoint="/bin/server --quiet",
        arguments="serve '--name=a b'",
        env=("A=1", "B=x=y"),
        expose=("8443", "53/udp"),
        file=("a:/etc/a",),
        volume=("/data", "/data/"),
    )
    assert found.labels == (("x.y", "a b"),)
    assert (found.user, found.workdir) == ("1:2", "/srv")
    assert found.entrypoint == ("/bin/server", "--quiet")
    assert found.arguments == ("serve", "--name=a b")
    assert found.env == (("A", "1"), ("B", "x=y"))
    assert found.ports == ("8443/tcp", "53/udp")
    assert found.volumes == ("/data",)
    # the folders belong to its user
    assert [(each.path, each.uid, each.gid) for each in found.extras] == [
        ("/data", 1, 2),
        ("/etc", 0, 0),
        ("/etc/a", 0, 0),
        ("/srv", 1, 2),
    ]


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"user": "me"}, "--user 'me' is no number"),
        ({"workdir": "work"}, "--workdir 'work' is no absolute path"),
        ({"entrypoint": "server"}, "--entrypoint 'server' is no absolute path"),
        ({"entrypoint": "'"}, '--entrypoint "\'" cannot be split'),
        ({"env": ("A",)}, "--env 'A' is not NAME=VALUE"),
        ({"env": {"A": "x\ny"}}, "variable A: 'x\\ny' has several lines"),
        ({"env": {"A B": "x"}}, "a variable cannot be called 'A B'"),
        ({"expose": ("0",)}, "--expose '0' is no port"),
        ({"expose": ("65536",)}, "--expose '65536' is no port"),
        ({"expose": ("80/http",)}, "--expose '80/http' is no port"),
        ({"volume": ("/",)}, "--volume / is the whole image"),
        ({"needs": "certificate"}, "there is no need 'certificate'"),
        ({"needs": "none,zones"}, "--needs none excludes others"),
        ({"file": ("a:/server",)}, "the file a: there is no a in"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(tmp_path: Path, asked: dict[str, Any], what: str) -> None:
    assert refusal(tmp_path, **asked).what.startswith(what)


@pytest.mark.parametrize("pair", [("a", "x\ny"), ("a b", "x"), ("", "x"), ("a$", "x")])
def test_a_label_that_no_line_can_hold_is_refused(tmp_path: Path, pair: tuple[str, str]) -> None:
    with pytest.raises(BadInput):
        made(tmp_path, (pair,))


def test_the_programs_place_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    assert refusal(tmp_path, file=("a:/server",)).what == "/server is the program itself"
    moved = refusal(tmp_path, file=("a:/x",), entrypoint="/x -q")
    assert moved.what == "/x is the program itself"
    assert made(tmp_path, file=("a:/server",), entrypoint="/x").extras
