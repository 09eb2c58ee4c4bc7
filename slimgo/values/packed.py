"""A packed file beside the program that was packed, and what its packer says of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PackedFacts:
    """What a packer did.

    original_build_info, build_info: what `go version -m` prints of the program that was packed,
    and of the packed file; empty for nothing.
    """

    test_status: int
    """0 when the packer's own test passed."""
    test_words: str
    original_sha256: str
    unpacked_sha256: str
    """Empty for nothing."""
    unpack_words: str
    original_build_info: str
    build_info: str
