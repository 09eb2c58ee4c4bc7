"""Which commit is checked out: what git prints, read."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import BadInput, CommandFailed, ToolMissing
from slimgo.facts import revision as room
from slimgo.facts.revision import revision_of
from slimgo.run.process import Completed, Surroundings
from slimgo.values.command import Command
from slimgo.values.revision import Revision

SAID = {"rev-parse": "c0ffee\n", "describe": "v1.2-3-gc0ffee-dirty\n", "show": "1767323045\n"}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    def run(command: Command, _: Surroundings) -> Completed:
        assert command.argv[:3] == ("git", "-C", "/p")
        words = SAID[command.argv[3]]
        if not words:
            raise CommandFailed("git ended", why="hint\nfatal: no commits yet")
        return Completed(command=command, status=0, stdout=words, stderr="", seconds=0)

    monkeypatch.setattr(room, "run", run)
    return Surroundings(directory=Path("/"), environment={}, programs={"git": Path("/bin/git")})


def test_version_commit_and_date_are_gits(here: Surroundings) -> None:
    assert revision_of(Path("/p"), here) == Revision(
        version="v1.2-3-gc0ffee-dirty", commit="c0ffee", date="2026-01-02T03:04:05Z", dirty=True
    )


def test_what_git_does_not_know_is_refused_with_its_last_words(
    here: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SAID, "rev-parse", "")
    with pytest.raises(BadInput) as caught:
        revision_of(Path("/p"), here)
    assert caught.value.what == "git knows no commit of /p"
    assert caught.value.why == "fatal: no commits yet"


def test_without_git_it_is_missing() -> None:
    with pytest.raises(ToolMissing, match="git is not on PATH"):
        revision_of(Path("/p"), Surroundings(directory=Path("/"), environment={}))
