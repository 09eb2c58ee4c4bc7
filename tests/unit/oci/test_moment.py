"""SOURCE_DATE_EPOCH: what it may be, and how it is written into an image."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.oci.moment import epoch, rfc3339

LAST = 253402300799


@pytest.mark.parametrize(
    ("text", "seconds", "written"),
    [
        ("", 0, "1970-01-01T00:00:00Z"),
        ("0", 0, "1970-01-01T00:00:00Z"),
        ("86400", 86400, "1970-01-02T00:00:00Z"),
        ("0" * 5000 + "1", 1, "1970-01-01T00:00:01Z"),
        (str(LAST), LAST, "9999-12-31T23:59:59Z"),
    ],
)
def test_a_number_of_seconds_is_a_time(text: str, seconds: int, written: str) -> None:
    assert epoch(text) == seconds
    assert rfc3339(seconds) == written


@pytest.mark.parametrize(
    "text", ["soon", "-1", "1.5", " 1", "1_000", "²", "٣", str(LAST + 1), "9" * 5000]
)
def test_what_is_no_time_is_refused_with_the_cure(text: str) -> None:
    with pytest.raises(BadInput, match="is no number of seconds since 1970") as caught:
        epoch(text)
    assert caught.value.cure == "unset SOURCE_DATE_EPOCH"
    assert len(caught.value.what) < 200
