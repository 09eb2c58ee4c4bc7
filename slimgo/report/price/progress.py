"""What is being measured, how certain it is, and how long is left, in a line."""

from __future__ import annotations

import math

from slimgo.plan.price.schedule import Standing

_MINUTE_SECONDS = 60


def progress(now: Standing, variant: str, left_seconds: float) -> str:
    """now: before the coming measurement. left_seconds: of the budget."""
    of = len(now.spreads)
    sure = of - len(now.open)
    widest = "" if math.isinf(now.widest) else f", widest ±{now.widest * 100:.0f} %"
    goal = f"{sure} of {of} within ±{now.measuring.spread * 100:.0f} %{widest}"
    return f"{now.measuring.name}: {variant}, round {now.number + 1}; {goal}; {clock(left_seconds)}"


def clock(seconds: float) -> str:
    """`at most 3:05 left`."""
    minutes, rest = divmod(max(0, round(seconds)), _MINUTE_SECONDS)
    return f"at most {minutes}:{rest:02} left"
