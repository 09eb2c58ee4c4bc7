from __future__ import annotations

import shlex

import pytest

from slimgo.values.command import Command


def test_prints_as_a_person_would_type_it() -> None:
    command = Command(
        argv=("go", "build", "-ldflags", '-extldflags "-static" -s -w', "app.go"),
        env=(("GOOS", "linux"), ("CGO_ENABLED", "0")),
    )
    assert (
        str(command)
        == "GOOS=linux CGO_ENABLED=0 go build -ldflags '-extldflags \"-static\" -s -w' app.go"
    )


def test_quotes_only_the_value_of_a_flag() -> None:
    command = Command(argv=("docker", "image", "inspect", "--format={{.Size}}", "x"))
    assert str(command) == "docker image inspect --format='{{.Size}}' x"


@pytest.mark.parametrize("word", ["a b", "it's", "$HOME", "--x=a b", "-", "", "--flag=", "é", "*"])
def test_a_shell_reads_back_the_same_words(word: str) -> None:
    command = Command(argv=("run", word, "end"))
    assert shlex.split(str(command)) == ["run", word, "end"]


def test_makes_its_result_under_another_name() -> None:
    command = Command(argv=("upx", "-9", "-o", "out", "in"), output="out")
    assert command.with_output("beside").argv == ("upx", "-9", "-o", "beside", "in")
    assert command.with_output("beside").output == "beside"


def test_refuses_an_output_that_is_not_exactly_one_argument() -> None:
    with pytest.raises(ValueError, match="not exactly one"):
        Command(argv=("cp", "x", "x"), output="x")
    with pytest.raises(ValueError, match="names no output"):
        Command(argv=("ls",)).with_output("y")
