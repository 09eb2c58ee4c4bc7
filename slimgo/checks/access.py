"""Whether the image's user may start its program: decided from the image's tar alone.

Nothing is started for it, so it holds whatever the machine can isolate.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from slimgo.errors import BadInput
from slimgo.oci.account import account
from slimgo.oci.image_paths import ImagePaths
from slimgo.plan.engine_defaults import DEFAULT_PATH, MOUNTED_FOLDERS, NAME_FILES
from slimgo.plan.permissions import EXECUTE, READ, WRITE, allowed
from slimgo.values.account import Account
from slimgo.values.image import ImageFacts, ImageFile
from slimgo.values.verdict import Verdict, failed, passed, skipped


def check_access(facts: ImageFacts) -> tuple[Verdict, ...]:
    """Whether the user may enter the working folder and execute the program; what it may not read.

    A file that the user can never open, or that an engine hides, is a named skip: only the program
    knows whether it matters.
    """
    try:
        who = account(facts.config.user, passwd=facts.passwd, group=facts.group)
    except BadInput as error:
        return (failed("user", error.what, error.cure),)
    name = f"user {who.uid}:{who.gid}"
    check = f"{name} may run it"
    paths = ImagePaths(facts.files)
    program = _program(facts, who, paths)
    if program is None:
        words = (*facts.config.entrypoint, *facts.config.cmd)
        if not words:
            return (failed(check, "the image names no program", 'add ENTRYPOINT [ "/program" ]'),)
        return (failed(check, f"the image has no {words[0]}", "name the program by its path"),)
    if mount := _hidden_by(program.path):
        return (failed(check, _hides(program, mount), "copy it into another folder"),)
    folder = paths.resolved(f"{facts.config.working_dir}/")
    problem = _cannot_enter(who, folder, paths) or _cannot_run(who, program, paths)
    if problem:
        file, what = problem
        return (
            failed(check, f"{_described(file)}, so {name} may not {what} it", _cure(who, file)),
        )
    where = _writable(who, facts.files, paths)
    verdict = passed(check, f"{program.path}, {_described(program)}; it may write {where}")
    others = [file for file in facts.files if file.kind == "file" and file != program]
    return (verdict, *(skip for file in others for skip in _unseen(who, file, paths)))


def program_of(facts: ImageFacts) -> ImageFile | None:
    """What the image starts; None where it names nothing, or what it has not, or nobody."""
    try:
        who = account(facts.config.user, passwd=facts.passwd, group=facts.group)
    except BadInput:
        return None
    return _program(facts, who, ImagePaths(facts.files))


def _program(facts: ImageFacts, who: Account, paths: ImagePaths) -> ImageFile | None:
    """What the image starts, links followed; None where the image has none.

    On PATH the first that the user may execute counts; what is named from the working folder does
    not, as with runc (Go's exec.LookPath).
    """
    words = (*facts.config.entrypoint, *facts.config.cmd)
    if not words:
        return None
    candidates = [posixpath.join(facts.config.working_dir, words[0])]
    if "/" not in words[0]:
        env = dict(pair.split("=", 1) for pair in facts.config.env if "=" in pair)
        folders = env.get("PATH", DEFAULT_PATH).split(":")
        candidates = [f"{folder}/{words[0]}" for folder in folders if folder.startswith("/")]
    found = [paths.get(paths.resolved(candidate)) for candidate in candidates]
    there = [file for file in found if file and file.kind != "directory"]
    return next((file for file in there if not _cannot_run(who, file, paths)), None) or next(
        iter(there), None
    )


def _writable(who: Account, listed: Sequence[ImageFile], paths: ImagePaths) -> str:
    """The folders in which it may make files, as far as the image names them; / is root's 0755."""
    if who.uid == 0:
        return "anywhere"
    found = [
        file.path
        for file in listed
        if file.kind == "directory"
        and _may(who, file, WRITE | EXECUTE)
        and not _cannot_enter(who, file.path, paths)
    ]
    return f"in {', '.join(found)}" if found else "nowhere"


def _cannot_enter(who: Account, folder: str, paths: ImagePaths) -> tuple[ImageFile, str] | None:
    """The first folder on the way that the account may not enter. What no layer names is 0755."""
    for file in paths.entered(folder):
        if not _may(who, file, EXECUTE):
            return file, "enter"
    return None


def _cannot_run(who: Account, file: ImageFile, paths: ImagePaths) -> tuple[ImageFile, str] | None:
    closed = _cannot_enter(who, posixpath.dirname(file.path), paths)
    # of a hard link too little is known
    if closed or file.kind != "file" or _may(who, file, EXECUTE):
        return closed
    return file, "execute"


def _unseen(who: Account, file: ImageFile, paths: ImagePaths) -> Iterator[Verdict]:
    if mount := _hidden_by(file.path):
        yield skipped(f"{file.path} is seen", _hides(file, mount))
    elif _cannot_enter(who, posixpath.dirname(file.path), paths) or not _may(who, file, READ):
        yield skipped(
            f"user {who.uid}:{who.gid} may read {file.path}", f"{_described(file)}: it never can"
        )


def _hidden_by(path: str) -> str:
    """What an engine mounts over the path; empty for nothing."""
    mounts = (*MOUNTED_FOLDERS, *NAME_FILES)
    return next((each for each in mounts if path == each or path.startswith(f"{each}/")), "")


def _hides(file: ImageFile, mount: str) -> str:
    return f"{file.path} is hidden: an engine mounts its own {mount} there"


def _may(who: Account, file: ImageFile, wanted: int) -> bool:
    granted = allowed(
        who, mode=file.mode, uid=file.uid, gid=file.gid, folder=file.kind == "directory"
    )
    return granted & wanted == wanted


def _described(file: ImageFile) -> str:
    return f"{file.path} is {file.uid}:{file.gid}'s with mode {file.mode:04o}"


def _cure(who: Account, file: ImageFile) -> str:
    if file.kind == "directory":
        return f"copy into it with --chown={who.uid}:{who.gid}, or put WORKDIR behind USER"
    return f"copy it with --chmod=0755, or with --chown={who.uid}:{who.gid}"
