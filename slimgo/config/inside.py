"""Files of a project that settings name: what leads out of it is refused."""

from __future__ import annotations

from pathlib import Path

from slimgo.errors import BadInput


def inside(named: str, folder: Path, where: str) -> Path:
    """The file or folder of that name, links followed, absolute.

    folder: the project's. where: who names it, for errors. Raises BadInput where it is not there,
    or outside of the project, itself or by a link.
    """
    root = folder.resolve()
    try:
        path = (root / named).resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{where}: there is no {named} in {folder}", why=why) from None
    if not path.is_relative_to(root):
        linked = "a link leads" if (root / named).is_symlink() or ".." not in named else "it lies"
        raise BadInput(
            f"{where}: {named} is outside of the project",
            why=f"{linked} out of {folder}",
            cure="copy it into the project",
        )
    return path
