"""What a program is called, and which one is meant by what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.pipeline.mains import program_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("example.com/x/cmd/server", "server"),
        ("example.com/x/cmd/server/v2", "server"),
        ("example.com/tool", "tool"),
        ("tool/v2", "tool"),
        (".", "folder"),
        ("v2", "v2"),
        ("command-line-arguments", "folder"),
        ("", "folder"),
    ],
)
def test_a_program_is_called_as_go_build_calls_it(path: str, name: str) -> None:
    assert program_name(path, Path("/some/folder")) == name
