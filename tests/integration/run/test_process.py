"""Processes for real: nothing is inherited, nothing outlives its call."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from slimgo.errors import CommandFailed, Stopped, ToolMissing
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from tests.waiting import until


def surroundings(folder: Path, **environment: str) -> Surroundings:
    found = {name: Path(shutil.which(name) or "") for name in ("env", "sh", "sleep", "pwd")}
    return Surroundings(directory=folder, environment=environment, programs=found)


def test_a_command_gets_our_environment_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOEXPERIMENT", "ambient")
    command = Command(argv=("env",), env=(("GOOS", "linux"),))
    completed = run(command, surroundings(tmp_path, PATH="/bin"))
    mark, *others = sorted(
        completed.stdout.split(), key=lambda pair: not pair.startswith("STARTED")
    )
    assert sorted(others) == ["GOOS=linux", "PATH=/bin"]
    assert re.fullmatch("STARTED_BY_SLIMGO=[0-9a-f]{16}", mark)


def test_it_runs_in_the_projects_folder(tmp_path: Path) -> None:
    assert run(Command(argv=("pwd",)), surroundings(tmp_path)).stdout.strip() == str(tmp_path)


def test_a_status_is_told_as_a_shell_tells_it(tmp_path: Path) -> None:
    command = Command(argv=("sh", "-c", "kill -9 $$"))
    assert run(command, surroundings(tmp_path), check=False).status == 137


def test_a_failure_carries_the_commands_own_words(tmp_path: Path) -> None:
    command = Command(argv=("sh", "-c", "echo it broke >&2; exit 7"))
    with pytest.raises(CommandFailed, match="status 7") as caught:
        run(command, surroundings(tmp_path))
    assert caught.value.why == "it broke"


def test_an_unknown_program_is_a_missing_tool(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match="nosuch is not here"):
        run(Command(argv=("nosuch",)), surroundings(tmp_path))


SLEEPS = "sleep\x003661.9"
"""Of the processes themselves, whose words end with zero bytes; the source below has a space."""
STARTING = """
import subprocess, time
from slimgo.run.watcher import ended_with_us
with ended_with_us("STARTED_BY_SLIMGO=0123456789abcdef"):
    command = ("sh", "-c", "sleep 3661.9 & sleep 3661.9")
    environment = {"PATH": "/bin:/usr/bin", "STARTED_BY_SLIMGO": "0123456789abcdef"}
    subprocess.Popen(command, env=environment, start_new_session=True)
    print("started", flush=True)
    time.sleep(3600)
"""


def test_what_was_just_started_ends_with_us_before_its_number_was_told() -> None:
    """We are killed between the start of a process and the word to who watches over it."""
    ours = subprocess.Popen((sys.executable, "-c", STARTING), stdout=subprocess.PIPE, text=True)
    with ours:
        assert ours.stdout
        assert ours.stdout.readline() == "started\n"
        until(lambda: command_lines().count(SLEEPS) == 2)
        ours.kill()
    until(lambda: SLEEPS not in command_lines(), patience_seconds=60)


def test_what_does_not_end_in_time_is_ended_with_all_its_children(tmp_path: Path) -> None:
    command = Command(argv=("sh", "-c", "sleep 3661.7 & sleep 3661.7"))
    with pytest.raises(CommandFailed, match="did not end within"):
        run(command, surroundings(tmp_path, PATH="/bin:/usr/bin"), timeout_seconds=0.3)
    assert "3661.7" not in command_lines()


def test_a_signal_that_stops_us_stops_what_we_started(tmp_path: Path) -> None:
    def stop(number: int, _frame: object) -> None:
        raise Stopped(number)

    def strike() -> None:
        until(lambda: "sleep\x003662.9" in command_lines())
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, stop)
    striking = threading.Thread(target=strike)
    try:
        striking.start()
        with pytest.raises(Stopped):
            run(Command(argv=("sleep", "3662.9")), surroundings(tmp_path))
    finally:
        striking.join()
        signal.signal(signal.SIGTERM, before)
    assert "3662.9" not in command_lines()


def test_a_kill_that_ends_us_ends_what_we_started_with_all_its_children(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
path, programs = {{"PATH": "/bin:/usr/bin"}}, {{"sh": Path("/bin/sh")}}
here = Surroundings(directory=Path("/"), environment=path, programs=programs)
run(Command(argv=("sh", "-c", "sleep 3663.1 & touch '{tmp_path}/started'; sleep 3663.1")), here)
"""
    with subprocess.Popen([sys.executable, "-c", program], env=os.environ) as process:
        until((tmp_path / "started").exists)
        until(lambda: waits_for_output(process.pid))
        process.kill()
    until(lambda: "3663.1" not in command_lines())


def test_a_command_that_has_ended_leaves_no_watcher(tmp_path: Path) -> None:
    before = children()
    run(Command(argv=("pwd",)), surroundings(tmp_path))
    with pytest.raises(ToolMissing):
        run(
            Command(argv=("absent",)),
            Surroundings(
                directory=tmp_path, environment={}, programs={"absent": tmp_path / "absent"}
            ),
        )
    assert children() == before


def waits_for_output(pid: int) -> bool:
    """Whether it has started its command and told the watcher: communicate() waits in poll(2)."""
    return "poll" in Path(f"/proc/{pid}/wchan").read_text()


def children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def command_lines() -> str:
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_text())
        except OSError:
            continue
    return "\n".join(lines)
