"""Which packages."""

from __future__ import annotations

import pytest

from tests.stdlib.packages import CHOICES


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--packages", choices=sorted(CHOICES), default="one")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "package" in metafunc.fixturenames:
        metafunc.parametrize("package", CHOICES[metafunc.config.getoption("packages")])
