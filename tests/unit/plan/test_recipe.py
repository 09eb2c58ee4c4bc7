from __future__ import annotations

import pytest

from article.matrix import MATRIX
from article.variants import VARIANTS, variant
from slimgo.errors import BadInput
from slimgo.plan.recipe import build_command, build_settings, pack_command
from slimgo.values.program import Source
from slimgo.values.target import Target

AMD64 = Target(goos="linux", goarch="amd64")
ARM64 = Target(goos="linux", goarch="arm64")


def test_the_plain_build_is_the_articles_plus_what_makes_it_reproducible() -> None:
    command = build_command(
        variant("app"), target=AMD64, host=AMD64, source=Source(folder="app", package="app.go")
    )
    assert str(command) == (
        "GOOS=linux CGO_ENABLED=0 go build -C app -trimpath -buildvcs=false "
        "-o ../build/app.bin app.go"
    )


def test_the_small_build_has_the_articles_linker_flags() -> None:
    command = build_command(
        variant("small"), target=AMD64, host=AMD64, source=Source(folder="app", package="app.go")
    )
    assert "-ldflags '-extldflags \"-static\" -s -w'" in str(command)


def test_another_architecture_is_shown_only_where_it_differs_from_the_machines() -> None:
    assert "GOARCH" not in str(
        build_command(
            variant("app"), target=ARM64, host=ARM64, source=Source(folder="app", package="app.go")
        )
    )
    assert "GOARCH=arm64" in str(
        build_command(
            variant("app"), target=ARM64, host=AMD64, source=Source(folder="app", package="app.go")
        )
    )


def test_a_deeper_app_folder_finds_its_way_back_to_build() -> None:
    command = build_command(
        variant("app"), target=AMD64, host=AMD64, source=Source(folder="cmd/app", package="app.go")
    )
    assert command.output == "../../build/app.bin"


def test_packing_is_the_articles_command() -> None:
    command = pack_command(variant("small-upx9"), variant("small"))
    assert str(command) == ("upx -9 -o build/app.static.small.upx.bin build/app.static.small.bin")


def test_another_packers_command_is_typed_in_the_same_way() -> None:
    command = pack_command(variant("small-gopack"), variant("small"))
    assert str(command) == (
        "python -m slimgo.gopack pack -o build/app.static.small.gopack.bin "
        "build/app.static.small.bin"
    )
    assert "gopack pack --best -o" in str(
        pack_command(MATRIX.cell("linux-amd64/small-gopack-best").variant, variant("small"))
    )


def test_a_variant_without_packing_cannot_be_packed() -> None:
    with pytest.raises(ValueError, match="not packed"):
        pack_command(variant("app"), variant("small"))


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
