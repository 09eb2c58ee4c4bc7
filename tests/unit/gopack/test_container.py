"""Which files gopack made."""

from __future__ import annotations

import pytest

from slimgo.gopack.container import Parts, finish, front, is_packed


def packed(goarch: str) -> bytes:
    parts = Parts(goarch=goarch, stack_flags=None, build_info=b"", tail=b"", stub=bytes(16))
    return finish(parts, front(parts), b"header and payload")


@pytest.mark.parametrize("goarch", ["amd64", "arm64"])
def test_a_packed_file_is_gopacks_though_it_is_cut_off_or_damaged(goarch: str) -> None:
    whole = packed(goarch)
    assert is_packed(whole)
    assert is_packed(whole[:-1])
    parts = Parts(goarch=goarch, stack_flags=None, build_info=b"", tail=b"", stub=b"")
    # nothing is left of the code that it starts with
    assert is_packed(front(parts))
    assert is_packed(whole[:-1] + b"\xff")


def test_another_file_is_not(elf) -> None:
    for data in (b"", b"#!/bin/sh\n", elf(), packed("amd64")[:63]):
        assert not is_packed(data)
