"""Which commit is checked out, as git says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from slimgo.errors import BadInput, CommandFailed, ToolMissing
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from slimgo.values.revision import Revision


def revision_of(folder: Path, surroundings: Surroundings) -> Revision:
    """folder: of the project, absolute. Raises BadInput where git knows no commit of it;
    ToolMissing without git."""
    if "git" not in surroundings.programs:
        raise ToolMissing(
            "git is not on PATH",
            why="{version}, {commit} and {date} are what it says",
            cure="apt-get install git",
        )

    def git(*words: str) -> str:
        command = Command(argv=("git", "-C", str(folder), *words))
        return run(command, surroundings).stdout.strip()

    try:
        commit = git("rev-parse", "HEAD")
        version = git("describe", "--tags", "--always", "--dirty")
        seconds = git("show", "--no-patch", "--format=%ct", "HEAD")
    except CommandFailed as error:
        raise BadInput(
            f"git knows no commit of {folder}",
            why=(error.why.splitlines() or [""])[-1],
            cure="leave {version}, {commit} and {date} out, or commit the sources first",
        ) from None
    return Revision(
        version=version,
        commit=commit,
        date=f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}",
        dirty=version.endswith("-dirty"),
    )
