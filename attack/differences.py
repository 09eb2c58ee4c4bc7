"""What a program sees otherwise than under docker, by place, and why: the whole list."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

Seen = dict[str, str]
"""Field -> value, both as text; see attack.sights."""
_REFERENCE = "docker"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """fields, places: patterns, fnmatch(3), of what differs and where."""

    fields: tuple[str, ...]
    places: tuple[str, ...]
    why: str


DIFFERENCES: tuple[Difference, ...] = ()


def compared(
    places: dict[str, dict[str, Seen]],
) -> tuple[list[str], set[Difference]]:
    """A line for each difference that has no reason, and the reasons that were needed.

    places: place -> image -> what was seen; docker among them.
    """
    unexplained, used = [], set()
    for place, images in places.items():
        for image, fields in images.items():
            reference = places[_REFERENCE][image]
            for field in sorted({*fields, *reference}):
                there, here = reference.get(field, "absent"), fields.get(field, "absent")
                if there == here:
                    continue
                reasons = [each for each in DIFFERENCES if _applies(each, field, place)]
                used |= {*reasons[:1]}
                if not reasons:
                    unexplained.append(f"{place}, {image}, {field}: {here!r}, docker: {there!r}")
    return unexplained, used


def _applies(difference: Difference, field: str, place: str) -> bool:
    return any(fnmatchcase(field, each) for each in difference.fields) and any(
        fnmatchcase(place, each) for each in difference.places
    )
