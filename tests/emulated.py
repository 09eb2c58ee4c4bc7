"""Programs of other machines, started here: by the processor itself, or by qemu-user."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from slimgo.pipeline.foreign import emulator_of, runs_natively
from slimgo.run.host import host_goarch
from slimgo.values.target import Target
from tests.waiting import PATIENCE_SECONDS

_ADDRESS = re.compile(rb"0x[0-9a-f]{5,}")


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a program ended, and what it wrote, without the addresses in a traceback."""

    status: int
    out: bytes
    err: bytes


def starter(goarch: str) -> tuple[str, ...]:
    """The words that stand before a program to start it here. Skips where nothing starts it."""
    target, host = Target(goos="linux", goarch=goarch), host_goarch()
    if runs_natively(target, host):
        return ()
    emulator = emulator_of(target, host, os.environ.get("PATH", ""))
    if emulator is None:
        pytest.skip(
            f"not run: linux/{goarch}, with no qemu-user (apt-get install qemu-user-static)"
        )
    return (str(emulator),)


def start(goarch: str, program: Path, *words: str) -> Ended:
    """To its end."""
    done = subprocess.run(
        (*starter(goarch), str(program), *words),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Ended(status=done.returncode, out=done.stdout, err=_ADDRESS.sub(b"0x", done.stderr))
