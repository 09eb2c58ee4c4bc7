"""A process group is ended, and nobody waits for members that have ended already."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.waiting import PATIENCE_SECONDS

_SUBREAPER = """
import ctypes, os, subprocess, sys
from slimgo.run import group
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans come to us, unreaped
group._GRACE_SECONDS = 2 * float(sys.argv[1])
leader = subprocess.Popen(
    ["sh", "-c", "sleep 1000 & echo $!; wait"], stdout=subprocess.PIPE, start_new_session=True
)
child = int(leader.stdout.readline())
group.end_group(leader)
print(leader.returncode, os.waitpid(child, os.WNOHANG))
"""


def test_a_grandchild_that_nobody_reaps_is_not_waited_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SUBREAPER, str(PATIENCE_SECONDS)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    status, _, waited = done.stdout.partition(" ")
    assert status == "-15"
    assert waited.endswith(", 15)\n"), "the grandchild has ended, and by SIGTERM"
