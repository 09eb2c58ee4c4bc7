"""A price list as a table and sentences for a terminal."""

from __future__ import annotations

from slimgo.plan.price.estimate import ratio
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.values.price import PriceList


def text(known: PriceList, width: int | None = None) -> str:
    out = []
    for v in known.variants:
        out.append(
            f"{v.name} {v.disk_bytes} {v.pull_bytes} {v.build_seconds:.2f} {v.pack_seconds:.2f} lost={v.lost} {v.failed}"
        )
        for name in QUANTITIES:
            s = known.of(v.name, name)
            b = known.of(known.baseline, name)
            if s and b:
                r = ratio(s, b)
                out.append(
                    f"    {name}: {s.median:.6g} n={len(s.samples)} ratio {r.median:.3f} [{r.low:.3f}, {r.high:.3f}] {r.difference}"
                    if r
                    else name
                )
    out += [str(x) for x in (*known.not_measured, *known.failures[:5], *known.doubts)]
    out.append(f"spent {known.spent_seconds}")
    return "\n".join(out) + "\n"
