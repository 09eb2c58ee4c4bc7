"""What every step goes by: what was chosen, and the program that it is chosen for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from slimgo.config.read import Chosen, private_cache
from slimgo.values.program import Program
from slimgo.values.target import Target


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What holds for all steps of one program."""

    project: Path
    """The folder that everything is relative to."""
    program: Program
    """What is shipped."""
    go: str
    """A path or a name; empty for the pinned one."""
    upx: str
    """A path; empty for the one that is found."""
    packer: str
    """Whose work goes into the image; empty for none."""
    engine: str
    """The forced one; empty for the first that works."""
    port: int
    """Where 127.0.0.1 publishes the service that is run in the foreground."""
    cache: Path
    ambient: Mapping[str, str]
    """The environment of whoever asked."""
    recheck: bool = False
    read_only: bool = False
    """Whether the image is started so that it may write nowhere in its files."""
    target: Target | None = None
    """Another one than this machine's; None for this machine's, or its engine's."""
    least_memory: bool = False
    """Whether the least memory limit of a start is looked for, which takes some seconds."""

    @property
    def build(self) -> Path:
        """The folder of everything that is made."""
        return self.project / self.program.out


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was asked of one task."""

    settings: Settings
    dry: bool = False
    """Print a script instead of doing it."""
    chosen: Chosen = Chosen()  # noqa: RUF009  frozen

    @property
    def json(self) -> str:
        """A file to write the result to, or empty."""
        return self.chosen.text("json")


def settings(
    chosen: Chosen,
    *,
    project: Path,
    program: Program,
    packer: str,
    port: int,
    ambient: Mapping[str, str],
    go: str = "",
) -> Settings:
    """go: where it is another one than was chosen."""
    return Settings(
        project=project,
        program=program,
        go=go or chosen.text("go"),
        upx=chosen.text("upx"),
        packer=packer,
        engine=chosen.text("engine"),
        port=port,
        cache=private_cache(chosen),
        ambient=ambient,
        recheck="recheck" in chosen.flags,
        read_only="read_only" in chosen.flags,
        least_memory="least_memory" in chosen.flags,
    )
