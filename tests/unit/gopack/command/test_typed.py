"""What can be typed, and that the help says what it does."""

from __future__ import annotations

import pytest

from slimgo import __version__
from slimgo.gopack import header
from slimgo.gopack.command import typed

_STATUSES = ("0", "1", "2", "129", "130", "141", "143")


def helped(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        typed.parser().parse_args([*words])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("verb", ["pack", "unpack"])
def test_help_says_where_it_goes_and_what_becomes_of_a_file_there(capsys, verb) -> None:
    words = helped(capsys, verb, "--help")
    for each in (f"FILE.{verb}ed,", "-o OUT", "-o FOLDER", "-o -", "--in-place", "--force"):
        assert each in words
    assert "A file that is there already is left as it is" in words


def test_the_first_help_says_so_too(capsys) -> None:
    words = " ".join(helped(capsys, "--help").split())
    assert "`gopack pack FILE` makes FILE.packed" in words
    assert "left as it is, unless --force is given" in words


@pytest.mark.parametrize("verb", [(), ("pack",), ("unpack",), ("test",), ("explain",)])
def test_each_help_lists_every_status_and_fits_a_terminal(capsys, monkeypatch, verb) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = helped(capsys, *verb, "--help")
    listed = [line.split()[0] for line in words.partition("exit status:")[2].splitlines() if line]
    assert [each for each in listed if each.isdigit()] == list(_STATUSES)
    assert max(map(len, words.splitlines())) <= 80


def test_the_version_is_gopacks_and_its_formats(capsys) -> None:
    number = header.MAGIC.to_bytes(4, "little")[3]
    assert helped(capsys, "--version") == f"gopack {__version__}, format {number}\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("pack",),
        ("pakc", "a"),
        ("pack", "--forec", "a"),
        ("pack", "--bes", "a"),
        ("pack", "-o", "b", "--in-place", "a"),
        ("pack", "--best", "--brute", "a"),
        ("test", "-o", "b", "a"),
    ],
)
def test_other_words_are_not_understood(capsys, words) -> None:
    with pytest.raises(SystemExit) as ended:
        typed.parser().parse_args([*words])
    assert ended.value.code == 2
    assert "usage: gopack" in capsys.readouterr().err
