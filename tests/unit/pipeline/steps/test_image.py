"""An image gets its name last, and keeps it only while it is what was checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import BadInput, CheckFailed
from slimgo.values.probe import Service
from slimgo.values.question import Question
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]


def test_an_image_that_passed_gets_its_name_last(workshop: Opened) -> None:
    here = workshop()
    result = here.walk()
    assert [step.failures for step in result.steps] == [(), (), ()]
    assert here.engine.done == ["build hello-unchecked", "start hello-unchecked", "publish hello"]
    assert here.engine.running.asked == ["/"]


def test_what_is_as_it_was_is_neither_built_nor_run(workshop: Opened) -> None:
    workshop().walk()
    here = workshop()
    assert all(step.up_to_date for step in here.walk().steps)
    assert here.engine.done == []


def test_a_changed_program_is_built_and_run_anew(workshop: Opened) -> None:
    here = workshop()
    here.walk()
    here.project.path("program").write_bytes(b"\x7fELF2")
    assert not any(step.up_to_date for step in workshop().walk().steps[:2])


def test_an_image_that_was_changed_behind_our_back_is_built_anew(workshop: Opened) -> None:
    here = workshop()
    here.walk()
    with (here.engine.folder / "hello.tar").open("ab") as tar:
        tar.write(b"\0")
    here = workshop()
    here.walk()
    assert "build hello-unchecked" in here.engine.done


def test_an_image_that_answers_wrongly_gets_no_name(workshop: Opened) -> None:
    here = workshop()
    here.engine.running.words = "goodbye"
    with pytest.raises(CheckFailed, match="run: runs"):
        here.walk()
    assert here.engine.done[-1] == "discard hello-unchecked"
    assert list(here.engine.folder.iterdir()) == []
    assert here.saved[-1].steps[-1].failures


def test_the_size_verdict_is_taken_before_the_tag(workshop: Opened) -> None:
    """An engine that counts other bytes than the image's files hold names nothing."""
    here = workshop()
    here.engine.size_bytes = 1
    with pytest.raises(CheckFailed, match="the binary's size"):
        here.walk()
    assert "publish hello" not in here.engine.done
    assert list(here.engine.folder.iterdir()) == []


def test_a_failure_is_not_remembered(workshop: Opened) -> None:
    here = workshop()
    here.engine.running.status = 1
    here = workshop()
    here.engine.running.words = "goodbye"
    with pytest.raises(CheckFailed):
        here.walk()
    here = workshop()
    here.walk()
    assert here.engine.done[0] == "build hello-unchecked"


def test_another_question_is_asked_though_the_image_is_the_same(workshop: Opened) -> None:
    workshop().walk()
    here = workshop()
    asked = here.project.program.probe
    assert isinstance(asked, Service)
    probe = replace(asked, questions=(Question(path="/else", answer="hello"),))
    program = replace(here.project.program, probes=(probe,))
    settings = replace(here.project.settings, program=program)
    here.project = replace(here.project, settings=settings)
    here.walk()
    assert here.engine.done == ["start hello"]
    assert here.engine.running.asked == ["/else"]


def test_another_version_of_the_engine_checks_again(workshop: Opened) -> None:
    workshop().walk()
    here = workshop()
    here.engine.version = "2"
    here.walk()
    assert here.engine.done == ["build hello-unchecked", "start hello-unchecked", "publish hello"]


def test_an_earlier_green_result_does_not_outlive_a_failure(workshop: Opened) -> None:
    workshop().walk()
    here = workshop()
    here.project.path("Dockerfile").write_text("FROM scratch\nRUN true\n")
    with pytest.raises(BadInput):
        here.walk()
    assert here.saved[-1].steps == ()


def test_nothing_is_left_of_an_interrupted_build(
    workshop: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = workshop()

    def interrupted(*_: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(here.engine, "archive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        here.walk()
    assert here.engine.done[-1] == "discard hello-unchecked"
    assert list(here.engine.folder.iterdir()) == []
