"""What is asked of `slimgo build`, whichever door it came through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from slimgo.config.keywords import OF_A_BUILD
from slimgo.config.probe import probe
from slimgo.config.read import Chosen, read
from slimgo.values.probe import Probe, Unknown


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked. Empty texts leave the choice to us."""

    packages: tuple[str, ...] = ()
    """Folders, import paths or patterns of them; empty for the only program of the module."""
    here: Path
    """Absolute; where names of folders begin."""
    probe: Probe = Unknown()  # noqa: RUF009  frozen
    chosen: Chosen = Chosen()  # noqa: RUF009  frozen

    @property
    def best(self) -> bool:
        """Whether to pack smaller, and start slower."""
        return "best" in self.chosen.flags


def order(
    asked: Mapping[str, object],
    ambient: Mapping[str, str],
    *,
    packages: tuple[str, ...],
    here: Path,
) -> Order:
    """asked: as typed, by the names of OF_A_BUILD; others are left alone. ambient: the
    environment. Raises BadInput for what cannot be, or excludes each other."""
    chosen = read(OF_A_BUILD, asked, ambient)
    return Order(
        packages=tuple(filter(None, packages)),
        here=here,
        probe=probe(
            port=chosen.port("port") or None,
            ask=chosen.list("ask"),
            arguments=_said(asked, "run"),
            says=_said(asked, "says"),
        ),
        chosen=chosen,
    )


def _said(asked: Mapping[str, object], name: str) -> str | None:
    """None where it was left out; an empty text says that there are no arguments."""
    value = asked.get(name)
    return None if value is None else str(value)
