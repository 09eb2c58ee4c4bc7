"""What is asked of `slimgo build`, as values."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.config.order import Order, order
from slimgo.errors import BadInput
from slimgo.values.probe import CommandLine, Given, Service, Unknown
from slimgo.values.question import Question

HERE = Path("/somewhere")


def asked(*packages: str, ambient: dict[str, str] | None = None, **words: object) -> Order:
    return order(words, ambient or {}, packages=packages, here=HERE)


def test_nothing_said_is_nothing_known() -> None:
    wanted = asked()
    assert (wanted.packages, wanted.here, wanted.probe) == ((), HERE, Unknown())
    assert not wanted.best


def test_packages_keep_their_order_and_empty_ones_go() -> None:
    assert asked("./b", "", "./a").packages == ("./b", "./a")


def test_how_it_is_asked_becomes_a_probe() -> None:
    questions = (Question(path="/a", answer="b", match="trimmed"),)
    assert asked(port=8080, ask=("/a=b",)).probe == Service(port=8080, questions=questions)
    assert asked(ask=("/a=b",)).probe == Unknown(questions=questions)
    assert asked(run="--x y", says="z").probe == CommandLine(
        given=Given(arguments=("--x", "y")), says="z"
    )


def test_no_arguments_are_another_thing_than_none_said() -> None:
    assert asked(run="").probe == CommandLine()
    assert asked(run=None).probe == Unknown()
    with pytest.raises(BadInput, match="--says goes with --run"):
        asked(says="")


def test_packing_smaller_is_asked_for_by_a_flag() -> None:
    assert asked(best=True).best
    assert not asked(recheck=True).best


def test_the_environment_says_what_nobody_typed() -> None:
    wanted = asked(ambient={"SLIMGO_TAG": "mine", "SLIMGO_PORT": "1"})
    assert wanted.chosen.text("tag") == "mine"
    # which port is a program's own thing
    assert wanted.probe == Unknown()


def test_what_is_not_of_a_program_is_left_alone() -> None:
    assert asked(form="json", dry=True).chosen.flags == frozenset()
