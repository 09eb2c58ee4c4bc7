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
    assert (wanted.words, wanted.here, wanted.of().probes[0]) == ((), HERE, Unknown())
    assert not wanted.of().best


def test_packages_keep_their_order_and_empty_ones_go() -> None:
    assert asked("./b", "", "./a").words == ("./b", "./a")


def test_how_it_is_asked_becomes_a_probe() -> None:
    questions = (Question(path="/a", answer="b", match="trimmed"),)
    assert asked(port=8080, ask=("/a=b",)).of().probes[0] == Service(port=8080, questions=questions)
    assert asked(ask=("/a=b",)).of().probes[0] == Unknown(questions=questions)
    assert asked(run="--x y", says="z").of().probes[0] == CommandLine(
        given=Given(arguments=("--x", "y")), says="z"
    )


def test_no_arguments_are_another_thing_than_none_said() -> None:
    assert asked(run="").of().probes[0] == CommandLine()
    assert asked(run=None).of().probes[0] == Unknown()
    with pytest.raises(BadInput, match="--says goes with --run"):
        asked(says="x").of()


def test_packing_smaller_is_asked_for_by_a_flag() -> None:
    assert asked(best=True).of().best
    assert not asked(recheck=True).of().best


def test_the_environment_says_what_nobody_typed() -> None:
    wanted = asked(ambient={"SLIMGO_TAG": "mine", "SLIMGO_PORT": "1"})
    assert wanted.of().chosen.list("tag") == ("mine",)
    # which port is a program's own thing
    assert wanted.of().probes[0] == Unknown()


def test_what_is_not_of_a_program_is_left_alone() -> None:
    assert asked(form="json", dry=True).of().chosen.flags == frozenset()
