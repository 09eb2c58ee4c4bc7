"""A price list for a pull request: one table, inert, and never too long."""

from __future__ import annotations

from dataclasses import replace

from slimgo.plan.price import quantities as q
from slimgo.report.price.markdown import markdown
from slimgo.values.price import Doubt
from tests.unit.plan.price.lists import MB, prices, variant

KNOWN = prices(
    variant("plain", 8.35, pull=4.5),
    variant("stripped+gopack", 1.15, pull=1.15, lost=("symbols", "debugger")),
    variant("stripped+upx", failed="it does not build"),
    taken={
        ("plain", q.START): [0.0035] * 12,
        ("stripped+gopack", q.START): [0.035] * 12,
        ("plain", q.PRIVATE): [6 * MB] * 12,
        ("stripped+gopack", q.PRIVATE): [6 * MB] * 12,
    },
)


def test_names_are_text_and_nothing_else() -> None:
    hostile = replace(KNOWN, program="<b>x</b> | [y](z)\n# `h`")
    first = markdown(hostile).splitlines()[0]
    assert first == (r"### &lt;b&gt;x&lt;/b&gt; \| \[y\](z) \# \`h\`: what each byte saved costs")


def test_it_is_below_60_kb_whatever_is_in_it() -> None:
    many = tuple(Doubt(what="ö" * 500) for _ in range(500))
    text = markdown(replace(KNOWN, doubts=many))
    assert 40_000 < len(text.encode()) < 60_000
    assert text.endswith("see the page.\n")
