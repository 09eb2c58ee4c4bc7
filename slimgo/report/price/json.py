"""A price list as JSON, with its schema version."""

from __future__ import annotations

import msgspec

from slimgo import __version__
from slimgo.values.price import SCHEMA_VERSION, PriceList


def as_json(known: PriceList) -> bytes:
    """UTF-8, indented: the values' own fields, under `schema_version`."""
    whole = {
        "schema_version": SCHEMA_VERSION,
        "slimgo": __version__,
        **msgspec.to_builtins(known),
    }
    return msgspec.json.format(msgspec.json.encode(whole)) + b"\n"
