from __future__ import annotations

import pytest

from bench.packers.frames import PARTS, read_table
from slimgo.errors import CheckFailed

TABLE = """\
frame     stream                           bytes      packed
code      second stage                    16,000      10,000  62.5 %
text      parameters                          56          20  35.7 %
text      tokens                         400,000     250,000  62.5 %
text      all                            900,000     600,000  66.7 %
rest      bytes                        1,200,000     280,000  23.3 %
lines     line steps                      60,000      20,000  33.3 %
lines     all                            800,000     250,000  31.2 %
          stub                            11,000      11,000 100.0 %
          ELF, header, build info          1,000       1,000 100.0 %
          whole file                   3,000,000   1,200,000  40.0 %
filter text-amd64: applied, 1,000 → 900 bytes at a quick look
"""


def test_a_frame_is_its_last_row_and_the_stub_has_both_stages() -> None:
    found = {part.name: (part.size_bytes, part.packed_bytes) for part in read_table(TABLE, "386")}
    assert found == {
        "text": (900_000, 600_000),
        "lines": (800_000, 250_000),
        "rest": (1_200_000, 280_000),
        "stub": (27_000, 21_000),
        "whole file": (3_000_000, 1_200_000),
    }


@pytest.mark.parametrize("gone", [*PARTS, "code"])
def test_a_missing_part_is_an_error(gone: str) -> None:
    table = "".join(
        line
        for line in TABLE.splitlines(keepends=True)
        if not line.startswith(gone) and line[10:36].strip() != gone
    )
    with pytest.raises(CheckFailed, match=f"nothing of {gone} for linux/386"):
        read_table(table, "386")
