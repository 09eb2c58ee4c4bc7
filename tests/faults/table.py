"""All faults that need no engine's daemon."""

from __future__ import annotations

from tests.faults import disks, runs, services, signals, surroundings, tools

FAULTS = (
    *signals.FAULTS,
    *tools.FAULTS,
    *disks.FAULTS,
    *services.FAULTS,
    *runs.FAULTS,
    *surroundings.FAULTS,
)
