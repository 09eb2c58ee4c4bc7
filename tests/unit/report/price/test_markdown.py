"""A price list for a pull request: one table, inert, and never too long."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slimgo.plan.price import quantities as q
from slimgo.report.price.markdown import markdown
from slimgo.values.price import Doubt
from tests.unit.plan.price.lists import MB, prices, variant

GOLDEN = Path(__file__).with_name("golden")
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


def test_one_table_and_the_advice() -> None:
    known = replace(KNOWN, doubts=(Doubt(what="it was busy"),))
    assert markdown(known) == (GOLDEN / "pull-request.md").read_text()


def test_names_are_text_and_nothing_else() -> None:
    hostile = replace(KNOWN, program="<b>x</b> | [y](z)\n# `h`")
    first = markdown(hostile).splitlines()[0]
    assert first == (r"### &lt;b&gt;x&lt;/b&gt; \| \[y\](z) \# \`h\`: what each byte saved costs")


def test_it_is_below_60_kb_whatever_is_in_it() -> None:
    many = tuple(Doubt(what="ö" * 500) for _ in range(500))
    text = markdown(replace(KNOWN, doubts=many))
    assert len(text.encode()) < 120_000
    assert len(text) < 60_000
    assert text.endswith("see the page.\n")
