"""What the user is told is one line, whatever it quotes."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        ("plain, é, “x”", "plain, é, “x”"),
        ("two\nlines", "two\\nlines"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\udcff", "\\udcff"),
        ("\u2028", "\\u2028"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(quoted: str, shown: str) -> None:
    error = BadInput(f"no {quoted}", cure=f"mend {quoted}")
    assert (error.what, error.cure) == (f"no {shown}", f"mend {shown}")


def test_a_tools_own_words_keep_their_lines() -> None:
    error = BadInput("it failed", why="first\x1b[0m\nsecond")
    assert error.why == "first\\x1b[0m\nsecond"
