"""What was found out about a program or an image that already exists."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.binary import BinaryFacts
from slimgo.values.image import ImageFacts
from slimgo.values.need import Need
from slimgo.values.opened import Opened
from slimgo.values.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A file or an image, read, started and watched."""

    name: str
    """As it was typed."""
    program: str
    """Of an image: the path of what it starts; of a file its own name."""
    binary: BinaryFacts
    image: ImageFacts | None
    """None for a file."""
    user: str
    """Whom it was started as: `65532:65532`."""
    isolation: str
    """The level's name; empty where it was not started."""
    verdicts: tuple[Verdict, ...]
    opened: Opened
    needs: tuple[Need, ...] = ()
    """What it needs, or may need, that it has not got where it runs."""
