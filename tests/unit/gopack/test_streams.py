"""Streams in a frame."""

from __future__ import annotations

import pytest

from slimgo.gopack.streams import directory, divide

STREAMS = (b"one", b"", b"three")


def test_the_directory_divides_what_was_joined() -> None:
    assert divide(directory(STREAMS) + b"".join(STREAMS), 3) == STREAMS


@pytest.mark.parametrize("content", [b"onethree", b"onethree??"])
def test_sizes_that_do_not_add_up_are_an_error(content) -> None:
    with pytest.raises(ValueError, match="do not add up"):
        divide(directory((b"one", b"", b"three?")) + content, 3)
