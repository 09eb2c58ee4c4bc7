"""However a watched program ends, or its watcher does, nothing of it goes on."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.opened import opened
from slimgo.sandbox.opens.watch import Watch
from slimgo.values.opened import OpenedName
from tests.integration.sandbox.opens.conftest import PROJECT, processes
from tests.waiting import PATIENCE_SECONDS, until

Named = Callable[[], tuple[Path, Callable[[], bool]]]
READY = "/ready"
SHORT_SECONDS = 0.05


def is_ready(name: OpenedName) -> bool:
    return name.name == READY


def test_of_a_program_that_ends_by_itself_nothing_is_left(named: Named, level: Level) -> None:
    path, runs = named()
    orders = (f"execute=./{path.name},open={READY}", "status=4")
    watch = Watch(seconds=PATIENCE_SECONDS)
    seen = opened(path, orders, watch=watch, environment={}, levels=(level,))
    assert (seen.status, seen.lacks) == (4, "")
    assert any(map(is_ready, seen.names))
    assert not runs()


def test_a_program_that_goes_on_is_ended_after_its_time(named: Named, level: Level) -> None:
    path, runs = named()
    seen = opened(path, ("stay",), watch=Watch(seconds=0), environment={}, levels=(level,))
    assert (seen.status, seen.lacks) == (None, "")
    assert not runs()


def test_a_program_that_ignores_sigterm_is_killed(named: Named, level: Level) -> None:
    path, runs = named()
    watch = Watch(seconds=PATIENCE_SECONDS, enough=is_ready, grace_seconds=SHORT_SECONDS)
    orders = ("deaf", f"open={READY}", "stay")
    seen = opened(path, orders, watch=watch, environment={}, levels=(level,))
    assert (seen.status, seen.lacks) == (None, "")
    assert not runs()


def test_what_a_program_opens_when_it_is_told_to_end_is_seen(named: Named, level: Level) -> None:
    path, runs = named()
    watch = Watch(seconds=PATIENCE_SECONDS, enough=is_ready, grace_seconds=PATIENCE_SECONDS)
    seen = opened(path, ("leave",), watch=watch, environment={}, levels=(level,))
    own = [each.name for each in seen.names if not each.by_go]
    assert own == [READY, "/goodbye"]
    assert seen.status is None
    assert not runs()


def test_threads_that_never_stop_coming_are_ended_with_it(named: Named, level: Level) -> None:
    path, runs = named()
    watch = Watch(seconds=PATIENCE_SECONDS, enough=is_ready, grace_seconds=0)
    orders = ("deaf", f"open={READY}", "spawn")
    opened(path, orders, watch=watch, environment={}, levels=(level,))
    assert not runs()


def test_names_that_never_stop_coming_are_ended_with_it(named: Named, level: Level) -> None:
    path, runs = named()
    watch = Watch(seconds=SHORT_SECONDS, grace_seconds=SHORT_SECONDS)
    orders = ("deaf", "flood", "stay")
    seen = opened(path, orders, watch=watch, environment={}, levels=(level,))
    assert seen.status is None
    assert not runs()


def test_children_are_ended_with_it(named: Named, level: Level) -> None:
    path, runs = named()
    watch = Watch(seconds=PATIENCE_SECONDS, enough=is_ready, grace_seconds=SHORT_SECONDS)
    orders = ("deaf", f"execute=./{path.name},deaf open={READY} stay")
    seen = opened(path, orders, watch=watch, environment={}, levels=(level,))
    assert any(map(is_ready, seen.names))
    assert not runs()


def test_a_tracer_that_is_killed_takes_all_with_it_and_that_is_said(
    named: Named, level: Level
) -> None:
    path, runs = named()

    def enough(name: OpenedName) -> bool:
        if name.name == READY:
            traced = next(each for each, running in processes().items() if running == path.name)
            [tracer] = re.findall(r"TracerPid:\t(\d+)", (traced / "status").read_text())
            os.kill(int(tracer), signal.SIGKILL)
        return False

    watch = Watch(seconds=PATIENCE_SECONDS, enough=enough)
    orders = ("deaf", f"execute=./{path.name},deaf open={READY} stay")
    seen = opened(path, orders, watch=watch, environment={}, levels=(level,))
    assert any(map(is_ready, seen.names))
    assert seen.lacks == "the process that traced it ended before the program did"
    until(lambda: not runs())


def test_what_a_watcher_raises_is_raised_and_ends_it(named: Named, level: Level) -> None:
    path, runs = named()

    def enough(name: OpenedName) -> bool:
        raise LookupError(name.name)

    watch = Watch(seconds=PATIENCE_SECONDS, enough=enough)
    with pytest.raises(LookupError):
        opened(path, ("deaf", "stay"), watch=watch, environment={}, levels=(level,))
    assert not runs()


_WATCHER = """
import sys
from pathlib import Path
from slimgo.sandbox.best_level import all_levels
from slimgo.sandbox.opens.opened import opened
from slimgo.sandbox.opens.watch import Watch

def enough(name):
    if name.name == "/ready":
        print("ready", flush=True)
    return False

level = [level for level in all_levels() if level.name == sys.argv[2]][:1]
watch = Watch(seconds=3600, enough=enough)
orders = ("deaf", "open=/ready", "stay")
opened(Path(sys.argv[1]), orders, watch=watch, environment={}, levels=level)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda each: each.name)
def test_an_interrupted_watcher_leaves_no_process(
    number: signal.Signals, named: Named, level: Level
) -> None:
    path, runs = named()
    watcher = subprocess.Popen(
        [sys.executable, "-c", _WATCHER, str(path), level.name],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert watcher.stdout is not None
    assert watcher.stdout.readline() == "ready\n"
    assert runs()
    watcher.send_signal(number)
    watcher.communicate(timeout=PATIENCE_SECONDS)
    if number == signal.SIGINT:
        assert not runs()
    until(lambda: not runs())


_UNDER_A_FILTER = """
import ctypes, json, sys
from dataclasses import asdict
from pathlib import Path
from slimgo.sandbox.confine import _filter, checked, libc
from slimgo.sandbox.best_level import all_levels
from slimgo.sandbox.opens.opened import opened
from slimgo.sandbox.opens.watch import Watch

checked(libc.prctl(38, 1, 0, 0, 0))  # PR_SET_NO_NEW_PRIVS
_filter(bytes.fromhex(sys.argv[3]))
level = [level for level in all_levels() if level.name == sys.argv[2]][:1]
watch = Watch(seconds=600)
seen = opened(Path(sys.argv[1]), ("open=/x",), watch=watch, environment={}, levels=level)
print(json.dumps(asdict(seen)))
"""
_PTRACE = {"x86_64": 101, "aarch64": 117}
_GET_SYSCALL_INFO = 0x420E


def refusing(error: int, request: int | None = None) -> str:
    """A filter that lets ptrace(2) fail, or one request of it, in hexadecimal digits."""
    answer = (0x06, 0, 0, 0x00050000 | error)
    asked = [] if request is None else [(0x20, 0, 0, 16), (0x15, 0, 1, request)]
    program = [
        (0x20, 0, 0, 0),
        (0x15, 0, len(asked) + 1, _PTRACE[os.uname().machine]),
        *asked,
        answer,
        (0x06, 0, 0, 0x7FFF0000),
    ]
    return b"".join(struct.pack("=HBBI", *each) for each in program).hex()


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (refusing(errno.EPERM), "the kernel refuses to trace a process (ptrace): "),
        (refusing(errno.ENOSYS), "the kernel refuses to trace a process (ptrace): "),
        (refusing(errno.EIO, _GET_SYSCALL_INFO), "system calls cannot be seen here: "),
    ],
    ids=["refused", "not there", "an old kernel"],
)
def test_where_nothing_can_be_traced_that_is_said(
    rules: str, why: str, named: Named, level: Level
) -> None:
    path, runs = named()
    done = subprocess.run(
        [sys.executable, "-c", _UNDER_A_FILTER, str(path), level.name, rules],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.stderr == ""
    seen = json.loads(done.stdout)
    assert seen["lacks"].startswith(why)
    assert seen["names"] == []
    assert not runs()
