"""A program on the levels that need no namespace: what it is, what it gets, how it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import EngineFailed
from slimgo.sandbox.landlock import kernel_abi
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import Level
from slimgo.sandbox.middle_levels import chroot_level, landlock_level
from slimgo.values.guest import Guest
from slimgo.values.running import Running
from tests.waiting import PATIENCE_SECONDS

Make = Callable[..., Guest]
Ask = Callable[[Running], str]
Begun = Callable[[Running], Path]
ABI = kernel_abi()

# chown, dac_override, fowner, fsetid, net_bind_service of linux/capability.h
_OVER_FILES = sum(1 << number for number in (0, 1, 3, 4, 10))


@pytest.fixture(params=[chroot_level, landlock_level], ids=["chroot", "Landlock"])
def level(request: pytest.FixtureRequest) -> Level:
    if request.param is chroot_level and os.geteuid() != 0:
        pytest.skip("not run: only root may change its root")
    if request.param is landlock_level and not ABI:
        pytest.skip("not run: this kernel has no Landlock switched on")
    made: Level = request.param(ABI)
    return made


def test_an_answer_comes_back_and_sigterm_ends_it_with_its_own_status(
    program: Make, ask: Ask, level: Level
) -> None:
    with start(program("hello", uid=65534, gid=65534), level) as running:
        assert ask(running) == "Hello Ahmed"
        ended = running.stop(signal.SIGTERM, PATIENCE_SECONDS)
        assert ended is not None
        assert ended.status == 0


@pytest.mark.parametrize("image_user", [0, 65534])
def test_it_has_no_capability_no_new_privilege_and_is_the_images_user(
    program: Make, begun: Begun, level: Level, image_user: int
) -> None:
    with start(program("silent", uid=image_user, gid=image_user), level) as running:
        text = (begun(running) / "status").read_text()
    status = dict(line.split(":\t", 1) for line in text.splitlines())
    kinds = ["CapPrm", "CapEff", "CapInh", "CapAmb"]
    user = os.geteuid()
    if user == 0:
        # who is not root may not empty it, and has no way to use it either
        kinds.append("CapBnd")
        user = image_user
        assert status["Gid"].split() == [str(image_user)] * 4
    kept = {"CapPrm": _OVER_FILES, "CapEff": _OVER_FILES, "CapBnd": _OVER_FILES}
    roots = level.name == "chroot" and user == 0
    for kind in kinds:
        assert int(status[kind], 16) == (kept.get(kind, 0) if roots else 0), kind
    assert status["NoNewPrivs"] == "1"
    assert status["Uid"].split() == [str(user)] * 4


def test_it_ends_when_the_process_that_keeps_it_is_killed(
    program: Make, begun: Begun, level: Level, until_gone: Callable[[int], None]
) -> None:
    with start(program("silent", uid=65534, gid=65534), level) as running:
        pid = int(begun(running).name)
        keeper = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        os.kill(int(keeper), signal.SIGKILL)
        try:
            until_gone(pid)
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_it_starts_in_the_images_directory_with_its_environment(
    program: Make, begun: Begun, level: Level
) -> None:
    made = program("silent", env=(("A", "b"),), working_dir="/data")
    (made.root / "data").mkdir()
    with start(replace(made, argv=("../app.bin",)), level) as running:
        process = begun(running)
        assert b"A=b" in (process / "environ").read_bytes().split(b"\0")
        assert (process / "cwd").readlink() == made.root / "data"


@pytest.mark.skipif(ABI < 4, reason="not run: this kernel's Landlock does not know ports")
def test_listening_elsewhere_than_at_the_images_port_is_an_error(
    program: Make, level: Level
) -> None:
    with (
        start(replace(program("hello"), port=3001), level) as running,
        pytest.raises(EngineFailed, match="permission denied"),
    ):
        running.connect(PATIENCE_SECONDS)


def test_one_that_is_not_there_is_told_by_name(program: Make, level: Level) -> None:
    absent = replace(program("silent"), argv=("./absent",))
    with start(absent, level) as running, pytest.raises(EngineFailed, match=r"127: \./absent: No"):
        running.connect(PATIENCE_SECONDS)


_ANSWERS = """
import sys
from pathlib import Path
from slimgo.sandbox.best_level import all_levels
from slimgo.sandbox.launch import start
from slimgo.sandbox.listening import holder
from slimgo.values.guest import Guest
root, name, user = sys.argv[1:]
level = next(level for level in all_levels() if level.name == name)
program = Guest(root=Path(root), argv=("./app.bin",), port=3000, uid=int(user), gid=int(user))
with start(program, level) as running:
    running.connect(600).close()
    print(holder(3000))
    print(Path(f"/proc/{running.pid}/status").read_text())
"""


def _as_root_with(setpriv: str, root: Path, name: str, user: int) -> str:
    """What _ANSWERS prints where root is as setpriv(1) makes it."""
    program = shutil.which("setpriv") or pytest.skip("not run: setpriv is not here")
    argv = [program, *setpriv.split(), sys.executable, "-c", _ANSWERS, str(root), name, str(user)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="not run: what a root of few powers can do")
@pytest.mark.parametrize("name", ["chroot", "Landlock", "none"])
def test_root_of_a_container_knows_its_own_program_as_another_user(
    program: Make, name: str
) -> None:
    """docker's may not look at other users' processes, and must still tell whose the port is."""
    said = _as_root_with("--bounding-set=-sys_ptrace", program("hello").root, name, 65534)
    assert said.startswith("app.bin (pid ")


@pytest.mark.skipif(os.geteuid() != 0, reason="not run: what a root of few powers can do")
@pytest.mark.parametrize("name", ["chroot", "Landlock"])
def test_roots_groups_are_left_and_powers_gone_where_the_bounding_set_stays(
    program: Make, name: str
) -> None:
    said = _as_root_with("--bounding-set=-setpcap --groups=4,27", program("hello").root, name, 0)
    status = dict(line.split(":", 1) for line in said.splitlines()[1:] if ":" in line)
    assert status["Groups"].split() == ["0"]
    held = {int(status[kind], 16) for kind in ("CapPrm", "CapEff", "CapInh", "CapAmb")}
    assert held == ({0, _OVER_FILES} if name == "chroot" else {0})
    assert int(status["CapBnd"], 16)
