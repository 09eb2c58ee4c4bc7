"""Every setting with where it comes from, for `slimgo config`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slimgo.config.nearest import one_of
from slimgo.config.option import Option
from slimgo.config.options import OPTIONS
from slimgo.config.order import Order
from slimgo.config.read import DEFAULT, Chosen
from slimgo.errors import BadInput
from slimgo.values.setting import Setting, SettingsTable


def listed(order: Order) -> tuple[SettingsTable, ...]:
    """The project's table, then one for each program that the order's words name, by default for
    each of the settings file. Raises BadInput for a name that is not there."""
    there = order.file.programs if order.file else {}
    for word in order.words:
        if word not in there:
            where = order.file.name if order.file else "no settings file: it"
            raise BadInput(f"{where} has no program {word!r}", cure=one_of(there, word))
    chosen = order.of().chosen
    project = SettingsTable(name="", settings=tuple(_table(chosen, "project")))
    return (
        project,
        *(
            SettingsTable(
                name=name, settings=tuple(_table(order.of(name).chosen, "program", "both"))
            )
            for name in order.words or there
        ),
    )


def _table(chosen: Chosen, *places: str) -> Iterator[Setting]:
    for option in OPTIONS.values():
        if option.place not in places:
            continue
        value = _value(option, chosen)
        if isinstance(value, dict):
            for key, each in value.items():
                origin = chosen.origins[f"{option.name} {key}"]
                yield Setting(name=f"{option.key}.{key}", value=each, origin=origin)
            continue
        yield Setting(
            name=option.key,
            value=value,
            origin=chosen.origins.get(option.name, DEFAULT),
            default=option.default,
        )


def _value(option: Option, chosen: Chosen) -> object:
    name = option.name
    match option.kind:
        case "flag":
            return name in chosen.flags
        case "port":
            return chosen.port(name) or None
        case "list" | "commas" | "words":
            return list(chosen.list(name)) if chosen.said(name) else None
        case "pairs":
            return dict(chosen.pair(name)) or None
        case "files" | "probes" | "companions":
            return [msgspec.to_builtins(each) for each in chosen.tables.get(name, ())] or None
        case _:
            return chosen.text(name) or None
