"""The machine that we run on, in Go's words."""

from __future__ import annotations

import platform
import sys

from slimgo.plan.goarch import goarch_of_machine


def host_goarch() -> str:
    """Its GOARCH; the kernel's own word where Go has none."""
    machine = platform.machine()
    return goarch_of_machine(machine, sys.byteorder) or machine.lower()
