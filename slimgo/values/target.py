"""What a build is for: GOOS and GOARCH; in OCI's terms a platform."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Target:
    """Operating system and architecture in Go's names, which are OCI's too."""

    goos: str
    goarch: str

    def __str__(self) -> str:
        return f"{self.goos}/{self.goarch}"
