"""What the linker says of a program's C is told as advice, when it is linked and only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from slimgo.pipeline.steps.program import make_program
from slimgo.run.process import Completed, run
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]

SAID = "x: warning: Using 'getaddrinfo' in statically linked applications requires at runtime …"


@pytest.fixture
def linker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command prints the warning."""

    def warns(*words: Any) -> Completed:  # noqa: ANN401  as run takes them
        return replace(run(*words), stderr=SAID)

    monkeypatch.setattr("slimgo.pipeline.steps.program.run", warns)


@pytest.mark.usefixtures("linker")
def test_each_function_is_a_loud_line_and_the_linkers_words_are_not_shown(
    workshop: Opened,
) -> None:
    here = workshop()
    build, pack = here.binaries()
    assert make_program(here.project, build).failures == ()
    (note,) = here.notes()
    assert note.loud
    assert note.text.startswith("in an image from scratch getaddrinfo may find no host")
    assert "-tags netgo" in note.text  # which this one is built without
    assert make_program(here.project, pack).failures == ()
    make_program(here.project, build)
    assert here.notes() == [note]  # neither by what a packer says nor where nothing is built
