from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.plan.catalogue import VARIANTS, variant
from slimgo.plan.recipe import build_command, build_settings, pack_command, upx_packing
from slimgo.values.target import Target

AMD64 = Target(goos="linux", goarch="amd64")
ARM64 = Target(goos="linux", goarch="arm64")


def test_the_plain_build_is_the_articles_plus_what_makes_it_reproducible() -> None:
    command = build_command(variant("app"), target=AMD64, host=AMD64, app="app")
    assert str(command) == (
        "GOOS=linux CGO_ENABLED=0 go build -C app -trimpath -buildvcs=false "
        "-o ../build/app.bin app.go"
    )


def test_the_small_build_has_the_articles_linker_flags() -> None:
    command = build_command(variant("small"), target=AMD64, host=AMD64, app="app")
    assert "-ldflags '-extldflags \"-static\" -s -w'" in str(command)


def test_another_architecture_is_shown_only_where_it_differs_from_the_machines() -> None:
    assert "GOARCH" not in str(build_command(variant("app"), target=ARM64, host=ARM64, app="app"))
    assert "GOARCH=arm64" in str(build_command(variant("app"), target=ARM64, host=AMD64, app="app"))


def test_a_deeper_app_folder_finds_its_way_back_to_build() -> None:
    command = build_command(variant("app"), target=AMD64, host=AMD64, app="cmd/app")
    assert command.output == "../../build/app.bin"


def test_packing_is_the_articles_command() -> None:
    command = pack_command(variant("small-upx9"), variant("small"))
    assert str(command) == ("upx -9 -o build/app.static.small.upx.bin build/app.static.small.bin")


def test_a_variant_without_packing_cannot_be_packed() -> None:
    with pytest.raises(ValueError, match="not packed"):
        pack_command(variant("app"), variant("small"))


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
    assert upx_packing(**wanted).flags == flags  # type: ignore[arg-type]


@pytest.mark.parametrize("level", ["0", "10", "-1", "nine", "९", "9 "])
def test_a_level_that_upx_has_not_is_one_clear_line(level: str) -> None:
    with pytest.raises(BadInput, match="UPX has no level"):
        upx_packing(level, best=False, lzma=False, brute=False)


def test_a_level_beside_best_is_refused() -> None:
    with pytest.raises(BadInput, match="exclude each other"):
        upx_packing("3", best=True, lzma=False, brute=False)


def test_every_variant_says_what_its_build_info_must_show() -> None:
    for each in VARIANTS:
        settings = dict(build_settings(each, AMD64))
        assert settings["CGO_ENABLED"] == "0"
        assert settings["vcs"] == ""
        assert settings["-trimpath"] == "true"


def test_an_unknown_variant_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BadInput) as caught:
        variant("tiny")
    assert "small-upx9" in caught.value.cure
