"""What can be fetched is fetched; Debian's packages as root only."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from slimgo.errors import ToolMissing
from slimgo.pipeline import setup as setting_up
from slimgo.pipeline.setup import setup
from slimgo.run.process import Surroundings
from slimgo.values.command import Command
from slimgo.values.event import Doing, Tell
from tests.unit.pipeline.tools import UPX
from tests.unit.pipeline.workshop import Options, options_of, settings_in, terminal_of


@dataclass
class Machine:
    """A Debian where nothing is installed. ran: its commands."""

    folder: Path
    ran: list[Command] = field(default_factory=list)
    timeouts: list[float] = field(default_factory=list)
    fetched: int = 0

    def options(self, *, dry: bool = False, apt: bool = True) -> Options:
        search = str(self.folder / "bin") if apt else ""
        return options_of(settings_in(self.folder, ambient={"PATH": search}), dry=dry)

    def run(self, command: Command, where: Surroundings, *, timeout_seconds: float) -> None:
        assert where.program("apt-get") == self.folder / "bin/apt-get"
        self.ran.append(command)
        self.timeouts.append(timeout_seconds)

    def find_upx(self, settings: object, where: Surroundings, tell: Tell) -> object:
        assert settings
        assert where.directory == self.folder
        tell(Doing(text="fetching UPX"))
        self.fetched += 1
        return UPX


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/apt-get").touch(mode=0o755)
    machine = Machine(tmp_path)
    monkeypatch.setattr(setting_up, "run", machine.run)
    monkeypatch.setattr(setting_up, "find_upx", machine.find_upx)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return machine


def test_upx_is_fetched_for_everyone(debian: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    setup(debian.options(apt=False), system=False)
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"UPX {UPX.version}: {UPX.path} ({UPX.origin})"
    assert second.startswith("All that can be fetched is here. Next: ")
    assert second.endswith("invoke slim")
    assert debian.ran == []


def test_root_gets_debians_packages_too(
    debian: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    setup(debian.options(), system=True)
    update, install = debian.ran
    assert update.argv == ("apt-get", "update", "-q")
    assert install.argv[:3] == ("apt-get", "install", "-y")
    assert debian.timeouts == [1200, 1200]
    assert capsys.readouterr().out.splitlines()[:2] == [f"$ {update}", f"$ {install}"]
    assert debian.fetched == 1


@pytest.mark.parametrize(("user", "apt"), [(1000, True), (0, False)])
def test_who_is_not_root_on_debian_is_told_so(
    debian: Machine,
    monkeypatch: pytest.MonkeyPatch,
    user: int,
    apt: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    with pytest.raises(ToolMissing) as caught:
        setup(debian.options(apt=apt), system=True)
    assert caught.value.what == "--system installs Debian packages as root"
    assert caught.value.why == "this is not root on a Debian system"
    assert caught.value.cure == "invoke setup --system   (as root, on Debian or Ubuntu)"
    assert (debian.ran, debian.fetched) == ([], 0)


def test_a_dry_run_prints_the_commands_to_anybody(
    debian: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    # a script's lines are as long as they are
    terminal_of(monkeypatch, 5)
    setup(debian.options(dry=True), system=True)
    update, install = capsys.readouterr().out.splitlines()
    assert update == "apt-get update -q"
    assert install.startswith("DEBIAN_FRONTEND=noninteractive apt-get install -y")
    assert (debian.ran, debian.fetched) == ([], 0)
