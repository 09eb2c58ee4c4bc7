"""A cure taken from what was told, and typed as its reader would."""

from __future__ import annotations

import os
import subprocess

from tests.faults.checkout import PROJECT, Checkout, Outcome
from tests.waiting import PATIENCE_SECONDS


def cure_of(outcome: Outcome) -> str:
    """The command under an error, without its remark."""
    assert "Traceback" not in outcome.out + outcome.err, outcome
    line = outcome.err.splitlines()[-1]
    assert line.startswith("  → "), outcome
    return line.removeprefix("  → ").partition("   (")[0]


def type_it(checkout: Checkout, cure: str, **env: str) -> Outcome:
    """In the folder where the reader stands, with nothing of ours added to PATH."""
    done = subprocess.run(
        ["sh", "-c", cure],
        cwd=checkout.path,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "TMPDIR": str(checkout.temporary)} | env,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Outcome(status=done.returncode, out=done.stdout, err=done.stderr)
