"""The table of options as click's, and how words that cannot be understood end."""

from __future__ import annotations

import sys
from typing import Any

import click
import pytest

from slimgo.config.option import Option
from slimgo.doors import words

PORT = Option(name="port", kind="port", metavar="PORT", help="where it listens")
BEST = Option(name="best_of", kind="flag", help="pack smaller")
PACK = Option(name="pack", kind="choice", choices=lambda: ("upx", "none"), help="the packer")
SETS = Option(name="values", kind="list", typed=("-X",), metavar="N=V", help="set it")
TAG = Option(name="tag", help="its name")
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201
    """Types words behind a command with all kinds of options; returns what it is given."""

    def understood(*said: str) -> dict[str, Any]:
        seen: list[dict[str, Any]] = []

        @click.command()
        @words.options((PORT, BEST, PACK, SETS, TAG))
        def command(**asked: Any) -> None:  # noqa: ANN401  as many kinds as options
            seen.append(asked)

        monkeypatch.setattr(sys, "argv", ["x", *said])
        words.run(command, "slimgo x")
        return seen[0] if seen else {}

    return understood


def test_what_is_left_out_is_none_or_nothing(typed) -> None:
    assert typed() == {"port": None, "best_of": False, "pack": None, "values": (), "tag": None}


def test_each_kind_of_option_has_its_kind_of_value(typed) -> None:
    said = ("--port", "80", "--best-of", "--pack", "upx", "-X", "a=b", "-X", "c=d", "--tag", "t")
    assert typed(*said) == {
        "port": 80,
        "best_of": True,
        "pack": "upx",
        "values": ("a=b", "c=d"),
        "tag": "t",
    }


@pytest.mark.parametrize("port", ["1", "65535"])
def test_every_port_there_is_can_be_typed(typed, port: str) -> None:
    assert typed("--port", port)["port"] == int(port)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (("--port", "0"), "--port"),
        (("--port", "65536"), "--port"),
        (("--pack", "zip"), "upx"),
        (("--none",), "--none"),
        (("extra",), "extra"),
    ],
    ids=str,
)
def test_words_that_cannot_be_understood_end_with_2(
    typed, capsys: Captured, said: tuple[str, ...], word: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        typed(*said)
    assert caught.value.code == 2
    shown = capsys.readouterr().err
    assert word in shown
    assert "Usage: slimgo x" in shown


def test_help_is_a_sentence_for_each_option_in_the_tables_order(typed, capsys: Captured) -> None:
    typed("--help")
    text = capsys.readouterr().out
    assert text.startswith("Usage: slimgo x")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert [line for line in lines if line.startswith("-")] == [
        "--port PORT Where it listens. [1<=x<=65535]",
        "--best-of Pack smaller.",
        "--pack [upx|none] The packer.",
        "-X N=V Set it.",
        "--tag TEXT Its name.",
        "--help Show this message and exit.",
    ]


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (click.Abort(), KeyboardInterrupt),
        (click.ClickException("odd"), SystemExit),
    ],
    ids=str,
)
def test_clicks_own_endings_are_the_processs(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, error: Exception, ending: type[BaseException]
) -> None:
    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(sys, "argv", ["x"])
    with pytest.raises(ending) as caught:
        words.run(command, "x")
    if isinstance(caught.value, SystemExit):
        assert caught.value.code == 1
        assert capsys.readouterr().err == "Error: odd\n"
