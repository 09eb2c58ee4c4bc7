"""Sizes, durations and ratios as a person reads them."""

from __future__ import annotations

_UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000))
_MINUTE_SECONDS = 60
_HOUR_SECONDS = 60 * _MINUTE_SECONDS
_DAY_SECONDS = 24 * _HOUR_SECONDS


def size(size_bytes: float) -> str:
    """Decimal units, three digits: `1.82 MB`, `842 B`."""
    for unit, factor in _UNITS:
        if abs(size_bytes) >= factor:
            return f"{_three_digits(size_bytes / factor)} {unit}"
    return f"{size_bytes:.0f} B"


def exact(size_bytes: int) -> str:
    """`1,821,876 B`."""
    return f"{size_bytes:,} B"


def change(now: float, before: float) -> str:
    """How much smaller or larger: `−32 %`; exact bytes decide where the percent is 0."""
    percent = round((now / before - 1) * 100) if before else 0
    if percent == 0 and now != before:
        return f"{now - before:+,.0f} B".replace("-", "−")
    return f"{percent:+d} %".replace("-", "−") if percent else "±0 %"


def duration(seconds: float) -> str:
    """`12 ms`, `8.1 s`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"  # noqa: PLR2004  where the digits change
    return f"{seconds:.1f} s"


def ago(seconds: float) -> str:
    """How long ago something was: `3 min ago`."""
    if seconds < _MINUTE_SECONDS:
        return "just now"
    for unit, factor in (("d", _DAY_SECONDS), ("h", _HOUR_SECONDS), ("min", _MINUTE_SECONDS)):
        if seconds >= factor:
            return f"{seconds // factor:.0f} {unit} ago"
    raise AssertionError(seconds)


def times(ratio: float) -> str:
    """`16×`, `1.4×`."""
    return f"{ratio:.0f}×" if ratio >= 10 else f"{ratio:.1f}×"  # noqa: PLR2004  where the digits change


def _three_digits(number: float) -> str:
    decimals = 2 if number < 10 else 1 if number < 100 else 0  # noqa: PLR2004  where the digits change
    return f"{number:.{decimals}f}"
