"""Files that a program is given for a probe: where they may stand, and as whose.

They are root's, and everybody may read them, whoever the image's user is; folders on the way that
are not there are made so too. One that the source's owner may execute, everybody may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from slimgo.errors import BadInput
from slimgo.plan.engine_defaults import MOUNTED_FOLDERS, NAME_FILES
from slimgo.values.probe import GivenFile, Probe

FOLDER_MODE = 0o755
_MODE, _EXECUTABLE = 0o644, 0o755
_OWNER_EXECUTES = 0o100


def read_given(files: Sequence[GivenFile]) -> list[tuple[GivenFile, bytes, int]]:
    """Each with its content and its mode. Raises BadInput where one cannot be given."""
    found = []
    for file in files:
        why = why_not(file.path)
        if why:
            raise BadInput(f"a probe cannot give its program {file.path}", why=why)
        source = Path(file.source)
        try:
            content, mode = source.read_bytes(), source.stat().st_mode
        except OSError as error:
            raise BadInput(
                f"{file.source}, which a probe gives as {file.path}, cannot be read",
                why=error.strerror or str(error),
            ) from None
        found.append((file, content, _EXECUTABLE if mode & _OWNER_EXECUTES else _MODE))
    return found


def with_digests(probes: Sequence[Probe]) -> tuple[Probe, ...]:
    """The probes with the sha256 of each file as it is now: another content is another probe.

    What cannot be read keeps what it has; whoever starts the program says why.
    """
    return tuple(
        replace(each, given=replace(each.given, files=tuple(map(_with_digest, each.given.files))))
        for each in probes
    )


def _with_digest(file: GivenFile) -> GivenFile:
    try:
        return replace(file, sha256=sha256(Path(file.source).read_bytes()).hexdigest())
    except OSError:
        return file


def why_not(path: str) -> str:
    """Why no file can be given there; empty where one can."""
    plain = path.startswith("/") and not path.startswith("//") and str(PurePosixPath(path)) == path
    if not plain or path == "/":
        return "it is no absolute path in its plain form"
    if ".." in path.split("/"):
        return "its path leads upwards"
    inside = tuple(f"{folder}/" for folder in MOUNTED_FOLDERS)
    if path in NAME_FILES or path in MOUNTED_FOLDERS or path.startswith(inside):
        return "an engine puts something of its own there"
    return ""


def unseen(files: Sequence[GivenFile], *, level: str, own_root: bool) -> str:
    """Why a program that is started on the level would not see the files; empty where it would.

    own_root: whether that shows it its image's files alone.
    """
    if not files or own_root:
        return ""
    return f"isolation {level} shows the program this machine's files, not those of its probe"


def folders_above(path: str) -> list[str]:
    """From the topmost on, without the root."""
    return [str(each) for each in reversed(PurePosixPath(path).parents[:-1])]
