"""The files and folders of an image beside its program, from what settings say."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from slimgo.config import entries
from slimgo.config.inside import inside
from slimgo.errors import BadInput
from slimgo.values.program import Extra

_TYPED = "FROM:TO[:MODE[:OWNER]]"
_MODE = re.compile(r"[0-7]{3,4}")
_OWNER = re.compile(r"(\d{1,10})(?::(\d{1,10}))?")
_LAST_ID = 2**31 - 1
_RUN_BY_ANYBODY = 0o111


def extras(
    files: Iterable[object],
    folders: Iterable[tuple[str, str]],
    *,
    owner: tuple[int, int],
    folder: Path,
    program: str,
) -> tuple[Extra, ...]:
    """Sorted by path, each with the folders above it.

    files: entries of a settings file, and texts as typed. folders: absolute paths in the image,
    and who named them; they belong to the owner. folder: where the files are, the project's.
    program: the path of the image's program. Raises BadInput.
    """
    made: dict[str, Extra] = {}
    for file in files:
        entry = _typed(file) if isinstance(file, str) else file
        if not isinstance(entry, entries.File):
            raise TypeError(entry)
        for each in _of_entry(entry, folder):
            if each.path in made and not (each.is_folder and made[each.path].is_folder):
                raise BadInput(f"two files are to be {each.path}", cure="leave one out")
            made[each.path] = each
    for path, who in folders:
        place = absolute(path, who)
        if place in made and not made[place].is_folder:
            raise BadInput(f"{who}: {place} is a file of the image", cure="name a folder")
        if place != "/":
            uid, gid = owner
            made[place] = Extra(path=place, mode=0o755, uid=uid, gid=gid, is_folder=True)
    if program in made:
        raise BadInput(f"{program} is the program itself", cure="choose another place")
    return with_parents(made.values())


def with_parents(made: Iterable[Extra]) -> tuple[Extra, ...]:
    """The same and the folders above them, sorted: a folder comes before what is in it.

    Raises BadInput where something lies below a file."""
    found = {each.path: each for each in made}
    for path in tuple(found):
        above = posixpath.dirname(path)
        while above != "/":
            there = found.setdefault(above, Extra(path=above, mode=0o755, is_folder=True))
            if not there.is_folder:
                raise BadInput(f"{path} lies below {above}, which is a file")
            above = posixpath.dirname(above)
    return tuple(found[path] for path in sorted(found, key=lambda path: path.split("/")))


def absolute(path: str, who: str) -> str:
    """A path in the image, in its shortest form. who: names it, for errors. Raises BadInput."""
    if not path.startswith("/") or "\0" in path or not path.isprintable():
        raise BadInput(f"{who} {path!r} is no absolute path", cure=f"write {who} /data")
    return "/" + posixpath.normpath(path).lstrip("/")


def _typed(text: str) -> entries.File:
    source, _, rest = text.partition(":")
    to, _, rest = rest.partition(":")
    mode, _, owner = rest.partition(":")
    if not source or not to:
        raise BadInput(
            f"--file {text!r} is not {_TYPED}", cure="write --file app.yaml:/etc/app.yaml"
        )
    return entries.File(source=source, to=to, mode=mode or "0", owner=owner or "0:0")


def _of_entry(entry: entries.File, folder: Path) -> Iterable[Extra]:
    """The file; of a folder everything in it."""
    who = f"the file {entry.source}"
    path = inside(entry.source, folder, who)
    into = entry.to.endswith("/")
    to = absolute(entry.to, f"the place of {entry.source}")
    if path.is_dir():
        yield from _of_folder(path, to, entry, folder)
        return
    yield _file(path, posixpath.join(to, path.name) if into else to, entry)


def _of_folder(path: Path, to: str, entry: entries.File, folder: Path) -> Iterable[Extra]:
    uid, gid = _owner(entry)
    if to != "/":
        yield Extra(path=to, mode=0o755, uid=uid, gid=gid, is_folder=True)
    for below in sorted(path.iterdir()):
        named = str(below.relative_to(folder.resolve()))
        real = inside(named, folder, f"the file {named}")
        place = posixpath.join(to, below.name)
        if real.is_dir() and below.resolve() in (path.resolve(), *path.resolve().parents):
            raise BadInput(f"{entry.source} holds {named}, a link to a folder that it lies in")
        if real.is_dir():
            yield from _of_folder(below, place, entry, folder)
        else:
            yield _file(real, place, entry)


def _file(path: Path, place: str, entry: entries.File) -> Extra:
    if not path.is_file():
        raise BadInput(f"{entry.source} holds {path.name}, which is no regular file")
    if place == "/" or not place.isprintable():
        raise BadInput(f"{entry.source} cannot be {place!r}", cure="name a file's path")
    uid, gid = _owner(entry)
    return Extra(path=place, mode=_mode(entry, path), uid=uid, gid=gid, source=str(path))


def _mode(entry: entries.File, path: Path) -> int:
    if entry.mode == "0":
        return 0o755 if path.stat().st_mode & _RUN_BY_ANYBODY else 0o644
    if not _MODE.fullmatch(entry.mode):
        raise BadInput(f"{entry.mode!r} is no mode", cure="write permission bits, as in 0644")
    return int(entry.mode, 8)


def _owner(entry: entries.File) -> tuple[int, int]:
    return owner_of(entry.owner, f"the owner of {entry.source}")


def owner_of(text: str, who: str) -> tuple[int, int]:
    """`UID` or `UID:GID` as numbers; a UID alone is the group's too. Raises BadInput."""
    match = _OWNER.fullmatch(text)
    if not match or any(int(each) > _LAST_ID for each in match.groups("0")):
        raise BadInput(
            f"{who} {text!r} is no number",
            why="a name needs an /etc/passwd, which an image from scratch does not have",
            cure="write numbers, as in 65532:65532",
        )
    return int(match[1]), int(match[2] or match[1])
