"""The memory of starts over time as a picture in SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from bench.packers.values import Curve

_WIDTH, _HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 108, 16, 40
_STYLES = ("#b3541e", "#1e6fb3")
"""Colours of the lines, in order; they also have their names behind their ends."""
_MB = 1_000_000


def picture(curves: Sequence[Curve]) -> str:
    """A line for each; milliseconds to the right, MB upwards. For light and dark pages alike."""
    last = _round_up(max(curve.seconds[-1] for curve in curves) * 1000, 50)
    most = _round_up(max(max(curve.resident) for curve in curves) / _MB, 20)

    def x(milliseconds: float) -> float:
        return _LEFT + milliseconds / last * (_WIDTH - _LEFT - _RIGHT)

    def y(megabytes: float) -> float:
        return _HEIGHT - _BOTTOM - megabytes / most * (_HEIGHT - _TOP - _BOTTOM)

    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">'
    parts = [head, "<title>Memory resident over a start</title>"]
    for megabytes in range(0, most + 1, 20):
        parts.append(f'<path d="M{x(0):.1f} {y(megabytes):.1f}H{x(last):.1f}" stroke="#8884"/>')
        parts.append(_words(_LEFT - 8, y(megabytes) + 4, "end", f"{megabytes} MB"))
    for milliseconds in range(0, last + 1, 50):
        below = _HEIGHT - _BOTTOM + 20
        parts.append(_words(x(milliseconds), below, "middle", f"{milliseconds} ms"))
    for curve, colour in zip(curves, _STYLES, strict=True):
        points = [
            (x(second * 1000), y(size / _MB))
            for second, size in zip(curve.seconds, curve.resident, strict=True)
        ]
        line = " ".join(f"{left:.1f},{up:.1f}" for left, up in _thin(points))
        style = f'fill="none" stroke="{colour}" stroke-width="2"'
        parts.append(f'<polyline points="{line}" {style}/>')
        end_x, end_y = points[-1]
        parts.append(_words(end_x + 6, end_y + 4, "start", curve.file.partition(", ")[2]))
    return "\n".join((*parts, "</svg>")) + "\n"


def _words(x: float, y: float, anchor: str, words: str) -> str:
    style = f'text-anchor="{anchor}" font-family="sans-serif" font-size="12" fill="#666"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{words}</text>'


def _round_up(number: float, step: int) -> int:
    return ceil(number / step) * step


def _thin(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without points that lie within half a pixel of the one before."""
    near = 0.5
    kept = [
        here
        for before, here in pairwise(points)
        if abs(here[0] - before[0]) >= near or abs(here[1] - before[1]) >= near
    ]
    return [points[0], *kept, points[-1]]
