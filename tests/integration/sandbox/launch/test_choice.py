"""A level is chosen by what it ran, never by what is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from slimgo.errors import EngineFailed, ToolMissing
from slimgo.run.host import host_goarch
from slimgo.sandbox.best_level import choose_level
from slimgo.sandbox.landlock import kernel_abi
from slimgo.sandbox.level import BUBBLEWRAP, NONE, Launch, Level, bubblewrap_path
from slimgo.values.guest import Guest

GOARCH = host_goarch()


def test_the_best_that_works_is_chosen() -> None:
    choice = choose_level(GOARCH)
    assert choice.level == BUBBLEWRAP
    assert choice.refused == ()


def _dies_late(guest: Guest) -> Launch:
    """It makes the namespaces and says so, and only then cannot go on."""
    usual = BUBBLEWRAP.launch(guest)
    at = usual.argv.index("--hostname")
    argv = (*usual.argv[:at], "--dir", "/proc/absent/folder", *usual.argv[at:])
    return replace(usual, argv=argv)


def test_a_launcher_that_dies_while_it_is_awaited_is_refused_with_its_words() -> None:
    level = replace(BUBBLEWRAP, name="dies late", launch=_dies_late)
    for _ in range(8):  # it may be gone before or after it is let go
        choice = choose_level(GOARCH, (level, NONE))
        assert choice.level == NONE
        [(_, why)] = choice.refused
        assert "/proc/absent" in why


def _missing(_: Guest) -> Launch:
    raise ToolMissing("bubblewrap is not here")


SPOILED = {
    "a launcher that is not there": Launch(executable="/nonexistent", argv=("absent",)),
    "a launcher that claims success": Launch(executable="/bin/true", argv=("true",)),
}


@pytest.mark.parametrize("like", [BUBBLEWRAP, NONE], ids=lambda level: level.name)
@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED)
def test_a_level_that_did_not_run_the_trial_is_refused_with_a_reason(
    spoiled: Launch, like: Level
) -> None:
    level = replace(like, name="spoiled", launch=lambda _: spoiled)
    choice = choose_level(GOARCH, (level, NONE))
    assert choice.level == NONE
    [(name, why)] = choice.refused
    assert name == "spoiled"
    assert why


def test_where_no_level_works_every_reason_is_told() -> None:
    missing = replace(BUBBLEWRAP, launch=_missing)
    with pytest.raises(EngineFailed, match="bubblewrap: bubblewrap is not here"):
        choose_level(GOARCH, (missing,))


_CHOOSES = """
import sys
from slimgo.sandbox.best_level import choose_level
choice = choose_level(sys.argv[1])
print(choice.level.name)
for refused in choice.refused:
    print(*refused, sep="|")
"""


@pytest.mark.parametrize("powers", [(), ("--cap-drop", "ALL")], ids=["root's", "no capability"])
def test_where_namespaces_are_refused_the_next_best_is_chosen_and_each_refusal_says_why(
    powers: tuple[str, ...],
) -> None:
    # fmt: off
    inside = [
        str(bubblewrap_path()), "--unshare-user", "--disable-userns", "--dev-bind", "/", "/",
        *powers, sys.executable, "-c", _CHOOSES, GOARCH,
    ]
    # fmt: on
    done = subprocess.run(inside, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    level, *refusals = done.stdout.splitlines()
    refused = dict(line.split("|") for line in refusals)
    assert "namespace" in refused["bubblewrap"]
    if os.geteuid() == 0 and not powers:
        assert level == "chroot"
        return
    assert level == ("Landlock" if kernel_abi() else "none")
    root = "chroot: Operation not permitted"
    assert refused["chroot"] == (root if os.geteuid() == 0 else "only root may change its root")
