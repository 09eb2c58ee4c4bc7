"""What a program is started in, and what was seen of such a start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Surrounding:
    """The environment, arguments and limits of one start."""

    name: str
    """As a reader is told: `520 variables`. Starts are compared and faults listed by it."""
    variables: int = 0
    """How many environment variables it gets: `K0=v`, `K1=v` …"""
    value_bytes: int = 0
    """How long the value of one more variable, `PAD`, is; 0 for no such variable."""
    arguments: int = 0
    """How many arguments, `x` each, follow its name."""
    argv0: Literal["usual", "empty", "none"] = "usual"
    """Its own name among its arguments: the usual one, an empty one, or no argument at all."""
    one_cpu: bool = False
    """Whether it may run on one CPU only."""
    random_addresses: bool = True
    """Whether the kernel may place it at random; False is `setarch -R`."""
    stack_bytes: int = 0
    """RLIMIT_STACK; 0 leaves it as it is."""
    native_only: bool = False
    """Whether it says nothing about a program that an emulator runs."""
    cgroup: str = ""
    """A cgroup's file that it is put in by, before it begins; empty for none."""


@dataclass(frozen=True, kw_only=True)
class StartOutcome:
    """What came of one start."""

    kind: Literal["answers", "listens", "ended", "refused", "silent"]
    """It answered; listened, and was not asked; ended by itself; the kernel refused to start it;
    or it did nothing of these in the time it had."""
    status: int = 0
    """Of one that ended: 0-255, 128 + n when signal n ended it."""
    words: str = ""
    """An answer's first line, else the beginning of what it printed, else why it was refused."""


@dataclass(frozen=True, kw_only=True)
class PairOfStarts:
    """The unpacked and the packed program, started in the same surrounding."""

    surrounding: str
    unpacked: tuple[StartOutcome, ...]
    """One start; two where the packed program printed something else than the first."""
    packed: StartOutcome


@dataclass(frozen=True, kw_only=True)
class KnownFault:
    """A packer's fault that others have reported, and that was reproduced."""

    packer: str
    versions: tuple[str, ...]
    """The packer's versions that were seen to have it."""
    goarch: str
    """What it packs for when it shows."""
    says: str
    """The fault as a reader is told: what does not start, and what still does."""
    fails: tuple[str, ...]
    """Names of surroundings in which the packed program must fail to start. A tuple, since what a
    verdict depends on is recorded as text, and a set's has another order in each process."""
    either: tuple[str, ...] = ()
    """Surroundings at the fault's edge: whether it shows there depends on the stack's layout."""
