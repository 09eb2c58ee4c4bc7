"""What `slimgo price` takes, as a table beside its limits. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bench.price.values import MOST_BYTES, MOST_RENDER_SECONDS, MOST_SECONDS, MOST_SPREAD, Own
from slimgo.report.size import duration, size
from tests.ruler.overhead import MOST_SECONDS as MOST_OVERHEAD_SECONDS


def over(own: Own) -> list[str]:
    """What is beyond its limit."""
    return [name for name, _, _, kept in _rows(own) if not kept]


def markdown(own: Own) -> str:
    """A table; the machine below it."""
    lines = ["| | | at most |", "|---|---|---|"]
    lines += [f"| {name} | {shown} | {limit} |" for name, shown, limit, _ in _rows(own)]
    said = dict(own.machine)
    place = f"{said['processor']}, {said['cpus']} CPUs, {said['system']}, kernel {said['kernel']}"
    lines += ["", f"{own.date}, load {own.load:.2f}; {place}."]
    return "".join(f"{line}\n" for line in lines)


def _rows(own: Own) -> Iterator[tuple[str, str, str, bool]]:
    """(what, figure, limit, whether it is kept)."""
    yield (
        f"the usual plan, {own.variants} variants, made and measured",
        duration(own.seconds),
        duration(MOST_SECONDS),
        own.seconds <= MOST_SECONDS,
    )
    yield (
        "the widest interval of a start's ratio",
        f"±{own.spread:.1%}",
        f"±{MOST_SPREAD:.0%}",
        own.spread <= MOST_SPREAD,
    )
    extra = own.overhead_seconds
    yield (
        "a start takes longer as it is measured by",
        f"{extra.median * 1000:.2f} ms ({extra.low * 1000:.2f} to {extra.high * 1000:.2f})",
        duration(MOST_OVERHEAD_SECONDS),
        extra.median <= MOST_OVERHEAD_SECONDS,
    )
    yield (
        "the page is rendered in",
        duration(own.render_seconds),
        duration(MOST_RENDER_SECONDS),
        own.render_seconds <= MOST_RENDER_SECONDS,
    )
    yield (
        "memory of the command itself",
        size(own.peak_bytes),
        size(MOST_BYTES),
        own.peak_bytes <= MOST_BYTES,
    )
