"""What a packer says of a file it packed, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PackedFacts:
    """test_status: 0 when the packer's own test passed. unpacked_sha256: empty for nothing."""

    test_status: int
    test_words: str
    unpacked_sha256: str
    unpack_words: str
