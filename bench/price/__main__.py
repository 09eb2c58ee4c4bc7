"""`python -m bench.price`: a price list of the article's service, and what it took; both saved.

Ends with 1 where a limit is not kept.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.place import PROJECT
from bench.price.render import markdown, over
from bench.price.values import Own
from slimgo.errors import CheckFailed
from slimgo.pipeline.machine import machine
from slimgo.pipeline.price.saved import read, save
from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import ratio
from slimgo.plan.price.levers import LEVERS
from slimgo.report.price.page import page
from slimgo.run.store import write_whole
from slimgo.terminal.door import door
from slimgo.values.price import PriceList
from tests.ruler.overhead import overhead
from tests.ruler.service import opened_ruler

_LIST = PROJECT / "build" / "price" / "article.json"
_SAVED_LIST = PROJECT / "docs" / "price.json"
_SAVED_OWN = PROJECT / "docs" / "price-bench.json"
_STARTS = (q.START, q.START_ONE_CPU, q.START_COLD, q.START_CONTAINER)
_RENDERINGS = 9
_LOOK_SECONDS = 0.2


@door
def main() -> None:
    """Raises CheckFailed where a limit is not kept."""
    date, before = datetime.now(UTC).isoformat(timespec="seconds"), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, opened_ruler(Path(folder)) as ruler:
        extra = overhead(ruler, Path(folder))
    levers = _sizes_with_levers()
    seconds, peak = _priced()
    known = read(_LIST)
    own = Own(
        date=date,
        load=before,
        machine=machine(),
        seconds=seconds,
        variants=len(known.priced),
        spread=max(_spreads(known)),
        overhead_seconds=extra,
        render_seconds=_rendered(known),
        peak_bytes=peak,
        levers=levers,
    )
    save(_SAVED_LIST, known)
    write_whole(_SAVED_OWN, msgspec.json.format(msgspec.json.encode(own)) + b"\n")
    sys.stdout.write(markdown(own))
    if names := over(own):
        raise CheckFailed(f"over the limit: {', '.join(names)}")


def _sizes_with_levers() -> tuple[tuple[str, int], ...]:
    """Of the service, stripped and packed by gopack."""
    alone = [each.name for each in LEVERS.values() if not each.packing and each.name != "stripped"]
    every = ("", *alone, "no-inlining+no-http2", "no-inlining+no-http2+no-bounds-checks")
    names = ["+".join(filter(None, ("stripped", "gopack", each))) for each in every]
    _priced("--budget", "1s", *(word for name in names for word in ("--variants", name)))
    found = read(_LIST).variants
    return tuple((name, each.disk_bytes) for name, each in zip(every, found, strict=True))


def _priced(*words: str) -> tuple[float, int]:
    """Seconds of `invoke price`, measured anew, and the most bytes that it had resident."""
    began = time.monotonic()
    words = (sys.executable, "-m", "invoke", "price", "--recheck", *words)
    with subprocess.Popen(words, cwd=PROJECT) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            time.sleep(_LOOK_SECONDS)
    if process.returncode:
        raise CheckFailed(f"invoke price ended with status {process.returncode}")
    return time.monotonic() - began, peak


def _peak(pid: int) -> int:
    """VmHWM, in bytes; 0 for a process that has ended."""
    try:
        said = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    lines = (line.split() for line in said.splitlines())
    return next((int(words[1]) << 10 for words in lines if words[:1] == ["VmHWM:"]), 0)


def _spreads(known: PriceList) -> list[float]:
    pairs = (
        (known.of(each.name, quantity), known.of(known.baseline, quantity))
        for each in known.priced
        for quantity in _STARTS
        if each.name != known.baseline
    )
    found = [ratio(own, base) for own, base in pairs if own and base]
    return [each.spread for each in found if each]


def _rendered(known: PriceList) -> float:
    taken = []
    for _ in range(_RENDERINGS):
        began = time.perf_counter()
        page(known)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
