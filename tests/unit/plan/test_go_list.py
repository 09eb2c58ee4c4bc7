from __future__ import annotations

import pytest

from article.variants import VARIANTS, variant
from slimgo.plan.go_list import env_command, list_command, with_cgo
from slimgo.plan.recipe import build_command
from slimgo.values.command import Command
from slimgo.values.program import Source
from slimgo.values.target import Target

AMD64 = Target(goos="linux", goarch="amd64")


def question(*words: str) -> tuple[str, ...]:
    """What is asked, without the fields."""
    asked = list_command(Command(argv=("go", "build", *words)))
    return tuple(word.partition("=")[0] if "-json=" in word else word for word in asked.argv)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ((), ()),
        (("./cmd/x",), ("./cmd/x",)),
        (("-o", "out", "app.go"), ("app.go",)),
        (("-tags", "netgo,x", "."), ("-tags", "netgo,x", ".")),
        (("-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "."), (".",)),
        (("-ldflags=-s", "-gcflags", "-m", "-asmflags", "-S", "."), (".",)),
        (("-race", "-mod=mod", "-modfile", "x.mod"), ("-race", "-mod=mod", "-modfile", "x.mod")),
    ],
)
def test_it_is_asked_with_what_can_change_the_answer(words, asked) -> None:
    assert question(*words) == ("go", "list", "-e", "-deps", "-json", *asked)


def test_the_folder_comes_first_as_go_wants_it() -> None:
    assert question("-C", "app", "-o", "x", ".")[2:5] == ("-C", "app", "-e")
    asked = env_command(Command(argv=("go", "build", "-C", "app", ".")))
    assert asked.argv[:5] == ("go", "env", "-C", "app", "-json")


def test_builds_of_the_same_files_share_one_question() -> None:
    asked = {
        list_command(
            build_command(
                each, target=AMD64, host=AMD64, source=Source(folder="app", package="app.go")
            )
        )
        for each in VARIANTS
        if not each.packing
    }
    assert len(asked) == 1


def test_the_variables_of_the_build_are_the_questions() -> None:
    build = build_command(
        variant("app"), target=AMD64, host=AMD64, source=Source(folder="app", package="app.go")
    )
    assert list_command(build).env == build.env
    assert dict(with_cgo(list_command(build)).env) == dict(build.env) | {"CGO_ENABLED": "1"}


def test_what_builds_nothing_is_not_asked_about() -> None:
    with pytest.raises(ValueError, match="builds nothing"):
        list_command(Command(argv=("go", "version")))
