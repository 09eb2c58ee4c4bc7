"""What a sandbox starts: a folder that is its root, a command line, the process it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slimgo.values.image import ImageFile


@dataclass(frozen=True, kw_only=True)
class Guest:
    """One start of a program, whichever way it is isolated."""

    root: Path
    """A folder that holds the image's files and nothing else; the program's own copy."""
    argv: tuple[str, ...]
    """Entrypoint and arguments, as the image has them."""
    port: int
    """Where it listens, over TCP; 0 for nowhere."""
    env: tuple[tuple[str, str], ...] = ()
    """What the image sets; an engine adds PATH, HOSTNAME and HOME where the image does not."""
    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = ()
    """Supplementary groups."""
    home: str = "/"
    hostname: str = ""
    """Chosen for each start, whatever the image's HOSTNAME says; empty before one is."""
    working_dir: str = "/"
    """Absolute inside root."""
    files: tuple[ImageFile, ...] = ()
    """Owner and mode of everything in root, root itself (`/`) too. Empty: all is the user's own."""
    runs_as: tuple[int, int] | None = None
    """This machine's uid and gid to change to where no namespace maps them; None to stay."""
    mapped: bool = False
    """Whether a user namespace is made for its ids and those of its files."""
    stdin: str = ""
    """What it reads from standard input, and then its end; empty for /dev/null."""
    reaches: tuple[int, ...] = ()
    """Ports of this machine's 127.0.0.1 that it reaches at its own, whichever network it has."""
    read_only: bool = False
    """Whether it may write nowhere in root but in its volumes."""
    volumes: tuple[str, ...] = ()
    """Absolute paths of folders in root that are not the image's own: what is written there changes
    no image."""
