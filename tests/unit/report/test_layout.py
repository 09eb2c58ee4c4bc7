"""Lines for a width: no word is broken, and nothing is lost."""

from __future__ import annotations

import io
import subprocess

import pytest

from slimgo.report.layout import columns, folded, folded_command

TEXT = "  → name each file, or let a real engine do it: invoke image --engine docker"


@pytest.mark.parametrize("width", [1, 10, 20, 40, 79, 80, None])
def test_no_word_is_broken_or_lost(width: int | None) -> None:
    shown = folded(TEXT, width)
    assert shown.split() == TEXT.split()
    for line in shown.splitlines():
        assert width is None or len(line) <= width or len(line.split()) == 1


def test_what_goes_on_is_indented_beside_its_own_line() -> None:
    assert folded("a b\n  cc dd", 5) == "a b\n  cc\n      dd"
    assert folded("aa bb", 4, hang=1) == "aa\n bb"


def test_what_fits_stays_as_it_is() -> None:
    assert folded("a   b\n", 5) == "a   b\n"


@pytest.mark.parametrize("width", [10, 20, 40, None])
def test_a_shell_takes_a_folded_command_as_the_same_words(width: int | None) -> None:
    words = ("printf", "'%s\\n'", "'-s -w'", "'it'\\''s'", "a", "b" * 30)
    plain, shown = (
        subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=True).stdout
        for text in (" ".join(words), folded_command(words, width))
    )
    assert shown == plain


def test_a_pipe_has_no_width() -> None:
    assert columns(io.StringIO()) is None


def test_a_terminal_s_width_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tty(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "120")
    assert columns(Tty()) == 120
    monkeypatch.setenv("COLUMNS", "0")
    assert columns(Tty()) == 80  # it has no number to ask by
