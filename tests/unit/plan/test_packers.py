"""What a person asks of a packer becomes its flags, or one clear line."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.plan.packers import packing
from slimgo.values.variant import Packing


@pytest.mark.parametrize(
    ("asked", "flags"),
    [
        ({}, ("-9",)),
        ({"level": "1"}, ("-1",)),
        ({"lzma": True}, ("-9", "--lzma")),
        ({"best": True}, ("--best",)),
        ({"best": True, "lzma": True}, ("--best", "--lzma")),
        ({"brute": True}, ("--brute",)),
    ],
)
def test_upx_flags_follow_what_was_asked(asked: dict[str, object], flags: tuple[str, ...]) -> None:
    wanted = {"level": "", "best": False, "lzma": False, "brute": False} | asked
    assert packing("upx", **wanted).flags == flags  # type: ignore[arg-type]


@pytest.mark.parametrize("level", ["0", "10", "-1", "nine", "९", "9 "])
def test_a_level_that_upx_has_not_is_one_clear_line(level: str) -> None:
    with pytest.raises(BadInput, match="UPX has no level"):
        packing("upx", level, best=False, lzma=False, brute=False)


def test_a_level_beside_best_is_refused() -> None:
    with pytest.raises(BadInput, match="exclude each other"):
        packing("upx", "3", best=True, lzma=False, brute=False)


@pytest.mark.parametrize(
    ("best", "brute", "flags"),
    [(False, False, ()), (True, False, ("--best",)), (False, True, ("--brute",))],
)
def test_gopack_has_two_more_efforts(flags: tuple[str, ...], *, best: bool, brute: bool) -> None:
    made = packing("gopack", best=best, lzma=False, brute=brute)
    assert made == Packing(packer="gopack", flags=flags)


def test_gopack_takes_one_effort_at_a_time() -> None:
    with pytest.raises(BadInput, match="exclude each other"):
        packing("gopack", best=True, lzma=False, brute=True)


@pytest.mark.parametrize("asked", [{"level": "9"}, {"lzma": True}])
def test_what_only_upx_knows_is_refused_for_gopack(asked: dict[str, object]) -> None:
    wanted = {"level": "", "best": False, "lzma": False, "brute": False} | asked
    (flag,) = asked
    with pytest.raises(BadInput, match=f"gopack has no --{flag}") as caught:
        packing("gopack", **wanted)  # type: ignore[arg-type]
    assert caught.value.cure == f"leave --{flag} out, or pack with UPX"
