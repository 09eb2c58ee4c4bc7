"""A result of which nothing is told, for tests that tell something of it."""

from __future__ import annotations

from slimgo.values.result import Result

BLANK = Result(
    versions=(),
    machine=(),
    engine="docker",
    engine_title="",
    engine_reason="",
    isolation="",
    not_isolated="",
    target="linux/amd64",
)
