"""Rows G3 to G6, G8 and G9: what tasks and sessions are called, show, and end with."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from invoke.collection import Collection

import tasks
from article.matrix import MATRIX
from slimgo.plan.script import shell_script
from slimgo.terminal.typed import KEPT
from slimgo.values.command import Command
from slimgo.values.step import Step
from tests.cases.terminal import piped_from
from tests.faults.checkout import PROJECT, Checkout, free_port
from tests.waiting import PATIENCE_SECONDS

# G3


def test_a_short_flag_has_one_meaning_in_all_tasks() -> None:
    meanings: dict[str, set[str]] = {}
    for context in Collection.from_module(tasks).to_contexts():
        for flag, argument in context.flags.items():
            if len(flag) == 2:
                meanings.setdefault(flag, set()).add(argument.name)
    assert all(len(names) == 1 for names in meanings.values()), meanings


def test_what_a_cure_keeps_are_options_of_its_task() -> None:
    for name, flags in KEPT.items():
        (context,) = (
            each for each in Collection.from_module(tasks).to_contexts() if each.name == name
        )
        taken = {"--with", "--engine", "--tag", "--go", "--upx"} & set(context.flags)
        assert set(flags) == taken, name


# G4


@pytest.mark.parametrize(
    ("task", "command", "checked"),
    [
        ("app", "$ GOOS=linux CGO_ENABLED=0 go build", "static ✓   symbols ✓"),
        ("pack", "$ upx -9 -o", "packer's test ✓"),
        ("inspect", "inspect --format='{{.Size}}' slim-go-image", "the binary's size ✓"),
    ],
)
def test_what_is_up_to_date_shows_its_command_and_what_was_checked(
    made: Path, task: str, command: str, checked: str
) -> None:
    words = (task, "--engine", "builtin") if task == "inspect" else (task,)
    shown = piped_from(made, *words)
    assert shown.index(command) < shown.rindex("up to date")
    assert shown.rindex("up to date") < shown.rindex(checked)
    assert "0 checks" not in shown


def test_the_sizes_are_of_every_packer(made: Path) -> None:
    shown = piped_from(made, "sizes")
    for name in ("app", "app.static", "app.static.small.upx", "app.static.small.gopack"):
        assert f"build/{name}.bin\n" in shown


# G5


def test_a_taken_port_is_said_before_anything_is_made(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = checkout.invoke("run", "--port", str(port))
    assert done.status == 1
    assert f"port {port} of 127.0.0.1 cannot be used" in done.err
    assert f"(pid {os.getpid()}) listens there" in done.err
    assert "invoke run --port " in done.err
    assert done.out == ""
    assert not checkout.build.exists()


# G6


def test_a_script_finds_the_project_s_python_and_go_whatever_stands_beside_docker(
    tmp_path: Path,
) -> None:
    folders = {name: tmp_path / name for name in ("docker", "python", "go")}
    for own, folder in folders.items():
        folder.mkdir()
        for name in folders:
            program = folder / name
            program.write_text(f"#!/bin/sh\necho {name} of {own}\n")
            program.chmod(0o755)
    steps = tuple(
        Step(number=number, name=name, kind="build", command=Command(argv=(name,)))
        for number, name in enumerate(("docker", "python", "go"), 1)
    )
    made = shell_script(
        steps,
        programs={name: folder / name for name, folder in folders.items()},
        goarch="amd64",
        heading="",
    )
    said = subprocess.run(
        ["sh", "-eu"], input=made, cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert said[1:] == ["python of python", "go of go"]


# G8


@pytest.mark.parametrize(
    ("words", "told", "near"),
    [
        (("slmi",), "there is no task 'slmi'", "invoke slim"),
        (("slim", "--egine", "x"), "invoke slim has no --egine", "invoke slim --engine"),
        (("zzzz",), "there is no task 'zzzz'", "invoke -l"),
        (("slim", "--engine"), "--engine has no value", "write --engine VALUE"),
    ],
)
def test_the_nearest_name_is_offered(
    checkout: Checkout, words: tuple[str, ...], told: str, near: str
) -> None:
    done = checkout.invoke(*words)
    assert done.status == 1
    first, cure = done.err.splitlines()
    assert first == f"✗ {told}"
    assert cure.endswith(near)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_planned_end_of_a_run_is_called_so(
    made: Path, number: signal.Signals, status: int
) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "invoke", "run", "--engine", "builtin", "--port", str(port)],
        cwd=made,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert any("Ctrl-C ends it" in line for line in process.stdout)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == status
    assert err == "stopped\n"
    assert "✗" not in out


_SLOW = """\
import sys, time
print("importing", flush=True)
time.sleep(3600)
"""


def test_gopack_interrupted_while_it_is_imported_ends_with_130_and_no_word(tmp_path: Path) -> None:
    """A module that it needs takes its time, so that the moment is met."""
    (tmp_path / "xxhash.py").write_text(_SLOW)
    process = subprocess.Popen(
        [sys.executable, "-m", "slimgo.gopack", "pack", sys.executable],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{PROJECT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "importing\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert err == ""


# G9


def test_each_cell_says_what_it_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nox", "--list", "--json", "-t", "verify"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    sessions = json.loads(done.stdout)
    cells = [each for each in sessions if each["name"] == "verify"]
    assert len(cells) == len(MATRIX.cells)
    assert len({each["description"] for each in cells}) == len(cells)
    (one,) = (each for each in cells if "linux-amd64/small-upx9" in each["session"])
    assert one["description"] == (
        "For linux/amd64: -ldflags '-extldflags \"-static\" -s -w', cgo off; then upx -9."
    )
