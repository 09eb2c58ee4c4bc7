"""What a Dockerfile asks for, as far as an image made from scratch can have it.

BuildKit's grammar and meaning (docs.docker.com/reference/dockerfile), so that a real engine
makes the same image of the same text. What only a real engine can do is refused by name.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from e2b_dockerfile_utils import DockerfileInstruction, DockerfileSyntaxError, parse_dockerfile_ast

from slimgo.errors import BadInput
from slimgo.oci.dockerfile.add import read_add
from slimgo.oci.dockerfile.copy import read_copy
from slimgo.oci.dockerfile.health_check import read_health_check
from slimgo.oci.dockerfile.shell import exec_form
from slimgo.oci.dockerfile.stage import REAL_ENGINE, Stage, refuse, writable
from slimgo.oci.dockerfile.stop_signal import is_signal
from slimgo.values.image import ImagePlan

_REFUSED = {
    "RUN": (
        "RUN needs a real engine",
        REAL_ENGINE,
    ),
    "MAINTAINER": (
        "MAINTAINER is withdrawn from Dockerfiles",
        'LABEL org.opencontainers.image.authors="…"',
    ),
    "ONBUILD": ("ONBUILD is for images that others build on", REAL_ENGINE),
    "SHELL": ("SHELL names a shell, and an image from scratch has none", "take the line out"),
}
# BuildKit sets these by itself (reference: "Automatic platform ARGs in the global scope")
_PLATFORM_ARG = r"(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)"
_PORT = r"([0-9]{1,5})(?:/(tcp|udp|sctp)?)?"
_NUMERIC_USER = r"[0-9]{1,10}(?::[0-9]{1,10})?"
_NAMED_USER = r"[A-Za-z_][\w.-]*\$?(?::[\w.-]+)?|[0-9]{1,10}:[A-Za-z_][\w.-]*"
_LAST_ID = 2**31 - 1


def image_plan(text: str, build_args: Mapping[str, str]) -> ImagePlan:
    """Reads a Dockerfile. build_args: what `--build-arg` gives, which wins over ARG's default.

    Raises BadInput with the line and the cure.
    """
    try:
        syntax = parse_dockerfile_ast(text)
    except DockerfileSyntaxError as error:
        why = str(error).split(": ", 1)[-1]
        raise BadInput(f"Dockerfile line {error.line}: {why}") from None
    except RecursionError:
        raise BadInput("Dockerfile: a line is nested too deep") from None
    stage = Stage(escape=syntax.escape_token, build_args=build_args)
    for instruction in syntax.instructions:
        _read(instruction, stage)
    if not stage.from_seen:
        raise BadInput("Dockerfile: no FROM", cure="begin it with `FROM scratch`")
    for name in build_args:
        if name not in stage.declared:
            raise BadInput(
                f"--build-arg {name}: the Dockerfile declares no such ARG",
                cure=f"choose one of its ARGs: {', '.join(sorted(stage.declared))}"
                if stage.declared
                else f"ARG {name}",
            )
    if not stage.copies and not stage.added:
        raise BadInput(
            "Dockerfile: nothing is copied, so the image would be empty",
            cure='COPY [ "build/program", "program" ]',
        )
    return stage.plan()


def _read(instruction: DockerfileInstruction, stage: Stage) -> None:
    name = instruction.name
    if name in _REFUSED:
        what, cure = _REFUSED[name]
        raise refuse(instruction, what, cure)
    if not stage.from_seen and name not in {"ARG", "FROM"}:
        raise refuse(instruction, f"{name} stands before FROM", "begin with `FROM scratch`")
    if instruction.flags and name not in {"ADD", "COPY", "FROM", "HEALTHCHECK"}:
        raise refuse(instruction, f"{name} has no flag {instruction.flags[0]}", "take it out")
    if not instruction.args:
        raise refuse(instruction, f"{name} says nothing", "give it a value or take it out")
    if name in {"ADD", "COPY", "CMD", "ENTRYPOINT", "VOLUME"} and not instruction.json:
        _refuse_broken_json(instruction)
    _READERS[name](instruction, stage)
    if stage.from_seen and name != "FROM":
        stage.record(instruction)


def _refuse_broken_json(instruction: DockerfileInstruction) -> None:
    """Docker takes broken JSON as plain words, and then misses a file called `['program',`."""
    if not instruction.args[0].startswith("["):
        return
    line = instruction.original.strip()
    mended = line.replace("'", '"')
    try:
        parses = parse_dockerfile_ast(mended).instructions[0].json
    except (DockerfileSyntaxError, RecursionError):
        parses = False
    raise refuse(
        instruction,
        f"{line} is not JSON",
        f"write {mended}" if parses else f'write {instruction.name} [ "one", "two" ]',
        why="JSON wants double quotes around every word" if parses else "",
    )


def _from(instruction: DockerfileInstruction, stage: Stage) -> None:
    if stage.from_seen:
        raise refuse(instruction, "a second FROM makes it multi-stage", REAL_ENGINE)
    if instruction.flags:
        flag = instruction.flags[0]
        raise refuse(instruction, f"FROM {flag}", "take it out")
    words = instruction.args
    base = stage.expand(instruction, words[0])
    if base != "scratch":
        raise refuse(instruction, f"FROM {words[0]}: the base is not scratch", REAL_ENGINE)
    if len(words) > 1 and not (len(words) == 3 and words[1].upper() == "AS"):  # noqa: PLR2004 – FROM x AS y
        raise refuse(instruction, "FROM has words too many", "write `FROM scratch`")
    stage.enter()


def _arg(instruction: DockerfileInstruction, stage: Stage) -> None:
    for word in instruction.args:
        name, has_default, default = word.partition("=")
        given = name in stage.build_args
        if not given and not has_default and re.fullmatch(_PLATFORM_ARG, name):
            raise refuse(instruction, f"ARG {name} is set by BuildKit only", f"ARG {name}=amd64")
        value = stage.expand(instruction, default) if has_default else None
        stage.declare(name, stage.build_args[name] if given else value)


def _env(instruction: DockerfileInstruction, stage: Stage) -> None:
    # every pair sees the environment from before the line, as in BuildKit
    stage.set_environment(dict(_pairs(instruction, stage)))


def _label(instruction: DockerfileInstruction, stage: Stage) -> None:
    stage.labels |= dict(_pairs(instruction, stage))


def _pairs(instruction: DockerfileInstruction, stage: Stage) -> list[tuple[str, str]]:
    names, values = instruction.args[::3], instruction.args[1::3]
    pairs = [
        (stage.expand(instruction, name), stage.expand(instruction, value))
        for name, value in zip(names, values, strict=True)
    ]
    for name, _ in pairs:
        if not name:
            raise refuse(
                instruction,
                f"{instruction.name} has an empty name",
                f"{instruction.name} NAME=VALUE",
            )
    return pairs


def _expose(instruction: DockerfileInstruction, stage: Stage) -> None:
    for word in instruction.args:
        for port in stage.expand_words(instruction, word):
            match = re.fullmatch(_PORT, port.lower())
            if not match or not 1 <= int(match[1]) <= 65535:  # noqa: PLR2004 – TCP's last port
                raise refuse(instruction, f"EXPOSE {port!r} is no port", "EXPOSE 8080")
            stage.ports.add(f"{int(match[1])}/{match[2] or 'tcp'}")


def _user(instruction: DockerfileInstruction, stage: Stage) -> None:
    user = stage.expand(instruction, instruction.args[0])
    # what a tar adds may be an /etc/passwd; whether that knows the name is checked in the image
    if stage.added and re.fullmatch(_NAMED_USER, user):
        stage.user = user
        return
    if not re.fullmatch(_NUMERIC_USER, user) or any(
        int(part) > _LAST_ID for part in user.split(":")
    ):
        raise refuse(
            instruction,
            f"USER {user!r} is no number",
            "write its number: USER 65532:65532",
            why="a name needs an /etc/passwd, which an image from scratch does not have",
        )
    stage.user = user


def _volume(instruction: DockerfileInstruction, stage: Stage) -> None:
    """BuildKit keeps each path as it is written; docker makes the folder when it runs the image."""
    for word in instruction.args:
        path = stage.expand(instruction, word)
        if not path.startswith("/") or posixpath.normpath(path) != path or path == "/":
            raise refuse(
                instruction, f"VOLUME {path!r} is no folder's path", 'write VOLUME [ "/data" ]'
            )
        stage.volumes.add(path)


def _workdir(instruction: DockerfileInstruction, stage: Stage) -> None:
    stage.work_in(instruction, stage.expand(instruction, instruction.args[0]))


def _entrypoint(instruction: DockerfileInstruction, stage: Stage) -> None:
    stage.entrypoint = _exec_form(instruction)


def _cmd(instruction: DockerfileInstruction, stage: Stage) -> None:
    stage.cmd = _exec_form(instruction)


def _exec_form(instruction: DockerfileInstruction) -> tuple[str, ...]:
    if not instruction.json:
        cure, why = exec_form(instruction.name, instruction.args[0])
        raise refuse(instruction, f"{instruction.name} in shell form needs /bin/sh", cure, why=why)
    return tuple(writable(instruction, word) for word in instruction.args)


def _stop_signal(instruction: DockerfileInstruction, stage: Stage) -> None:
    word = stage.expand(instruction, instruction.args[0])
    if not is_signal(word):
        raise refuse(instruction, f"STOPSIGNAL {word!r} is no signal", "STOPSIGNAL SIGTERM")
    stage.stop_signal = word


_READERS: dict[str, Callable[[DockerfileInstruction, Stage], None]] = {
    "FROM": _from,
    "ARG": _arg,
    "COPY": read_copy,
    "ADD": read_add,
    "VOLUME": _volume,
    "ENV": _env,
    "LABEL": _label,
    "EXPOSE": _expose,
    "USER": _user,
    "WORKDIR": _workdir,
    "ENTRYPOINT": _entrypoint,
    "CMD": _cmd,
    "STOPSIGNAL": _stop_signal,
    "HEALTHCHECK": read_health_check,
}
