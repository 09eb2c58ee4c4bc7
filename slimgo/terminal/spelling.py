"""Writes ✓ and ✗ as other letters on a stream whose encoding lacks them, so that they differ."""

from __future__ import annotations

_PLAIN = str.maketrans(
    {
        "✓": "ok",
        "✗": "FAIL",
        "→": "->",
        "−": "-",
        "–": "-",
        "·": "|",
        "×": "x",
        "…": "...",
        "±": "+-",
    }
)


def spelled(text: str, encoding: str | None) -> str:
    """The text unchanged where the encoding has all its characters, otherwise in plain letters."""
    try:
        text.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return text.translate(_PLAIN)
    return text
