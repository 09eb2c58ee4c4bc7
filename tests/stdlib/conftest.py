"""Which packages, and for which machines."""

from __future__ import annotations

import pytest

from slimgo.run.host import host_goarch
from tests.stdlib.packages import CHOICES


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--packages", choices=sorted(CHOICES), default="one")
    parser.addoption(
        "--goarchs", default=host_goarch(), help="machines, by commas: this one's is usual"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        chosen = CHOICES[metafunc.config.getoption("packages")]
        goarchs = metafunc.config.getoption("goarchs").split(",")
        cases = [(goarch, package) for goarch in goarchs for package in chosen]
        metafunc.parametrize("case", cases, ids="-".join)
