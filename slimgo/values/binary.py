"""What an executable file says of itself, and what it is expected to say."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.outcome import ANSWERS, Outcome
from slimgo.values.surrounding import KnownFault, Surrounding
from slimgo.values.target import Target


@dataclass(frozen=True, kw_only=True)
class BuildInfo:
    """What `go version -m` reads: the Go version and the build settings, `-trimpath=true`…"""

    go_version: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class BinaryFacts:
    """Read off an executable file."""

    size_bytes: int
    sha256: str
    target: Target
    interpreter: str
    """The path in PT_INTERP, or empty."""
    needed: tuple[str, ...]
    """Its DT_NEEDED libraries."""
    pie: bool
    symbols: bool
    debug_info: bool
    packed_by: str
    """The packer that left its mark, or empty."""
    build_info: BuildInfo | None
    """None where none is readable."""
    machine_paths: tuple[str, ...] = ()
    """Which of the building machine's folders are named in its bytes: `GOROOT`."""
    file_format: str = "ELF"
    """`ELF`, `PE` or `Mach-O`; what is about ELF only is empty for the others."""


@dataclass(frozen=True, kw_only=True)
class BinaryExpectation:
    """What a variant's binary must show. go_version and settings are compared before packing."""

    target: Target
    symbols: bool
    debug_info: bool
    packed_by: str
    go_version: str
    settings: tuple[tuple[str, str], ...]
    """Build settings that must be there, word for word; an empty value means absent."""
    interpreter: str = ""
    """The PT_INTERP of a dynamic program; empty for a static one."""
    machine_paths: bool = False
    """Whether the building machine's folders are named in its bytes."""
    outcome: Outcome = ANSWERS
    """What comes of starting it."""
    surroundings: tuple[Surrounding, ...] = ()
    """Where a packed program must start as the unpacked one does; none for one that is not
    packed."""
    known_fault: KnownFault | None = None
    """What must be seen of its packer in these surroundings, and nothing else."""
