"""The other doors: a function, and a task of Invoke."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from slimgo.api import build
from slimgo.errors import BadInput, CheckFailed

Make = Callable[[str], Any]


def test_a_function_returns_what_came_of_it(module: Make) -> None:
    tool = module("tool")
    told: list[object] = []
    shipped = build("./cmd/tool", here=tool.path, run="", engine="builtin", tell=told.append)
    assert shipped.reference == str(tool.path / "build/tool.tar")
    assert [step.kind for step in shipped.result.steps] == ["build", "pack", "image", "run"]
    assert shipped.program.name == "tool"
    assert told


def test_a_function_raises_what_a_command_would_say(module: Make) -> None:
    tool = module("tool")
    with pytest.raises(BadInput, match="there is no folder"):
        build("./nowhere", here=tool.path)
    with pytest.raises(CheckFailed, match="build: runs"):
        build(here=tool.path, run="", says="^never", engine="builtin")


def test_tasks_in_somebodys_own_tasks(module: Make) -> None:
    tool = module("tool")
    tool.write(
        "tasks.py",
        "from invoke.collection import Collection\n"
        "import slimgo.doors.tasks\n\n"
        "ns = Collection()\n"
        'ns.add_collection(slimgo.doors.tasks, name="slimgo")\n',
    )

    listed = tool.python("invoke", "-l").out
    assert re.findall(r"^  slimgo\.(\w+)", listed, re.MULTILINE) == [
        *("build", "check", "doctor", "price", "run")
    ]
    typed = ("slimgo.build", "--package", "./cmd/tool", "--run=--version", "--engine", "builtin")
    done = tool.python("invoke", *typed)
    assert (done.status, done.out) == (0, "build/tool.tar\n"), done.err
    assert "--version: status 0" in done.err
    looked = tool.python("invoke", "slimgo.check", "--subject", "build/tool.tar", "--run=--version")
    assert looked.status == 0, looked.err
    assert "gopack" in looked.out
    nothing = tool.python("invoke", "slimgo.check")
    assert (nothing.status, nothing.err) == (
        1,
        "✗ nothing to check was named\n  → name it: --subject build/server.tar\n",
    )
    refused = tool.python("invoke", "slimgo.run", "--package", "./cmd/tool")
    assert refused.status == 1
    assert "tool is no service" in refused.err
