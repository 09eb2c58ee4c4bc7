"""What a start without arguments says of how a program is to be asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slimgo.errors import BadInput
from slimgo.pipeline.discovered import HELP, discovered, probe_of, with_probe
from slimgo.plan.ship import binary_steps
from slimgo.values.discovery import Discovery
from slimgo.values.probe import ANYTHING, CommandLine, Lives, Service, Unknown
from slimgo.values.question import Question
from tests.unit.pipeline.workshop import Workshop

ASKED = Unknown(questions=(Question(path="/a", match="pattern"),))


def test_what_listens_is_a_service() -> None:
    seen = Discovery(status=None, ports=(8080,))
    assert probe_of("x", Unknown(), seen) == Service(port=8080, questions=(ANYTHING,))
    assert probe_of("x", ASKED, seen) == Service(port=8080, questions=ASKED.questions)


def test_what_ends_is_a_command() -> None:
    seen = Discovery(status=2, words="usage")
    assert probe_of("x", Unknown(), seen) == CommandLine(arguments=HELP)
    with pytest.raises(BadInput, match="ends by itself, with status 2"):
        probe_of("x", ASKED, seen)


def test_what_does_neither_lives() -> None:
    assert probe_of("x", Unknown(), Discovery(status=None)) == Lives()
    with pytest.raises(BadInput, match="listens nowhere"):
        probe_of("x", ASKED, Discovery(status=None))


def test_of_several_ports_one_is_to_be_named() -> None:
    with pytest.raises(BadInput, match="8080, 9090") as caught:
        probe_of("x", Unknown(), Discovery(status=None, ports=(8080, 9090)))
    assert caught.value.cure == "choose one, as in --port 8080"


def test_where_nothing_can_be_isolated_no_question_is_dropped(
    workshop: Callable[[], Workshop],
) -> None:
    """The workshop has no isolation, so nothing can be found out there."""
    project = workshop().project
    (build,) = binary_steps(project.program, packing=None, target=project.target, host=project.host)
    with pytest.raises(BadInput, match="where hello listens cannot be found out here"):
        discovered(with_probe(project, ASKED), build)
    assert discovered(with_probe(project, Unknown()), build).program.probe == Lives()
