"""A result as JSON, with its schema version."""

from __future__ import annotations

import msgspec

from slimgo import __version__
from slimgo.values.cell import MatrixResult
from slimgo.values.result import SCHEMA_VERSION, Result


def to_json(result: Result | MatrixResult) -> bytes:
    """UTF-8, indented. Schema: the values' own fields, under `schema_version`."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "slimgo": __version__,
        **msgspec.to_builtins(result),
    }
    return msgspec.json.format(msgspec.json.encode(document)) + b"\n"
