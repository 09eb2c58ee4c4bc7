"""The cures of needs, with their contents read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from slimgo.facts.bundles import certificates, file_types, zones
from slimgo.plan.cures import (
    User,
    certificates_cure,
    home_cure,
    mime_cure,
    resolver_cure,
    tmp_cure,
    user_cure,
    zones_cure,
    zones_wanted,
)
from slimgo.plan.needs import BY_NAME
from slimgo.values.cure import Cure
from slimgo.values.need import Need, NeedName


def cure(need: Need, user: User) -> Cure | None:
    """The files that meet a need; None where no files do: the table of needs has advice in words.

    Zones are those that it looked for; all where none were seen. Raises ToolMissing.
    """
    made = _CURES.get(need.name)
    return made(need, user) if made else None


def _zones(need: Need, _: User) -> Cure:
    wanted = zones_wanted(need)
    return zones_cure(zones(wanted or None), wanted)


def _folders(need: Need) -> Iterable[str]:
    """The known ones of those that it looked into; the first where none was."""
    known = [folder.rstrip("/") for folder in BY_NAME["tmp"].folders]
    seen = [
        folder
        for folder in known
        if any(f"{each.name}/".startswith(f"{folder}/") for each in need.observations)
    ]
    return seen or known[:1]


_CURES: dict[NeedName, Callable[[Need, User], Cure]] = {
    "certificates": lambda _, __: certificates_cure(certificates()),
    "zones": _zones,
    "user": lambda _, user: user_cure(user),
    "tmp": lambda need, _: tmp_cure(_folders(need)),
    "mime": lambda _, __: mime_cure(file_types()),
    "resolver": lambda _, __: resolver_cure(),
    "home": lambda _, user: home_cure(user),
}
