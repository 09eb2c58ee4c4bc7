"""What was chosen: a flag wins over SLIMGO_NAME, that over the settings file, that over the
default."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slimgo.config.option import Option
from slimgo.errors import BadInput

_PORTS = range(1, 65536)
_LARGEST = 2**63  # Python refuses to write out a number of thousands of digits

DEFAULT = "default"
"""Where a value comes from that nobody chose."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What one table of a settings file says."""

    values: Mapping[str, object]
    """By the options' names."""
    origin: str
    """`slimgo.toml [program.api]`."""
    folder: Path | None = None
    """Where its paths begin; None to take them as they are."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The value of each option, by its name; empty, False or 0 where nobody chose one."""

    texts: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    """The names of those that are set."""
    ports: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of lists and words; an option that nobody chose is not in it."""
    pairs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tables: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    """Of files what was typed as text, and what a file says as its entries; of probes entries."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from: `--port`, `SLIMGO_TAG`, a layer's origin, `default`. Of pairs
    each has its own, under `env NAME`."""

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def port(self, name: str) -> int:
        """0 where nobody chose one."""
        return self.ports.get(name, 0)

    def list(self, name: str) -> tuple[str, ...]:
        return self.lists.get(name, ())

    def said(self, name: str) -> bool:
        """Whether a list was chosen, be it an empty one."""
        return name in self.lists

    def pair(self, name: str) -> Mapping[str, str]:
        return self.pairs.get(name, {})


def read(
    options: Iterable[Option],
    asked: Mapping[str, object],
    ambient: Mapping[str, str],
    *,
    layers: Iterable[Layer] = (),
    defaults: Mapping[str, str] | None = None,
) -> Chosen:
    """asked: as typed, by name; None, False or empty where left out.

    ambient: the environment. layers: of a settings file, the first wins.
    Raises BadInput for what cannot be.
    """
    layers = tuple(layers)
    chosen = _Reading()
    for each in options:
        values = [*_said(each, asked, ambient, layers)]
        if not values and (default := (defaults or {}).get(each.name)):
            values = [(default, DEFAULT)]
        chosen.add(each, values)
    return chosen.whole()


def _said(
    option: Option,
    asked: Mapping[str, object],
    ambient: Mapping[str, str],
    layers: Iterable[Layer],
) -> Iterable[tuple[object, str]]:
    """What was said of an option and by whom, the first wins."""
    typed = asked.get(option.name)
    # an empty text says that there are no words
    if typed or (typed == "" and option.kind == "words"):
        yield typed, option.flags[-1]
    variable = f"SLIMGO_{option.name.upper()}"
    if option.ambient and ambient.get(variable):
        yield ambient[variable], variable
    for layer in layers:
        value = layer.values.get(option.name)
        if value is not None:
            yield _placed(option, value, layer), layer.origin


def _placed(option: Option, value: object, layer: Layer) -> object:
    """The value, a path as seen from the layer's folder."""
    if option.kind != "path" or layer.folder is None or not isinstance(value, str):
        return value
    is_name = "/" not in value and option.name not in {"out", "cache"}  # `go1.25`, on PATH
    return value if is_name else str(layer.folder / value)


class _Reading:
    """Grows by an option at a time."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._flags: set[str] = set()
        self._ports: dict[str, int] = {}
        self._lists: dict[str, tuple[str, ...]] = {}
        self._pairs: dict[str, Mapping[str, str]] = {}
        self._tables: dict[str, tuple[object, ...]] = {}
        self._origins: dict[str, str] = {}

    def whole(self) -> Chosen:
        return Chosen(
            texts=self._texts,
            flags=frozenset(self._flags),
            ports=self._ports,
            lists=self._lists,
            pairs=self._pairs,
            tables=self._tables,
            origins=self._origins,
        )

    def add(self, option: Option, values: list[tuple[object, str]]) -> None:
        """values: what was said and by whom, the first wins."""
        value, origin = values[0] if values else (None, DEFAULT)
        name = option.name
        self._origins[name] = origin
        match option.kind:
            case "flag":
                self._flags |= {name} if value else set()
            case "list" | "commas" | "words":
                if value is not None:
                    self._lists[name] = _LISTS[option.kind](value, option)
            case "pairs":
                # of each name the first value
                merged: dict[str, str] = {}
                for said, who in reversed(values):
                    pairs = _pairs(said, option)
                    merged |= pairs
                    self._origins |= {f"{name} {each}": who for each in pairs}
                self._pairs[name] = merged
            case "files" | "probes":
                self._tables[name] = _several(value)
            case "companions":
                named = value if isinstance(value, Mapping) else {}
                self._tables[name] = tuple(named.items())
            case _:
                self._add_text(option, value, origin)

    def _add_text(self, option: Option, value: object, origin: str) -> None:
        text = self._texts[option.name] = _text(value, option.name, origin)
        if option.kind == "choice":
            _must_be_one(option, text)
        if option.kind == "port" and text:
            self._ports[option.name] = _port(text, option)


def _several(value: object) -> tuple[object, ...]:
    if value is None or value == "":
        return ()
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _list(value: object, _: Option) -> tuple[str, ...]:
    return tuple(str(each) for each in _several(value))


def _commas(value: object, _: Option) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(filter(None, value.split(",")))
    return _list(value, _)


def _split(value: object, option: Option) -> tuple[str, ...]:
    """A text is split as a shell does. Raises BadInput."""
    if not isinstance(value, str):
        return _list(value, option)
    try:
        return tuple(shlex.split(value))
    except ValueError as error:
        raise BadInput(f"{option.flags[-1]} {value!r} cannot be split", why=str(error)) from None


_LISTS = {"list": _list, "commas": _commas, "words": _split}


def _pairs(value: object, option: Option) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {str(name): str(each) for name, each in value.items()}
    found = {}
    for each in _several(value):
        name, equals, text = str(each).partition("=")
        if not name or not equals:
            flag = option.flags[-1]
            raise BadInput(
                f"{flag} {str(each)!r} is not NAME=VALUE", cure=f"write {flag} NAME=VALUE"
            )
        found[name] = text
    return found


def _text(value: object, name: str, origin: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, (str, int)) or (isinstance(value, int) and value > _LARGEST):
        raise BadInput(f"{origin}.{name} is neither text nor a number that fits")
    return str(value)


def _must_be_one(option: Option, value: str) -> None:
    if value and value not in option.choices():
        raise BadInput(
            f"there is no {option.noun or option.name} {value!r}",
            cure=f"choose one of: {', '.join(option.choices())}",
        )


def _port(text: str, option: Option) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) in _PORTS):  # noqa: PLR2004  65535
        raise BadInput(
            f"{text!r} is no port",
            cure=f"choose a port from 1 to 65535, as in {option.flags[-1]} 3001",
        )
    return int(text)


def private_cache(chosen: Chosen) -> Path:
    """Where slimgo keeps what it fetches and what it knows of tools."""
    if chosen.text("cache"):
        return Path(chosen.text("cache"))
    from platformdirs import user_cache_path

    return user_cache_path("slimgo", appauthor=False).absolute()
