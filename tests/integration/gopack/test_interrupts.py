"""A signal ends gopack at once, at any moment: no traceback, no half file, the right status.

Before its first line Python itself is at work (some milliseconds): SIGTERM and SIGHUP end that
without a word, too, and for SIGINT it has words of its own, which no program can change.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.gopack.moments import run
from tests.integration.gopack.programs import HERE, build, gopack
from tests.waiting import PATIENCE_SECONDS, until

_COMMAND = (sys.executable, "-m", "slimgo.gopack", "pack")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("interrupts") / "silent"
    build("silent", output)
    return output


@pytest.mark.parametrize(
    ("way", "number"),
    [("nameless", signal.SIGINT), ("named", signal.SIGTERM)],
)
def test_whatever_it_is_doing_it_ends_at_once_and_leaves_nothing(
    program, tmp_path, way, number
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    output, counted = folder / "packed", tmp_path / "counted"
    assert run(way, output, program, seen=counted).returncode == 0
    whole = output.read_bytes()
    kinds = dict(line.rsplit(" ", 1) for line in counted.read_text().splitlines())
    assert {"import", "open", "subprocess.Popen", "os.link", "mmap.__new__"} <= set(kinds)
    ended = 0
    for kind, times in kinds.items():
        for wanted in {1, int(times)}:
            output.unlink(missing_ok=True)
            done = run(way, output, program, number=number, at=kind, time=wanted)
            where = f"at {kind}, time {wanted}"
            assert done.stderr == "", where
            assert done.returncode in {128 + number, 0}, where
            left = {path.name: path.read_bytes() for path in folder.iterdir()}
            assert left in ({}, {"packed": whole}), where
            ended += done.returncode != 0
    # what threads do differs by a time or two: the last may not come
    assert ended > len(kinds)


def started(output: Path, program: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        (*_COMMAND, "-o", output, program),
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def catches(pid: int, number: int) -> bool:
    """Whether it has a handler for the signal: proc_pid_status(5), SigCgt."""
    status = Path(f"/proc/{pid}/status").read_text()
    mask = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(mask.split()[1], 16) >> (number - 1) & 1)


def cpu_ticks(pid: int) -> int:
    """What it has worked, which another program's work does not add to: proc_pid_stat(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@pytest.mark.parametrize("number", _SIGNALS)
@pytest.mark.parametrize("share", [1, 2])
def test_an_interrupt_from_outside_leaves_nothing(program, tmp_path, number, share) -> None:
    """share: of what it has worked when it has handlers; packing takes some five times as long."""
    before = program.read_bytes()
    process = started(tmp_path / "output", program)
    until(lambda: catches(process.pid, signal.SIGTERM))
    start = cpu_ticks(process.pid)
    until(lambda: cpu_ticks(process.pid) >= share * start)
    process.send_signal(number)
    _, words = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, words) == (128 + number, b"")
    assert not list(tmp_path.iterdir())
    assert program.read_bytes() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("milliseconds", [0, 1, 2, 4, 8, 16])
def test_before_its_first_line_nothing_is_said_either(
    program, tmp_path, number, milliseconds
) -> None:
    """Whenever that is: the times only make it likely that each part of the way is met."""
    process = started(tmp_path / "output", program)
    time.sleep(milliseconds / 1000)
    process.send_signal(number)
    _, words = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode in {128 + number, -number}
    assert words == b""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_modules_are_imported_says_nothing(program, tmp_path, number) -> None:
    """numpy makes an error of its own of whatever ends an import of its parts."""
    (tmp_path / "numpy.py").write_text(
        "import os, signal\n"
        "try:\n"
        f"    os.kill(os.getpid(), {int(number)})\n"
        "except BaseException as error:\n"
        "    raise ImportError('numpy is broken') from error\n"
    )
    done = subprocess.run(
        (*_COMMAND, "-o", tmp_path / "output", program),
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (128 + number, b"")


def child_of(process: subprocess.Popen[bytes]) -> int:
    """The proof's process, once it is there."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (found := children.read_text().split()):
        assert process.poll() is None, "it ended before it could be met"
        time.sleep(0.001)
    return int(found[0])


def test_killed_when_all_is_written_but_not_proven_it_leaves_nothing(program, tmp_path) -> None:
    process = started(tmp_path / "output", program)
    child_of(process)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.communicate()
    assert not list(tmp_path.iterdir())


def test_the_proofs_process_ends_with_it(program, tmp_path) -> None:
    process = started(tmp_path / "output", program)
    child = child_of(process)
    process.terminate()
    process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 128 + signal.SIGTERM
    until(lambda: not Path(f"/proc/{child}").exists())


def test_of_several_files_those_that_are_done_stay(program, tmp_path) -> None:
    """The interrupt comes while the second is packed."""
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(program.read_bytes())
    done = tmp_path / "one.packed"
    process = subprocess.Popen(
        (*_COMMAND, tmp_path / "one", tmp_path / "two"),
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until(done.exists)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, words) == (130, b"")
    assert {path.name for path in tmp_path.iterdir()} == {"one", "one.packed", "two"}
    assert gopack("test", done).returncode == 0
