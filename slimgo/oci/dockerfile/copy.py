"""COPY: its flags, its sources and where in the image they go."""

from __future__ import annotations

import posixpath
import re

from e2b_dockerfile_utils import DockerfileInstruction

from slimgo.oci.dockerfile.stage import EACH_FILE, REAL_ENGINE, Stage, refuse
from slimgo.values.image import Copy

_OWNER = r"([0-9]{1,10})(?::([0-9]{1,10}))?"
_MODE = r"[0-7]{1,5}"
_LAST_ID = 2**31 - 1
_LAST_MODE = 0o7777
_ENTER = 0o111
_GLOB = r"[*?\[\\]"


def read_copy(instruction: DockerfileInstruction, stage: Stage) -> None:
    """Adds a layer with what one COPY copies. Raises BadInput."""
    if instruction.heredocs:
        raise refuse(instruction, "COPY of a heredoc", "put the text into a file and copy that")
    if not instruction.json and any(re.search(r"\s", word) for word in instruction.args):
        raise refuse(
            instruction,
            "COPY of a name with a space in it",
            'write COPY [ "the source", "the target" ]',
            why="Docker cuts plain words at every space, whatever the quotes",
        )
    words = [stage.expand(instruction, word) for word in instruction.args]
    for word, before in zip(words, instruction.args, strict=True):
        if not word:
            raise refuse(
                instruction,
                f"COPY: {before!r} expands to an empty string",
                "give the variable a value with ARG or ENV",
            )
        if not word.isprintable():
            raise refuse(instruction, f"COPY: {word!r} is no good name", "choose another name")
    *sources, target = words
    if not sources:
        raise refuse(instruction, "COPY wants a source and a target", "COPY program /program")
    mode, uid, gid, linked = _flags(instruction, stage)
    into = target == "." or target.endswith(("/", "/."))
    if len(sources) > 1 and not into:
        raise refuse(
            instruction,
            f"COPY of several files to {target!r}",
            f"end the target with a slash: {target}/",
        )
    for source in sources:
        path = _target(instruction, stage, source, target, into=into, linked=linked)
        above = posixpath.dirname(path)
        _refuse_closed_folder(instruction, stage, above, mode)
        stage.make_directories(instruction, above, uid=uid, gid=gid, anew=linked)
        stage.copies.append(
            Copy(
                source=inside(instruction, source),
                target=path,
                mode=mode,
                uid=uid,
                gid=gid,
                layer=stage.layers,
            )
        )
    stage.made_layer = True


def _target(
    instruction: DockerfileInstruction,
    stage: Stage,
    source: str,
    target: str,
    *,
    into: bool,
    linked: bool,
) -> str:
    path = stage.absolute(target)
    if linked and not into and stage.is_directory(path):
        raise refuse(
            instruction,
            f"COPY --link to {path}, which is a folder",
            f"end the target with a slash: {target}/",
            why="BuildKit would put the file in the folder's place, as --link does not look at it",
        )
    if into or stage.is_directory(path):
        path = posixpath.join(path, posixpath.basename(posixpath.normpath(source)))
    if stage.is_directory(path):
        raise refuse(
            instruction, f"{path} is already a folder in the image", "choose another target"
        )
    if stage.is_file(path):
        raise refuse(
            instruction,
            f"{path} is copied twice",
            "keep the line that is meant",
            why="the hidden file would still be in the image",
        )
    return path


def _refuse_closed_folder(
    instruction: DockerfileInstruction, stage: Stage, path: str, mode: int | None
) -> None:
    """BuildKit since 0.20, and docker since 28.1, give --chmod's mode to the folders that a COPY
    makes too; before they were 0755. A folder without x keeps all but root out.
    """
    if mode is None or mode & _ENTER == _ENTER or stage.is_directory(path):
        return
    raise refuse(
        instruction,
        f"COPY --chmod={mode:04o} makes the folder {path} too",
        f"make the folder before: WORKDIR {path}",
        why=f"newer engines give it the mode {mode & 0o777:04o}, which not everyone may enter",
    )


def inside(instruction: DockerfileInstruction, source: str) -> str:
    """The source relative to the context, shortest form."""
    if re.search(_GLOB, source):
        raise refuse(instruction, f"{instruction.name} {source}: a pattern", EACH_FILE)
    path = posixpath.normpath(source.lstrip("/"))  # as BuildKit: the context is its root
    if path.startswith("../") or path == "..":
        raise refuse(
            instruction,
            f"{instruction.name} {source}: outside the context",
            "name it from the context's folder, and keep it inside",
        )
    if path == ".":
        raise refuse(instruction, f"{instruction.name} {source}: a folder", EACH_FILE)
    return path


def _flags(instruction: DockerfileInstruction, stage: Stage) -> tuple[int | None, int, int, bool]:
    """`--chmod`, `--chown` and `--link` as mode, uid, gid, linked.

    A uid alone is the gid too (reference: COPY). BuildKit does not link where there is a mode.
    """
    mode, uid, gid, linked = None, 0, 0, False
    for flag in instruction.flags:
        name, _, raw = flag.partition("=")
        value = stage.expand(instruction, raw)
        if name == "--chmod":
            if not re.fullmatch(_MODE, value) or int(value, 8) > _LAST_MODE:
                raise refuse(instruction, f"{flag} is no octal mode", "write --chmod=0755")
            mode = int(value, 8)
        elif name == "--chown":
            match = re.fullmatch(_OWNER, value)
            if not match or max(int(match[1]), int(match[2] or 0)) > _LAST_ID:
                raise refuse(
                    instruction,
                    f"{flag} is no number",
                    "write numbers: --chown=65532:65532",
                    why="a name needs an /etc/passwd, which an image from scratch does not have",
                )
            uid, gid = int(match[1]), int(match[2] or match[1])
        elif flag in {"--link", "--link=true", "--link=false"}:
            linked = flag != "--link=false"
        else:
            raise refuse(instruction, f"COPY {name} needs a real engine", REAL_ENGINE)
    return mode, uid, gid, linked and mode is None
