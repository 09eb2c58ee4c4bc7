"""A price list as JSON, with its schema version."""

from __future__ import annotations

from typing import Any

import msgspec

from slimgo import __version__
from slimgo.values.price import SCHEMA_VERSION, PriceList


def schema() -> dict[str, Any]:
    """The JSON Schema of the file that `slimgo price` writes."""
    found = msgspec.json.schema(PriceList, ref_template="#/$defs/{name}")
    whole = found["$defs"]["PriceList"]
    whole["properties"] |= {
        "schema_version": {"const": SCHEMA_VERSION},
        "slimgo": {"type": "string", "description": "The version that wrote it."},
    }
    whole["required"] = ["schema_version", "slimgo", *whole["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A price list of slimgo",
        **found,
    }


def as_json(known: PriceList) -> bytes:
    """UTF-8, indented: the values' own fields, under `schema_version`."""
    whole = {
        "schema_version": SCHEMA_VERSION,
        "slimgo": __version__,
        **msgspec.to_builtins(known),
    }
    return msgspec.json.format(msgspec.json.encode(whole)) + b"\n"
