"""What a start without arguments says of how a program is to be asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slimgo.config.settings import Options
from slimgo.errors import BadInput
from slimgo.pipeline.ship import (
    HELP,
    Choices,
    discovered,
    packing_of,
    probe_of,
    ship_way,
    with_probe,
)
from slimgo.values.discovery import Discovery
from slimgo.values.probe import ANYTHING, CommandLine, Lives, Service, Unknown
from slimgo.values.program import Program, Source
from slimgo.values.question import Question
from slimgo.values.variant import Packing
from tests.unit.pipeline.workshop import Workshop

PROGRAM = Program(
    name="x", source=Source(folder=".", package="."), probe=Unknown(), tag="x", context="build/x"
)
ASKED = Choices(questions=(Question(path="/a", match="pattern"),))


def test_what_listens_is_a_service() -> None:
    seen = Discovery(status=None, ports=(8080,))
    assert probe_of(PROGRAM, seen, Choices()) == Service(port=8080, questions=(ANYTHING,))
    assert probe_of(PROGRAM, seen, ASKED) == Service(port=8080, questions=ASKED.questions)


def test_what_ends_is_a_command() -> None:
    seen = Discovery(status=2, words="usage")
    assert probe_of(PROGRAM, seen, Choices()) == CommandLine(arguments=HELP)
    with pytest.raises(BadInput, match="ends by itself, with status 2"):
        probe_of(PROGRAM, seen, ASKED)


def test_what_does_neither_lives() -> None:
    assert probe_of(PROGRAM, Discovery(status=None), Choices()) == Lives()
    with pytest.raises(BadInput, match="listens nowhere"):
        probe_of(PROGRAM, Discovery(status=None), ASKED)


def test_of_several_ports_one_is_to_be_named() -> None:
    with pytest.raises(BadInput, match="8080, 9090") as caught:
        probe_of(PROGRAM, Discovery(status=None, ports=(8080, 9090)), Choices())
    assert caught.value.cure == "choose one, as in --port 8080"


def test_gopack_packs_where_it_can_and_nothing_else_by_itself() -> None:
    assert packing_of("", "amd64", best=False) == Packing(packer="gopack")
    assert packing_of("", "riscv64", best=False) is None
    assert packing_of("none", "amd64", best=False) is None
    assert packing_of("upx", "riscv64", best=False) == Packing(packer="upx", flags=("-9",))
    assert packing_of("", "amd64", best=True) == Packing(packer="gopack", flags=("--best",))
    with pytest.raises(BadInput, match="does not pack for riscv64"):
        packing_of("gopack", "riscv64", best=False)
    with pytest.raises(BadInput, match="--best is for a packer"):
        packing_of("none", "amd64", best=True)


def test_where_nothing_can_be_isolated_no_question_is_dropped(
    workshop: Callable[[], Workshop],
) -> None:
    """The workshop has no isolation, so nothing can be found out there."""
    project = with_probe(workshop().project, Unknown())
    way = ship_way(None)
    options = Options(settings=project.settings)
    with pytest.raises(BadInput, match="where hello listens cannot be found out here"):
        discovered(project, way, options, ASKED)
    assert discovered(project, way, options, Choices()).program.probe == Lives()
