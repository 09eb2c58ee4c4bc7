"""Whether what came back is what was wanted, and where it differs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from slimgo.values.question import Match

_SHOWN = 80
"""Characters of a value that are shown: one line of text."""


def difference(text: str, wanted: str, match: Match) -> str:
    """What is wrong with the text, as words behind "wanted"; empty where it matches."""
    return _DIFFERENCES[match](text, wanted)


def short(text: str) -> str:
    """The text as one line that is not too long."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _exact(text: str, wanted: str) -> str:
    return "" if text == wanted else f'"{wanted}"'


def _trimmed(text: str, wanted: str) -> str:
    return "" if text.strip() == wanted.strip() else f'"{wanted}"'


def _pattern(text: str, wanted: str) -> str:
    return "" if re.search(wanted, text) else f"a body with {wanted}"


def _json(text: str, wanted: str) -> str:
    try:
        value = json.loads(wanted)
    except (ValueError, RecursionError) as error:
        return f"JSON, but what is wanted cannot be read as JSON ({error})"
    try:
        came = json.loads(text)
        found = _first_difference(came, value, "$")
    except ValueError as error:
        return f"JSON, but this cannot be read as JSON ({error})"
    except RecursionError:
        return "JSON, but this is nested too deeply to be compared"
    return f"JSON, and {found}" if found else ""


def _first_difference(came: object, wanted: object, at: str) -> str:
    """Where two JSON values differ first, in the order of the wanted one; empty where nowhere."""
    if isinstance(came, dict) and isinstance(wanted, dict):
        return next(_in_objects(came, wanted, at), "")
    if isinstance(came, list) and isinstance(wanted, list):
        return next(_in_lists(came, wanted, at), "")
    # Python calls true and 1 equal, JSON does not
    if isinstance(came, bool) == isinstance(wanted, bool) and came == wanted:
        return ""
    return f"{at} is {_value(came)} instead of {_value(wanted)}"


def _in_objects(came: Mapping[str, object], wanted: Mapping[str, object], at: str) -> Iterator[str]:
    for name, value in wanted.items():
        if name not in came:
            yield f"{at}.{name} is missing"
        elif found := _first_difference(came[name], value, f"{at}.{name}"):
            yield found
    yield from (f"{at}.{name} is too many" for name in came if name not in wanted)


def _in_lists(came: Sequence[object], wanted: Sequence[object], at: str) -> Iterator[str]:
    for index, (one, other) in enumerate(zip(came, wanted, strict=False)):
        if found := _first_difference(one, other, f"{at}[{index}]"):
            yield found
    if len(came) != len(wanted):
        yield f"{at} has {len(came)} elements instead of {len(wanted)}"


def _value(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


_DIFFERENCES: Mapping[Match, Callable[[str, str], str]] = {
    "exact": _exact,
    "trimmed": _trimmed,
    "pattern": _pattern,
    "json": _json,
    "anything": lambda _text, _wanted: "",
}
