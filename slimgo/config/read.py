"""What was chosen: a flag wins over SLIMGO_NAME, that over the project's file, that over the
default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slimgo.config.options import Option
from slimgo.errors import BadInput

_PORTS = range(1, 65536)
_LARGEST = 2**63  # Python refuses to write out a number of thousands of digits


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The value of each option, by its name; empty, False or 0 where nobody chose one."""

    texts: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    """The names of those that are set."""
    ports: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def port(self, name: str) -> int:
        """0 where nobody chose one."""
        return self.ports.get(name, 0)

    def list(self, name: str) -> tuple[str, ...]:
        return self.lists.get(name, ())


def read(
    options: Iterable[Option],
    asked: Mapping[str, object],
    ambient: Mapping[str, str],
    *,
    configured: Mapping[str, object] | None = None,
    defaults: Mapping[str, str] | None = None,
) -> Chosen:
    """asked: as typed, by name; None, False or empty where left out.

    ambient: the environment. configured: the `slimgo` table of invoke.yaml.
    Raises BadInput for what cannot be.
    """
    table = tuple(options)
    configured = configured or {}
    names = [each.name for each in table if each.ambient]
    unknown = sorted(set(configured) - set(names))
    if unknown:
        raise BadInput(
            f"unknown setting slimgo.{unknown[0]} in invoke.yaml", cure=_one_of(names, unknown[0])
        )
    texts = {}
    for each in table:
        value = asked.get(each.name)
        if each.kind in {"flag", "list"}:
            continue
        words = "" if value is None else str(value)
        if not words and each.ambient:
            words = ambient.get(f"SLIMGO_{each.name.upper()}") or _text(
                configured.get(each.name), each.name
            )
        texts[each.name] = words or (defaults or {}).get(each.name, "")
        if each.kind == "choice":
            _must_be_one(each, texts[each.name])
    return Chosen(
        texts=texts,
        flags=frozenset(
            each.name for each in table if each.kind == "flag" and asked.get(each.name)
        ),
        ports={
            each.name: _port(texts[each.name], each)
            for each in table
            if each.kind == "port" and texts[each.name]
        },
        lists={each.name: _several(asked.get(each.name)) for each in table if each.kind == "list"},
    )


def _several(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, (list, tuple)) else ()


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, (str, int)) or (isinstance(value, int) and value > _LARGEST):
        raise BadInput(f"invoke.yaml: slimgo.{name} is neither text nor a number that fits")
    return str(value)


def _must_be_one(option: Option, value: str) -> None:
    if value and value not in option.choices():
        raise BadInput(
            f"there is no {option.noun or option.name} {value!r}",
            cure=f"choose one of: {', '.join(option.choices())}",
        )


def _one_of(names: Iterable[str], unknown: str) -> str:
    import difflib

    near = difflib.get_close_matches(unknown, list(names), n=1)
    return f"write slimgo.{near[0]}" if near else f"choose one of: {', '.join(names)}"


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
