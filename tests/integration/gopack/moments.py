"""gopack with a signal at a moment that is chosen by what it does, not by the clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.integration.gopack.programs import HERE
from tests.waiting import PATIENCE_SECONDS

_AT_A_MOMENT = """
import os, signal, sys
from pathlib import Path

number, kind, wanted, seen_file = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
seen = {}

def count(event, _):
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        return  # gopack's first line is yet to come
    seen[event] = seen.get(event, 0) + 1
    if event == kind and seen[event] == wanted:
        os.kill(os.getpid(), number)

sys.addaudithook(count)
if sys.argv[5] == "named":
    from slimgo.gopack import files
    files._OPEN_FILES = Path("/nowhere")
sys.argv = ["gopack", *sys.argv[6:]]
from slimgo.gopack.entry import main
status = main()
if seen_file:
    Path(seen_file).write_text("".join(f"{event} {times}\\n" for event, times in seen.items()))
sys.exit(status)
"""
"""gopack, with a signal when it does something for the first or the last time: what Python tells
audit hooks of, such as imports, files opened, threads, processes, links and names removed."""


def run(
    way: str, *words: Path, number: int = 0, at: str = "", time: int = 0, seen: Path | str = ""
) -> subprocess.CompletedProcess[str]:
    """way: whether files without a name are to be had, or `named` only. number: of the signal, when
    it does this for that time. seen: where to write how often it did what."""
    moment = (str(number), at, str(time), str(seen), way)
    return subprocess.run(
        (sys.executable, "-c", _AT_A_MOMENT, *moment, "pack", "-o", *words),
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
