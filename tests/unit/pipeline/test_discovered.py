"""What a start without arguments says of how a program is to be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import BadInput, CheckFailed
from slimgo.pipeline.discovered import HELP, discovered, probe_of, with_probe
from slimgo.pipeline.project import Project
from slimgo.plan.ship import binary_steps
from slimgo.values.discovery import Discovery
from slimgo.values.event import Doing, StepStarted
from slimgo.values.probe import ANYTHING, CommandLine, Given, Lives, Service, Unknown
from slimgo.values.question import Question
from tests.unit.pipeline.running import GONE, LEVEL, FakeSandbox
from tests.unit.pipeline.workshop import Workshop

ASKED = Unknown(questions=(Question(path="/a", match="pattern"),))


def test_what_listens_is_a_service() -> None:
    seen = Discovery(status=None, ports=(8080,))
    assert probe_of("x", Unknown(), seen) == Service(port=8080, questions=(ANYTHING,))
    assert probe_of("x", ASKED, seen) == Service(port=8080, questions=ASKED.questions)


def test_what_ends_is_a_command() -> None:
    seen = Discovery(status=2, words="usage")
    assert probe_of("x", Unknown(), seen) == CommandLine(given=Given(arguments=HELP))
    with pytest.raises(BadInput) as caught:
        probe_of("x", ASKED, seen)
    assert caught.value.what == "x ends by itself, with status 2, and cannot be asked"
    assert caught.value.why == "usage"
    assert caught.value.cure == "leave --ask out, and say what it is to do: --run '--version'"


def test_what_does_neither_lives() -> None:
    assert probe_of("x", Unknown(), Discovery(status=None)) == Lives()
    with pytest.raises(BadInput) as caught:
        probe_of("x", ASKED, Discovery(status=None))
    assert caught.value.what == "x listens nowhere, and cannot be asked"
    assert caught.value.cure == "name its port, as in --port 8080"


def test_of_several_ports_one_is_to_be_named() -> None:
    with pytest.raises(BadInput) as caught:
        probe_of("x", Unknown(), Discovery(status=None, ports=(8080, 9090)))
    assert caught.value.what == "x listens at several ports: 8080, 9090"
    assert caught.value.cure == "choose one, as in --port 8080"


def test_where_nothing_can_be_isolated_no_question_is_dropped(
    workshop: Callable[[], Workshop],
) -> None:
    """The workshop has no isolation, so nothing can be found out there."""
    project = workshop().project
    (build,) = binary_steps(project.program, packing=None, target=project.target, host=project.host)
    with pytest.raises(BadInput) as caught:
        discovered(with_probe(project, ASKED), build)
    assert caught.value.what == "where hello listens cannot be found out here"
    assert caught.value.why == "no isolation in unit tests"
    assert caught.value.cure == "name its port, as in --port 8080"
    assert discovered(with_probe(project, Unknown()), build).program.probe == Lives()


@pytest.fixture
def here(workshop: Callable[[], Workshop], sandbox: FakeSandbox) -> Workshop:
    """Of its program nothing is known; it ends by itself with status 2."""
    here = workshop()
    here.isolates()
    here.asks(Unknown())
    sandbox.at_once, sandbox.status = True, 2
    return here


def found(here: Workshop) -> Project:
    (build,) = here.binaries(None)
    return discovered(here.project, build)


def test_what_is_known_is_not_started(here: Workshop, sandbox: FakeSandbox) -> None:
    here.asks(Lives())
    assert found(here) is here.project
    assert sandbox.started == []


def test_a_program_is_made_and_started_without_arguments(
    here: Workshop, sandbox: FakeSandbox
) -> None:
    assert found(here).program.probe == CommandLine(given=Given(arguments=HELP))
    (guest,) = sandbox.started
    assert (guest.argv, guest.port) == (("./program",), 0)
    assert sandbox.programs == [here.project.path("build/hello/hello").read_bytes()]
    assert StepStarted(number=1, name="build") in here.told
    assert here.told[-1] == Doing(text="starting it to see what it does")


def test_what_cannot_be_asked_is_called_by_its_name(here: Workshop) -> None:
    here.asks(ASKED)
    with pytest.raises(BadInput) as caught:
        found(here)
    assert caught.value.what.startswith("hello ends by itself, with status 2")


def test_a_service_is_told_to_the_image(
    here: Workshop, sandbox: FakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.at_once, sandbox.pid = False, GONE
    monkeypatch.setattr("slimgo.facts.discover.listening_ports", lambda _: (9090,))
    monkeypatch.setattr("slimgo.facts.discover._SETTLED_SECONDS", 0)
    here.asks(ASKED)
    program = found(here).program
    assert program.probe == Service(port=9090, questions=ASKED.questions)
    assert "EXPOSE 9090\n" in program.dockerfile


def test_what_a_program_does_is_remembered(here: Workshop, sandbox: FakeSandbox) -> None:
    first = found(here)
    here.told.clear()
    assert found(here).program == first.program
    assert len(sandbox.started) == 1
    assert here.told == []
    name = here.project.record_name("discovered.build")
    assert here.project.store.read(name)


def _edit(here: Workshop) -> None:
    here.project.path("main.go").write_text("package main // edited")
    here.project = replace(here.project, heard={})  # as in the next run


def _start_otherwise(here: Workshop) -> None:
    here.project = replace(here.project, level=replace(LEVEL, name="another"))


@pytest.mark.parametrize("change", [Workshop.rechecks, _edit, _start_otherwise])
def test_where_it_could_do_something_else_it_is_started_again(
    here: Workshop, sandbox: FakeSandbox, change: Callable[[Workshop], None]
) -> None:
    found(here)
    change(here)
    found(here)
    assert len(sandbox.started) == 2


def test_what_is_not_as_it_should_be_is_not_started(here: Workshop, sandbox: FakeSandbox) -> None:
    here.go.settings = (("GOARCH", "arm64"),)
    with pytest.raises(CheckFailed) as caught:
        found(here)
    assert caught.value.what == "build: build info ✗"
    assert caught.value.why.startswith("CGO_ENABLED is ")
    assert caught.value.cure.startswith("invoke clean")
    assert sandbox.started == []


def test_a_start_leaves_nothing_behind(here: Workshop) -> None:
    found(here)
    assert list(Path(here.project.store.parts).glob("root-*")) == []


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        (Discovery(status=0, words=""), CommandLine),
        (Discovery(status=None, ports=(80,), words=""), Service),
        (Discovery(status=None, words=""), Lives),
    ],
)
def test_what_a_program_is_given_stays_whatever_it_turns_out_to_be(
    seen: Discovery, kind: type
) -> None:
    given = Given(env=(("A", "b"),), stdin="x")
    found = probe_of("x", Unknown(given=given), seen)
    assert isinstance(found, kind)
    assert (found.given.env, found.given.stdin) == (given.env, given.stdin)
    named = Given(arguments=("serve",))
    assert probe_of("x", Unknown(given=named), seen).given == named
