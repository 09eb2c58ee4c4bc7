"""A result as JSON, with its schema version."""

from __future__ import annotations

import msgspec

from slimgo import __version__
from slimgo.values.cell import MatrixResult
from slimgo.values.result import SCHEMA_VERSION, Result


def as_json(result: Result | MatrixResult) -> dict[str, object]:
    """The values' own fields, under `schema_version`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "slimgo": __version__,
        **msgspec.to_builtins(result),
    }


def to_json(result: Result | MatrixResult) -> bytes:
    """UTF-8, indented; see as_json."""
    return msgspec.json.format(msgspec.json.encode(as_json(result))) + b"\n"
