"""Whether the image's user may start its program: decided from the image's tar alone.

Nothing is started for it, so it holds whatever the machine can isolate.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from slimgo.errors import BadInput
from slimgo.plan.account import account
from slimgo.plan.engine_defaults import DEFAULT_PATH
from slimgo.plan.permissions import EXECUTE, READ, WRITE, allowed
from slimgo.values.account import Account
from slimgo.values.image import ImageFacts, ImageFile
from slimgo.values.verdict import Verdict, failed, passed, skipped

_MOST_LINKS = 40  # the kernel's MAXSYMLINKS


def check_access(facts: ImageFacts) -> tuple[Verdict, ...]:
    """Whether the user may enter the working folder and execute the program; what it may not read.

    A file that the user can never open is a named skip: only the program knows whether it matters.
    """
    try:
        who = account(facts.config.user, passwd=facts.passwd, group=facts.group)
    except BadInput as error:
        return (failed("user", error.what, error.cure),)
    name = f"user {who.uid}:{who.gid}"
    check = f"{name} may run it"
    files = {file.path: file for file in facts.files}
    program = _program(facts, files)
    if not program:
        words = (*facts.config.entrypoint, *facts.config.cmd)
        if not words:
            return (failed(check, "the image names no program", 'add ENTRYPOINT [ "/app.bin" ]'),)
        return (failed(check, f"the image has no {words[0]}", "name the program by its path"),)
    problem = (
        _cannot_enter(who, _resolved(facts.config.working_dir, files), files)
        or _cannot_enter(who, posixpath.dirname(program), files)
        or _cannot_execute(who, files[program])
    )
    if problem:
        file, what = problem
        return (
            failed(check, f"{_described(file)}, so {name} may not {what} it", _cure(who, file)),
        )
    hidden = [file for file in facts.files if file.kind == "file" and _is_hidden(who, file, files)]
    where = _writable(who, facts.files, files)
    verdict = passed(check, f"{program}, {_described(files[program])}; it may write {where}")
    return (verdict, *(_unreadable(name, file) for file in hidden if file.path != program))


def _program(facts: ImageFacts, files: dict[str, ImageFile]) -> str:
    """The path of what the image starts, links followed; empty where the image has none."""
    words = (*facts.config.entrypoint, *facts.config.cmd)
    if not words:
        return ""
    if "/" in words[0]:
        candidates = [posixpath.join(facts.config.working_dir, words[0])]
    else:
        env = dict(pair.split("=", 1) for pair in facts.config.env if "=" in pair)
        folders = env.get("PATH", DEFAULT_PATH).split(":")
        candidates = [posixpath.join(folder, words[0]) for folder in folders]
    for candidate in candidates:
        path = _resolved(candidate, files)
        if path in files and files[path].kind != "directory":
            return path
    return ""


def _writable(who: Account, listed: Sequence[ImageFile], files: dict[str, ImageFile]) -> str:
    """The folders in which it may make files, as far as the image names them; / is root's 0755."""
    if who.uid == 0:
        return "anywhere"
    found = [
        file.path
        for file in listed
        if file.kind == "directory"
        and _may(who, file, WRITE | EXECUTE)
        and not _cannot_enter(who, file.path, files)
    ]
    return f"in {', '.join(found)}" if found else "nowhere"


def _resolved(path: str, files: dict[str, ImageFile]) -> str:
    """The path with the image's links followed, inside the image; see path_resolution(7)."""
    done, left, links = "/", [part for part in path.split("/") if part], 0
    while left:
        part = left.pop(0)
        if part in {".", ".."}:
            done = posixpath.dirname(done) if part == ".." else done
            continue
        here = posixpath.join(done, part)
        file = files.get(here)
        if file and file.kind == "symlink" and links < _MOST_LINKS:
            links += 1
            done = "/" if file.link.startswith("/") else done
            left = [each for each in file.link.split("/") if each] + left
        else:
            done = here
    return done


def _cannot_enter(
    who: Account, folder: str, files: dict[str, ImageFile]
) -> tuple[ImageFile, str] | None:
    """The first folder on the way that the account may not enter. What no layer names is 0755."""
    parts = [part for part in folder.split("/") if part]
    for depth in range(1, len(parts) + 1):
        file = files.get("/" + "/".join(parts[:depth]))
        if file and file.kind == "directory" and not _may(who, file, EXECUTE):
            return file, "enter"
    return None


def _cannot_execute(who: Account, file: ImageFile) -> tuple[ImageFile, str] | None:
    if file.kind != "file":  # a link: whoever starts it finds out
        return None
    return None if _may(who, file, EXECUTE) else (file, "execute")


def _is_hidden(who: Account, file: ImageFile, files: dict[str, ImageFile]) -> bool:
    below = _cannot_enter(who, posixpath.dirname(file.path), files)
    return bool(below) or not _may(who, file, READ)


def _may(who: Account, file: ImageFile, wanted: int) -> bool:
    granted = allowed(
        who, mode=file.mode, uid=file.uid, gid=file.gid, folder=file.kind == "directory"
    )
    return granted & wanted == wanted


def _unreadable(name: str, file: ImageFile) -> Verdict:
    return skipped(f"{name} may read {file.path}", f"{_described(file)}: it never can")


def _described(file: ImageFile) -> str:
    return f"{file.path} is {file.uid}:{file.gid}'s with mode {file.mode:04o}"


def _cure(who: Account, file: ImageFile) -> str:
    if file.kind == "directory":
        return f"copy into it with --chown={who.uid}:{who.gid}, or put WORKDIR behind USER"
    return f"copy it with --chmod=0755, or with --chown={who.uid}:{who.gid}"
