"""One daemon for all of the tests here."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.buildkit.engine import BuildKit, buildkit


@pytest.fixture(scope="session")
def daemon(record) -> Iterator[BuildKit]:
    """A running BuildKit."""
    with buildkit() as started:
        runc = subprocess.run(("runc", "--version"), capture_output=True, text=True, check=True)
        record(
            {
                "what": "versions",
                "buildkit": started.version,
                "runc": runc.stdout.split()[2],
                "date": datetime.now(UTC).date().isoformat(),
            }
        )
        yield started
