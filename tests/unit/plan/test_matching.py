"""Where an answer differs from what is wanted."""

from __future__ import annotations

import pytest

from slimgo.plan.matching import difference, short
from slimgo.values.question import Match


@pytest.mark.parametrize(
    ("match", "text", "wanted"),
    [
        ("exact", "a", "a"),
        ("trimmed", " a\n", "\na"),
        ("pattern", "xaay", "a+"),
        ("anything", "", "x"),
        ("json", '{"b": [1, null], "a": "ä"}', '{"a":"\\u00e4","b":[1.0,null]}'),
        ("json", "true", " true "),
    ],
)
def test_what_matches(match: Match, text: str, wanted: str) -> None:
    assert difference(text, wanted, match) == ""


@pytest.mark.parametrize(
    ("match", "text", "wanted", "words"),
    [
        ("exact", "a ", "a", '"a"'),
        ("trimmed", "b", "a", '"a"'),
        ("pattern", "b", "^a", "a body with ^a"),
        ("json", '{"a": {"b": [0, 1]}}', '{"a": {"b": [0, 2]}}', "$.a.b[1] is 1 instead of 2"),
        ("json", "[]", "[1]", "$ has 0 elements instead of 1"),
        ("json", "[1, 2]", "[1]", "$ has 2 elements instead of 1"),
        ("json", '{"a": 1}', '{"a": 1, "b": 2}', "$.b is missing"),
        ("json", '{"a": 1, "b": 2}', '{"a": 1}', "$.b is too many"),
        ("json", "true", "1", "$ is true instead of 1"),
        ("json", "0", "false", "$ is 0 instead of false"),
        ("json", "null", "{}", "$ is null instead of {}"),
        ("json", '"' + "x" * 100 + '"', "1", f'$ is "{"x" * 79}… instead of 1'),
    ],
)
def test_the_first_difference_is_named(match: Match, text: str, wanted: str, words: str) -> None:
    said = f"JSON, and {words}" if match == "json" else words
    assert difference(text, wanted, match) == said


def test_what_is_no_json_is_told_apart() -> None:
    assert difference("<p>", "1", "json").startswith("JSON, but this cannot be read as JSON (")
    assert difference("1", "{", "json").startswith("JSON, but what is wanted cannot be read")
    deep = "[" * 100_000 + "]" * 100_000
    assert difference(deep, "1", "json") == "JSON, but this is nested too deeply to be compared"


def test_a_long_text_is_cut() -> None:
    assert short("x" * 80) == f"'{'x' * 80}'"
    assert short("x" * 81) == f"'{'x' * 80}…'"
