"""An image that exists, and is to become smaller."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.account import Account
from slimgo.values.image import ImageConfig
from slimgo.values.question import ProbeFacts


@dataclass(frozen=True, kw_only=True)
class Original:
    """What of it the smaller image keeps besides files."""

    name: str
    """As it was typed."""
    tar: str
    """The file that it is in, from the project's folder."""
    config_digest: str
    """`sha256:…`: another image has another one."""
    config: ImageConfig
    """As the smaller image is to have it."""
    program: str
    """The path of the program that it starts, links followed."""
    account: Account
    """Whom its user means."""
    answered: tuple[ProbeFacts, ...] = ()
    """What came of its probes, in their order, when it was watched; none before."""
