"""What Go's answer depends on besides files: which Go it is, its environment, the C compiler."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from slimgo.plan.go_list import list_command
from slimgo.run.process import Surroundings
from slimgo.values.command import Command

_READ_BY_GO = frozenset(("AR", "CC", "CXX", "FC", "HOME", "XDG_CONFIG_HOME", "PATH"))
_OF_NO_EFFECT = ("GOTMPDIR", "GOCACHE", "GOMAXPROCS")


def asked(build: Command, surroundings: Surroundings, identity: str) -> str:
    """sha256 of all that Go's answer depends on besides files. identity: the Go tool's.

    Every variable that Go or cgo reads counts; a C compiler on PATH turns cgo on by default.
    """
    environment = {**surroundings.environment, **dict(build.env)}
    counts = {
        name: value
        for name, value in environment.items()
        if name in _READ_BY_GO or name.startswith(("GO", "CGO_", "PKG_CONFIG"))
    }
    for name in _OF_NO_EFFECT:
        counts.pop(name, None)
    parts = [
        identity,
        os.fspath(surroundings.directory),
        list_command(build).argv,
        sorted(counts.items()),
        tool_stamp(environment.get("CC") or "gcc", environment),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def tool_stamp(words: str, environment: Mapping[str, str]) -> str:
    """Path, size and time of a tool on PATH; empty where it is not there."""
    name = (words.split() or [""])[0]
    path = shutil.which(name, path=environment.get("PATH", ""))
    if path is None:
        return ""
    status = Path(path).stat()
    return f"{path} {status.st_size} {status.st_mtime_ns}"
