"""The same four programs through each door: they come out the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from slimgo.api import build
from tests.integration.doors.module import Module

Make = Callable[[str], Module]


@dataclass(frozen=True)
class Shipped:
    """A program of tests/programs/ship, and what is said of it. asked: by the options' names."""

    folder: str
    package: str
    asked: Mapping[str, str]
    proven: str

    @property
    def name(self) -> str:
        return self.package.rpartition("/")[2]

    @property
    def flags(self) -> list[str]:
        return [f"--{name}={value}" for name, value in self.asked.items()]


PROGRAMS = (
    Shipped("server", "./cmd/server", {"ask": "/healthz=ok"}, "GET /healthz 200"),
    Shipped("tool", "./cmd/tool", {"run": "--version", "says": "^tool v"}, "--version: status 0"),
    Shipped("worker", "./cmd/worker", {}, "it still ran after 2 s"),
    Shipped(
        "workspace",
        "./api/cmd/api",
        {"ask": "/static/page.txt=embedded"},
        "GET /static/page.txt 200",
    ),
)

each = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.folder)


@each
def test_as_a_command(module: Make, program: Shipped) -> None:
    made = module(program.folder)
    done = made.slimgo("build", program.package, "--pack=none", *program.flags)
    assert (done.status, done.out) == (0, f"build/{program.name}.tar\n"), done.err
    assert program.proven in done.err


@each
def test_as_a_function(module: Make, program: Shipped) -> None:
    made, asked = module(program.folder), program.asked
    shipped = build(
        program.package,
        here=made.path,
        ask=tuple(asked[name] for name in ("ask",) if name in asked),
        run=asked.get("run"),
        says=asked.get("says"),
        pack="none",
        engine="builtin",
    )
    assert shipped.reference == str(made.path / f"build/{program.name}.tar")
    evidence = [verdict.evidence for verdict in shipped.result.steps[-1].verdicts]
    assert any(program.proven in each for each in evidence)


@each
def test_as_a_task(module: Make, program: Shipped) -> None:
    made = module(program.folder)
    made.write(
        "tasks.py",
        "from invoke.collection import Collection\n\nimport slimgo.doors.tasks\n\n"
        'ns = Collection()\nns.add_collection(slimgo.doors.tasks, name="slimgo")\n',
    )
    words = ["slimgo.build", "--package", program.package, "--pack=none", "--engine=builtin"]
    done = made.python("invoke", *words, *program.flags)
    assert (done.status, done.out) == (0, f"build/{program.name}.tar\n"), done.err
    assert program.proven in done.err


@each
def test_as_a_session(module: Make, program: Shipped) -> None:
    made = module(program.folder)
    arguments = ", ".join(
        f"{name}={(value,) if name == 'ask' else value!r}" for name, value in program.asked.items()
    )
    made.write(
        "noxfile.py",
        "from slimgo.doors.sessions import verify\n\n"
        f"verify({program.package!r}{arguments and ', '}{arguments})\n",
    )
    done = made.python("nox", "-s", "verify(linux-amd64/small)")
    assert done.status == 0, done.out + done.err
    cell = json.loads((made.path / "build/verify/linux-amd64/small.json").read_bytes())["result"]
    assert cell["status"] == "pass"
    assert any(program.proven in verdict["evidence"] for verdict in cell["step"]["verdicts"])
