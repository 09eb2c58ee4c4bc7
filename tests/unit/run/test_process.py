"""A command runs in its surroundings and in nothing of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command


def said(folder: Path, script: str) -> str:
    surroundings = Surroundings(
        directory=folder, environment={"NAME": "theirs"}, programs={"sh": Path("/bin/sh")}
    )
    return run(Command(argv=("sh", "-c", script)), surroundings).stdout


def test_it_works_in_the_folder_of_its_surroundings(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("found\n")
    assert said(tmp_path, 'read -r words <here && echo "$words"') == "found\n"


def test_it_gets_their_variables_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OURS", "kept out")
    assert said(tmp_path, 'echo "$NAME $OURS"') == "theirs \n"
