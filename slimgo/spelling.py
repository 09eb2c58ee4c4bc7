"""Our marks in the letters that a stream has: a pass and a failure never look alike."""

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
    """The text as it is where the encoding has all of it, otherwise in plain letters."""
    try:
        text.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return text.translate(_PLAIN)
    return text
