from __future__ import annotations

import pytest

from slimgo.engines.client import reason


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (
            "docker: Error response from daemon: No such image: x.\nSee 'docker run --help'.\n",
            "No such image: x.",
        ),
        (
            "docker: Error response from daemon: no\n\nRun 'docker run --help' for more\n",
            "no",
        ),
        (
            "ERROR: BuildKit is enabled but buildx is missing.\n   Install it:\n   https://example\n",
            "BuildKit is enabled but buildx is missing.",
        ),
        (
            'time="2026-01-01" level=warning msg="x"\nError: x: image not known\n',
            "x: image not known",
        ),
        ("something else\n", "something else"),
        ("WARNING: slow\n", "no reason given"),
        ("", "no reason given"),
    ],
)
def test_the_line_that_tells_is_found_among_advice(printed: str, told: str) -> None:
    assert reason(printed) == told
