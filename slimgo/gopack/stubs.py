"""The stub's compiled stages, by machine."""

from __future__ import annotations

from pathlib import Path

STUBS = Path(__file__).parent / "stub"


def blob(cpu: str, of: str) -> bytes:
    """A stage of the stub. of: `zstd`, `lzma`, or the GOARCH whose text the second stage joins."""
    return blob_path(cpu, of).read_bytes()


def blob_path(cpu: str, of: str) -> Path:
    return STUBS / f"{cpu}-{of}.bin"
