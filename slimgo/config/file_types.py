"""The types of a settings file, made of the table of options, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from slimgo.config.entries import Companion, File, Port, Probe, Variant
from slimgo.config.option import Option, Place
from slimgo.config.options import OPTIONS

_TYPES: Mapping[str, Any] = {
    "text": str,
    "path": str,
    "flag": bool,
    "port": Port,
    "list": str | list[str],
    "commas": str | list[str],
    "words": list[str],
    "pairs": dict[str, str],
    "files": list[File],
    "probes": list[Probe],
    "companions": dict[str, Companion],
}
"""Of an option's kind; a choice has a type of its own."""


def _type_of(option: Option) -> Any:  # noqa: ANN401  a type, whichever it is
    return Literal[option.choices()] if option.kind == "choice" else _TYPES[option.kind]


def _fields(*places: Place) -> list[tuple[str, Any, Any]]:
    return [
        (
            each.name,
            Annotated[_type_of(each) | None, Meta(description=each.help)],
            None,
        )
        for each in OPTIONS.values()
        if each.place in places
    ]


def _struct(name: str, doc: str, fields: list[tuple[str, Any, Any]]) -> type[msgspec.Struct]:
    return msgspec.defstruct(
        name,
        fields,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        rename={each.name: each.key for each in OPTIONS.values()},
        namespace={"__doc__": doc},
    )


@cache
def program_type() -> type[msgspec.Struct]:
    """The type of [program.NAME]."""
    return _struct("Program", "One thing to be shipped.", _fields("program", "both"))


@cache
def project_type() -> type[msgspec.Struct]:
    """The type of what stands above the programs."""
    doc = "What holds for the whole project, and for each program that does not say otherwise."
    return _struct("Project", doc, _fields("project", "both"))


def schema() -> dict[str, Any]:
    """The JSON Schema of a whole settings file."""
    program: Any = program_type()
    tables: list[tuple[str, Any, Any]] = [
        ("program", Annotated[dict[str, program], Meta(description="by name")], {}),
        ("variant", Annotated[dict[str, Variant], Meta(description="by name")], {}),
    ]
    whole = _struct("Settings", "Settings of slimgo.", [*_fields("project", "both"), *tables])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "slimgo.toml",
        **msgspec.json.schema(whole),
    }
