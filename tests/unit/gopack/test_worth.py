from __future__ import annotations

import hashlib

from slimgo.gopack.filters.filter import Known, Split
from slimgo.gopack.worth import worth

IMAGE = hashlib.shake_256(b"image").digest(1000)


def test_what_makes_its_part_smaller_pays() -> None:
    shorter = Split(known=Known(goarch="amd64"), claimed=(range(1000),), streams=(IMAGE[:900],))
    assert worth(IMAGE, shorter).pays


def test_the_sizes_of_its_streams_count() -> None:
    many = Split(
        known=Known(goarch="amd64"), claimed=(range(1000),), streams=(IMAGE[:990], *[b"\x01"] * 30)
    )
    assert not worth(IMAGE, many).pays


def test_what_replaces_bytes_is_compared_with_them() -> None:
    assert worth(IMAGE, Split(known=Known(goarch="amd64"), replaced=((100, bytes(100)),))).pays
    other = hashlib.shake_256(b"other").digest(100)
    assert not worth(IMAGE, Split(known=Known(goarch="amd64"), replaced=((100, other),))).pays


def test_tables_that_are_computed_cost_nothing() -> None:
    value = worth(IMAGE, Split(known=Known(goarch="amd64"), claimed=(range(500, 600),)))
    assert value.pays
    assert value.filtered == 0
    assert str(value).endswith("→ 0 bytes at a quick look")
