"""What unpacking needs beside the image."""

from __future__ import annotations

import pytest

from slimgo.gopack.executable import Piece
from slimgo.gopack.read_elf import read_executable
from slimgo.gopack.tail import decode, encode


def test_file_and_image_together_give_the_file(elf) -> None:
    data = elf()
    executable = read_executable(data)
    assert decode(encode(data, executable.pieces), executable.image, len(data)) == data


def test_bytes_between_segments_are_kept(elf) -> None:
    data = elf()
    assert b"between segments" in data
    executable = read_executable(data)
    assert b"between segments" not in executable.image
    tail = encode(data, executable.pieces)
    assert b"between segments" in decode(tail, executable.image, len(data))


def test_a_file_that_is_its_image_needs_only_the_piece() -> None:
    pieces = (Piece(file_at=0, image_at=0, size=4),)
    assert decode(encode(b"abcd", pieces), b"abcd", 4) == b"abcd"


def test_pieces_that_share_bytes_of_the_file_are_told_once() -> None:
    pieces = (Piece(file_at=0, image_at=0, size=4), Piece(file_at=2, image_at=10, size=4))
    image = b"abcd" + bytes(6) + b"cdef"
    assert decode(encode(b"abcdefgh", pieces), image, 8) == b"abcdefgh"


@pytest.mark.parametrize("size", [3, 5])
def test_another_size_of_the_file_is_an_error(size) -> None:
    tail = encode(b"abcd", ())
    with pytest.raises(ValueError, match="another number"):
        decode(tail, b"", size)


def test_garbage_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(b"garbage", b"", 4)
