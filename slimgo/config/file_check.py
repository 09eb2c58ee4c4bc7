"""A settings file's tables held against their types, and what is told where they do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, get_args

import msgspec

from slimgo.config.entries import File, Probe
from slimgo.config.nearest import one_of
from slimgo.config.options import OPTIONS
from slimgo.errors import BadInput

T = TypeVar("T")

_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "an array",
    "object": "a table",
    "null": "nothing",
}
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`")
_MISSING = re.compile(r"Object missing required field `(?P<name>.*)`")
_LIMIT = re.compile(r"Expected `(?P<wanted>[^`]*)` (?P<limit>.*)")
_INVALID = re.compile(r"Invalid (?:enum )?value '?(?P<value>.*?)'?")
_AT = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)


def checked(said: object, kind: type[T], *, where: str, file: str, beside: Iterable[str] = ()) -> T:
    """What was said, as a value of that type. where: its table in the file, `program.api`.
    beside: names that stand beside its own. Raises BadInput."""
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError as error:
        raise _told(str(error), said, kind, where=where, file=file, beside=beside) from None


def _told(
    words: str, said: object, kind: type, *, where: str, file: str, beside: Iterable[str]
) -> BadInput:
    found = _AT.fullmatch(words)
    what, path = (found["what"], found["path"] or "") if found else (words, "")
    at = ".".join(filter(None, (where, path)))
    unknown = _UNKNOWN.fullmatch(what)
    if unknown:
        known = [*_names_at(path, said, kind), *(() if path else beside)]
        name = unknown["name"]
        full = ".".join(filter(None, (at, name)))
        cure = "" if path else _elsewhere(name, inside=bool(where))
        return BadInput(f"{file}: unknown setting {full}", cure=cure or one_of(known, name))
    missing = _MISSING.fullmatch(what)
    if missing:
        return BadInput(f"{file}: {at} lacks {missing['name']}", cure=f"add {missing['name']} = …")
    expected = _EXPECTED.fullmatch(what)
    if expected:
        return BadInput(
            f"{file}: {at} is {_words(expected['got'])}", cure=f"write {_words(expected['wanted'])}"
        )
    limit = _LIMIT.fullmatch(what)
    if limit:
        return BadInput(f"{file}: {at} must be {_words(limit['wanted'])} {limit['limit']}")
    key = _key(path)
    choices = _KINDS if key == "kind" else _choices(key)
    invalid = _INVALID.fullmatch(what)
    if invalid:
        return BadInput(
            f"{file}: {at} cannot be {invalid['value']}", cure=one_of(choices, invalid["value"])
        )
    return BadInput(f"{file}: {at}: {what}")


_PROBES = {each.__struct_config__.tag: each for each in get_args(Probe)}
_KINDS = tuple(_PROBES)


def _elsewhere(key: str, *, inside: bool) -> str:
    """Where an option of that name does stand. inside: whether it was found in a program."""
    place = next((each.place for each in OPTIONS.values() if each.key == key), "nowhere")
    if place == "program" and not inside:
        return f"write {key} in a program: [program.NAME]"
    return f"write {key} above the programs" if place == "project" and inside else ""


def _key(path: str) -> str:
    """The last name in a path: `kind` of `probe[0].kind`."""
    return re.sub(r"\[.*?\]", "", path).rpartition(".")[2]


def _choices(key: str) -> tuple[str, ...]:
    return next((each.choices() for each in OPTIONS.values() if each.key == key), ())


def _names_at(path: str, said: Any, kind: type) -> Iterator[str]:  # noqa: ANN401  as TOML has it
    """The names that a table may have, where the path leads from one of that type."""
    entries: dict[str, type] = {"files": File}
    for word in re.findall(r"\w+|\[\d+\]", path):
        said = said[int(word[1:-1])] if word.startswith("[") else said.get(word)
        if isinstance(said, dict) and word.startswith("["):
            kind = _PROBES.get(said.get("kind"), kind)
        kind = entries.get(word, kind)
    fields = msgspec.structs.fields(kind)
    yield from (each.encode_name for each in fields)
    if kind in _PROBES.values():
        yield "kind"


def _words(types: str) -> str:
    return " or ".join(_WORDS.get(each, each) for each in types.split(" | ") if each != "null")
