"""The JSON Schema of the settings file: published, valid, and of one mind with our own reader."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from slimgo.config.file import settings_file
from slimgo.config.file_types import schema
from slimgo.config.options import OPTIONS
from slimgo.errors import BadInput

PUBLISHED = Path(__file__).parents[3] / "docs/slimgo.schema.json"

GOOD = (
    "",
    'engine = "builtin"\nfetch-go = true\ntags = "a,b"',
    '[program.api]\npackage = "./x"\nport = 1\nask = "/"\nrun = ["-h"]\nvalues = { a = "b" }',
    '[[program.a.files]]\nfrom = "x"\nto = "/x"\nmode = "0644"\nowner = "1:2"',
    '[[program.a.probe]]\nkind = "http"\njson = { a = [1] }\nheaders = { A = "b" }\nstatus = 404',
    '[[program.a.probe]]\nkind = "worker"\nseconds = 2\nstop-seconds = 0.5',
    '[variant.x]\npack = "upx -1"\ncgo = true',
)
BAD = (
    'engin = "x"',
    'engine = "lxc"',
    '[program.a]\nport = "1"',
    "[program.a]\nport = 0",
    "[program.a]\nfetch-go = true",
    '[[program.a.files]]\nfrom = "x"',
    '[[program.a.files]]\nfrom = ""\nto = "/x"',
    '[[program.a.files]]\nfrom = "x"\nto = "x"',
    '[[program.a.probe]]\nkind = "http"\nseconds = 1',
    '[[program.a.probe]]\nkind = "x"',
    '[[program.a.probe]]\npath = "/"',
    "[variant.x]\ncgo = 1",
)


def agrees(text: str) -> tuple[bool, bool]:
    """What the schema and what our reader says of a file."""
    said: dict[str, Any] = tomllib.loads(text)
    by_schema = Draft202012Validator(schema()).is_valid(said)
    try:
        settings_file(Path("/p/slimgo.toml"), said)
    except BadInput:
        return by_schema, False
    return by_schema, True


@pytest.mark.parametrize("text", GOOD)
def test_what_may_be_written_is_right_by_both(text: str) -> None:
    assert agrees(text) == (True, True)


@pytest.mark.parametrize("text", BAD)
def test_what_may_not_be_written_is_wrong_by_both(text: str) -> None:
    assert agrees(text) == (False, False)


def test_it_is_a_schema_and_says_what_each_option_is() -> None:
    Draft202012Validator.check_schema(schema())
    definitions = schema()["$defs"]
    for each in OPTIONS.values():
        for place, name in (("project", "Settings"), ("program", "Program")):
            there = definitions[name]["properties"].get(each.key)
            expected = each.place in {place, "both"}
            assert (there is not None) is expected, each.name
            if there:
                assert there["description"] == each.help


def test_the_published_one_is_this_one() -> None:
    """`slimgo config --schema >docs/slimgo.schema.json` writes it anew."""
    assert json.loads(PUBLISHED.read_text()) == schema()
