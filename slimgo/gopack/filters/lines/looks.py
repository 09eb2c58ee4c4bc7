"""The machines whose code is looked at. Another one is an entry here, and in the stub's look.h."""

from __future__ import annotations

from slimgo.gopack.filters.lines.look_386 import I386
from slimgo.gopack.filters.lines.look_amd64 import AMD64
from slimgo.gopack.filters.lines.look_arm import ARM
from slimgo.gopack.filters.lines.look_arm64 import ARM64
from slimgo.gopack.filters.lines.look_ppc64le import PPC64LE
from slimgo.gopack.filters.lines.look_riscv64 import RISCV64

LOOKS = {
    "amd64": AMD64,
    "arm64": ARM64,
    "386": I386,
    "arm": ARM,
    "riscv64": RISCV64,
    "ppc64le": PPC64LE,
}
"""By GOARCH."""
