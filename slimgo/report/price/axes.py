"""Scales and axes of a plot: from values to places, with ticks at round numbers. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from slimgo.report.price.markup import Node, tag


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A range of values on a range of places."""

    low: float
    high: float
    start: float
    """The place of `low`."""
    end: float
    log: bool = False
    """Whether equal ratios are equal distances."""

    def at(self, value: float) -> float:
        if self.log:
            part = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            part = (value - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Powers of ten of a logarithmic scale; of another one up to six round numbers."""
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            return tuple(10.0**power for power in range(first, last + 1))
        step = step_of(self.high - self.low)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple(number * step for number in range(first, last + 1))


def step_of(span: float, most: int = 6) -> float:
    """The least round step (1, 2 or 5 and zeros) of which at most so many fit into the span."""
    rough = span / (most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= rough * (1 - 1e-9))


def round_up(value: float) -> float:
    """The end of a scale from 0 that holds the value: a whole number of its steps."""
    step = step_of(value)
    return math.ceil(value / step - 1e-9) * step


def horizontal(scale: Scale, y: float, title: str, words: Callable[[float], str]) -> Iterator[Node]:
    """Ticks with their words below, and the title below those."""
    for tick in scale.ticks:
        x = scale.at(tick)
        yield tag("line", class_="tick", x1=x, x2=x, y1=y, y2=y + 5)
        yield tag("text", words(tick), class_="label", x=x, y=y + 18, text_anchor="middle")
    yield tag("line", class_="axis", x1=scale.start, x2=scale.end, y1=y, y2=y)
    middle = (scale.start + scale.end) / 2
    yield tag("text", title, class_="title", x=middle, y=y + 38, text_anchor="middle")


def vertical(
    scale: Scale, x: float, right: float, title: str, words: Callable[[float], str]
) -> Iterator[Node]:
    """Ticks with their words at the left and lines to the right, and the title above."""
    for tick in scale.ticks:
        y = scale.at(tick)
        yield tag("line", class_="grid", x1=x, x2=right, y1=y, y2=y)
        yield tag("text", words(tick), class_="label", x=x - 8, y=y + 4, text_anchor="end")
    yield tag("text", title, class_="title", x=4, y=scale.end - 12, text_anchor="start")
