"""A probe program on each level, as root and as a user: it can do what is expected and no more."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from attack.expected import BITES, expected
from attack.inside import attack, attack_by_hand
from attack.kit import Kit, make_kit
from attack.place import NOBODY, build_probe, here
from attack.prey import free_port, processes_with
from slimgo.sandbox.landlock import kernel_abi
from slimgo.sandbox.middle_levels import chroot_level, landlock_level
from slimgo.values.isolation import Attacked, Place
from tests.waiting import until

ROOT = os.geteuid() == 0
MIDDLE = {"chroot": chroot_level, "Landlock": landlock_level}
# what the engine does for every program, on whichever level
_NEVER = {"use an inherited descriptor", "stay behind"}


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_probe(tmp_path_factory.mktemp("probe"))


@pytest.fixture(scope="module", params=["as root", "as a user"])
def place(request: pytest.FixtureRequest, probe: Path) -> Place:
    """All attacks, as one of two. Who is not root cannot be root."""
    if request.param == "as root":
        if not ROOT:
            pytest.skip("not run: the attacks as root, since we are not")
        return here(probe, 0, request.param)
    return here(probe, NOBODY if ROOT else os.geteuid(), request.param)


@pytest.fixture
def kit(tmp_path: Path, probe: Path) -> Kit:
    return make_kit(tmp_path, probe, os.geteuid())


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory, probe: Path) -> Attacked:
    return attack_by_hand(make_kit(tmp_path_factory.mktemp("kit"), probe, os.geteuid()))


def test_the_probe_bites_where_nothing_isolates_it(place: Place) -> None:
    assert place.by_hand.could >= BITES | _NEVER
    # only root can have made the setuid file that it tries, and root itself gains nothing by it
    if ROOT and place.name == "as a user":
        assert "gain privileges by execve" in place.by_hand.could


def test_without_isolation_it_is_still_started_cleanly(place: Place) -> None:
    none = _level(place, "none")
    assert none.could >= place.by_hand.could - _NEVER - {"gain privileges by execve"}
    assert not none.could & _NEVER
    if place.name == "as a user":
        assert "gain privileges by execve" not in none.could


@pytest.mark.parametrize("name", ["bubblewrap", "chroot", "Landlock"])
def test_it_can_do_what_is_expected_of_the_level_and_no_more(place: Place, name: str) -> None:
    level = _level(place, name)
    if name == "chroot" and place.name == "as a user":
        assert level.refused == "only root may change its root"
        return
    if name == "Landlock" and not place.abi:
        pytest.skip("not run: this kernel has no Landlock switched on")
    assert not level.refused
    assert level.could == expected(name, place.abi) & place.by_hand.could


@pytest.mark.parametrize("abi", range(8))
@pytest.mark.parametrize("name", MIDDLE)
def test_each_older_landlock_refuses_what_it_knows(
    kit: Kit, by_hand: Attacked, name: str, abi: int
) -> None:
    """A newer kernel does what an older one was asked for."""
    if abi > kernel_abi():
        pytest.skip(f"not run: this kernel's Landlock ends at ABI {kernel_abi()}")
    if name == "chroot" and not ROOT:
        pytest.skip("not run: only root may change its root")
    attacked = attack(kit, MIDDLE[name](abi))
    if name == "Landlock" and not abi:
        assert attacked.refused == "this kernel has no Landlock switched on"
        return
    assert not attacked.refused
    assert attacked.could == expected(name, abi) & by_hand.could


def _level(place: Place, name: str) -> Attacked:
    return next(level for level in place.levels if level.level == name)


_STARTS_AND_WAITS = """
import sys
from pathlib import Path
from slimgo.sandbox.best_level import all_levels
from slimgo.sandbox.launch import start
from slimgo.values.guest import Guest
root, token, port, name = sys.argv[1:]
level = next(level for level in all_levels() if level.name == name)
argv = ("./app.bin", "leave", token, port)
with start(Guest(root=Path(root), argv=argv, port=int(port)), level) as running:
    running.connect(600).close()
    print(flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def token() -> Iterator[str]:
    token = secrets.token_hex(16)
    yield token
    assert not processes_with(token)


@pytest.mark.parametrize("name", ["bubblewrap", "chroot", "Landlock", "none"])
def test_what_moved_to_a_session_of_its_own_ends_even_when_we_are_killed(
    kit: Kit, token: str, name: str
) -> None:
    if name == "chroot" and not ROOT:
        pytest.skip("not run: only root may change its root")
    argv = [sys.executable, "-c", _STARTS_AND_WAITS, str(kit.root), token, str(free_port()), name]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as runner:
        assert runner.stdout is not None
        runner.stdout.readline()
        # the runner itself, the program and what it left
        assert len(processes_with(token)) >= 3
        runner.kill()
    # one that stays behind ends by itself after a minute
    until(lambda: not processes_with(token), patience_seconds=50)
