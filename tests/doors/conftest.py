"""Modules of people who have never heard of slimgo; see tests/integration/doors."""

from __future__ import annotations

from tests.integration.doors.conftest import module

__all__ = ["module"]
