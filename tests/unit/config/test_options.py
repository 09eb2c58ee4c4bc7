"""The one table of what can be chosen."""

from __future__ import annotations

import pytest

from slimgo.config.option import Option
from slimgo.config.options import OPTIONS, options
from slimgo.plan.engines import ENGINES
from slimgo.plan.packers import PACKERS


@pytest.mark.parametrize(
    ("option", "flags"),
    [
        (Option(name="port", help=""), ("--port",)),
        (Option(name="read_only", help=""), ("--read-only",)),
        (Option(name="form", help="", typed=("--format",)), ("--format",)),
        (OPTIONS["verbose"], ("-v", "--verbose")),
        (OPTIONS["values"], ("-X",)),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_option_is_typed_by_its_name_or_otherwise(
    option: Option, flags: tuple[str, ...]
) -> None:
    assert option.flags == flags


def test_options_are_asked_for_by_name_and_keep_that_order() -> None:
    assert [each.name for each in options("tag", "port")] == ["tag", "port"]
    assert options() == ()
    with pytest.raises(KeyError):
        options("none")


def test_every_packer_and_every_engine_can_be_chosen() -> None:
    assert set(OPTIONS["pack"].choices()) == {*PACKERS, "none"}
    assert set(OPTIONS["engine"].choices()) == {*ENGINES}


@pytest.mark.parametrize("option", OPTIONS.values(), ids=list(OPTIONS))
def test_each_option_says_what_it_is(option: Option) -> None:
    assert option.help
    assert not option.help.endswith(".")
    assert bool(option.choices()) is (option.kind == "choice")


def test_no_two_options_are_typed_alike() -> None:
    flags = [flag for each in OPTIONS.values() for flag in each.flags]
    assert len(flags) == len(set(flags))
