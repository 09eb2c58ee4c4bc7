"""The JSON of a price list follows its published schema, which is what the values say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from slimgo.plan.price import quantities as q
from slimgo.report.price.json import as_json, schema
from tests.unit.plan.price.lists import prices

PUBLISHED = Path(__file__).parents[4] / "docs" / "slimgo-price.schema.json"
KNOWN = prices(taken={("plain", q.START): [0.1], ("packed", q.START): [0.2]})


def test_the_published_schema_is_that_of_the_values() -> None:
    assert json.loads(PUBLISHED.read_text()) == json.loads(json.dumps(schema()))


def test_what_is_written_follows_it() -> None:
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(json.loads(as_json(KNOWN)))


@pytest.mark.parametrize(
    ("name", "value"),
    [("schema_version", 99), ("seed", "7"), ("variants", [{}]), ("series", [{"samples": "x"}])],
)
def test_what_is_otherwise_does_not(name: str, value: object) -> None:
    spoiled = json.loads(as_json(KNOWN)) | {name: value}
    assert not Draft202012Validator(schema()).is_valid(spoiled)
