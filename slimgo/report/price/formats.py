"""The formats of a price list. Another one is an entry here and a file beside this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slimgo.report.price.details import details
from slimgo.report.price.json import as_json
from slimgo.report.price.junit import junit
from slimgo.report.price.markdown import markdown
from slimgo.report.price.page import page
from slimgo.report.price.text import text
from slimgo.values.price import PriceList

FORMATS: Mapping[str, Callable[[PriceList, int | None], str]] = {
    "text": text,
    "details": details,
    "markdown": markdown,
    "html": page,
    "json": lambda known, _: as_json(known).decode(),
    "junit": junit,
}
"""From what is known, and the columns of a terminal or None, to what is written."""
