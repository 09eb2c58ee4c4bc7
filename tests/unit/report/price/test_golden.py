"""Each format of one price list with everything in it, compared with the file that was looked at.

python -m tests.unit.report.price.test_golden     writes them anew, to be looked at again
"""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo import __version__
from slimgo.report.price.formats import FORMATS
from tests.unit.plan.price.lists import everything

GOLDEN = Path(__file__).with_name("golden")
COLUMNS = 80


def made(form: str) -> str:
    return FORMATS[form](everything(), COLUMNS).replace(__version__, "VERSION")


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_is_as_it_was_looked_at(form: str) -> None:
    assert made(form) == (GOLDEN / form).read_text(encoding="utf-8")


if __name__ == "__main__":
    for each in FORMATS:
        (GOLDEN / each).write_text(made(each), encoding="utf-8")
