"""Rows G1 to G10: what a terminal of 80, 120 and 200 columns shows, and a pipe."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from invoke.collection import Collection

import tasks
from slimgo.plan.matrix import matrix
from slimgo.plan.script import shell_script
from slimgo.report.matrix import text
from slimgo.terminal import Terminal
from slimgo.typed import KEPT
from slimgo.values.cell import MatrixResult
from slimgo.values.command import Command
from slimgo.values.event import CommandStarted
from slimgo.values.step import Step
from tests.cases.terminal import Screen
from tests.faults.checkout import PROJECT, Checkout, free_port
from tests.waiting import PATIENCE_SECONDS, until

WIDTHS = (80, 120, 200, None)


@pytest.fixture(scope="session")
def results() -> MatrixResult:
    """A whole run of the matrix: the committed one."""
    document = json.loads((PROJECT / "docs/matrix.json").read_bytes())
    known = {name: document[name] for name in MatrixResult.__dataclass_fields__}
    return msgspec.convert(known, MatrixResult)


# G1, G10


@pytest.mark.parametrize("width", WIDTHS)
def test_the_mark_of_each_cell_is_first_at_every_width(
    results: MatrixResult, width: int | None
) -> None:
    shown = text(results, colour=False, width=width).splitlines()
    rows = {line.split()[1]: line for line in shown if line[:1] in "✓✗"}
    assert list(rows) == [cell.cell for cell in results.cells]
    for cell in results.cells:
        assert rows[cell.cell].startswith("✓ " if cell.status == "pass" else "✗ ")
    for line in shown:
        assert width is None or len(line) <= width
    sizes = sum(" MB" in line for line in rows.values())
    assert sizes == len(results.cells)  # that column has its place at 80 too


def test_a_pipe_shows_every_column(results: MatrixResult) -> None:
    head, *_ = text(results, colour=False, width=None).splitlines()
    assert re.split(r"  +", head.strip()) == (
        ["cell", "is", "size", "exactly", "against plain", "start", "took"]
    )


def summed_up(checkout: Checkout, columns: int | None, *words: str) -> list[str]:
    argv = ("slimgo.verify", *words)
    if columns:
        return Screen(argv, checkout.path, columns).lines()
    done = subprocess.run(
        [sys.executable, "-m", *argv],
        cwd=checkout.path,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("columns", [80, None])
def test_a_planned_single_cell_is_one_row(checkout: Checkout, columns: int | None) -> None:
    name = "linux-amd64/small"
    made = Screen(("slimgo.verify", name), checkout.path, 80)
    assert "linux-amd64/small ✓" in made.lines()
    shown = summed_up(checkout, columns, "--summary", "--of", name)
    rows = [line for line in shown if "linux-" in line.partition("(")[0]]
    assert len(rows) == 1
    assert rows[0].startswith(f"✓  {name} ")
    assert "5.82 MB" in rows[0]
    assert any(line.startswith(f"not asked for: {len(matrix()) - 1} cells") for line in shown)


# G2


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which everything is made; not to be changed."""
    project = tmp_path_factory.mktemp("made")
    for name in ("tasks.py", "invoke.yaml", "Dockerfile", ".dockerignore", "app"):
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, project / name)
    words = [sys.executable, "-m", "invoke", "slim", "--engine", "builtin"]
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    subprocess.run(words, cwd=project, env=env, capture_output=True, check=True)
    return project


def shown_in(made: Path, columns: int, *words: str) -> list[str]:
    return Screen(("invoke", *words), made, columns).lines()


def piped_from(made: Path, *words: str) -> str:
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-m", "invoke", *words],
        cwd=made,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def words_of(lines: str) -> list[str]:
    """Without what differs from run to run, or belongs to a command's lines."""
    text = re.sub(r"checked (just now|\d+ \w+ ago)", "", lines)
    return [word for word in text.split() if word != "\\"]


@pytest.mark.parametrize("columns", [80, 120, 200])
@pytest.mark.parametrize("task", ["slim", "image", "pack"])
def test_no_word_is_broken_and_what_goes_on_is_indented(
    made: Path, columns: int, task: str
) -> None:
    words = (task, "--engine", "builtin") if task != "pack" else (task,)
    shown = shown_in(made, columns, *words)
    unbroken = Counter(words_of(piped_from(made, *words)))
    # the comparison names its packers as heads of blocks where it stands in blocks
    assert set(words_of("\n".join(shown))) <= set(unbroken)
    if task == "pack":
        assert words_of("\n".join(shown)) == words_of(piped_from(made, *words))
    for line in shown:
        at_once = re.match(r"\d \w+ |[^ ]", line)
        assert at_once or line.startswith("  ") or not line, line


@pytest.mark.parametrize(("columns", "stacked"), [(80, True), (120, False), (200, False)])
def test_the_comparison_is_stacked_where_it_does_not_fit(
    made: Path, columns: int, *, stacked: bool
) -> None:
    shown = shown_in(made, columns, "slim", "--engine", "builtin")
    heads = [line.split() for line in shown if line.strip() in ("unpacked", "upx -9", "gopack")]
    assert heads == ([["unpacked"], ["upx", "-9"], ["gopack"]] if stacked else [])
    answers = [line for line in shown if line.strip().startswith("first answer")]
    assert len(answers) == (3 if stacked else 1)


def test_a_command_that_is_folded_is_still_taken_by_a_shell(made: Path) -> None:
    shown = shown_in(made, 80, "static")
    start = next(at for at, line in enumerate(shown) if line.startswith("2 static"))
    command = [shown[start].partition("$ ")[2]]
    while command[-1].endswith("\\"):
        start += 1
        command.append(shown[start])
    assert len(command) > 1
    printed = subprocess.run(
        ["sh", "-c", "printf '%s\\n' " + "\n".join(command)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.splitlines()[:3] == ["GOOS=linux", "CGO_ENABLED=0", "go"]
    assert '-extldflags "-static"' in printed.splitlines()


def test_an_error_is_folded_too(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY docs /docs/\n")
    words = ("slimgo.oci", "build", "-t", "x", ".")
    wide, narrow = (
        [line for line in Screen(words, tmp_path, columns).lines() if line] for columns in (200, 80)
    )
    assert narrow[0] == "✗ COPY docs: it is a folder"
    assert narrow[1].startswith("  → name each file, or let a real engine do it:")
    assert all(line.startswith("      ") for line in narrow[2:])
    assert len(narrow) > len(wide)
    assert " ".join(narrow).split() == " ".join(wide).split()


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


# G7


class Tty:
    """A terminal's stream that keeps what is written."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


def test_long_work_shows_how_long_it_takes_and_took(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    stream = Tty()
    now = time.monotonic()
    with Terminal(stream) as terminal:
        monkeypatch.setattr("slimgo.terminal.time.monotonic", lambda: now)
        terminal(CommandStarted(command=Command(argv=("upx", "-9", "a")), last_seconds=8.1))
        monkeypatch.setattr("slimgo.terminal.time.monotonic", lambda: now + 5)
        until(lambda: "upx … 5 s (last time 8.1 s)" in stream.text)


def test_the_last_time_is_that_of_the_same_command(checkout: Checkout) -> None:
    checkout.invoke("pack", "--level", "1")
    (checkout.build / "app.static.small.upx.bin").unlink()
    again = Screen(("invoke", "pack", "--level", "1"), checkout.path, 80)
    again.lines()
    assert re.search(r"upx …[^\r\n]*\(last time [\d.]+ m?s\)", again.raw)
    other = Screen(("invoke", "pack", "--level", "2"), checkout.path, 80)
    other.lines()
    assert "upx …" in other.raw
    assert "last time" not in other.raw


def test_in_a_pipe_nothing_moves(made: Path) -> None:
    shown = piped_from(made, "pack", "--recheck")
    assert "\r" not in shown
    assert "\x1b" not in shown
    assert "…\n" not in shown


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
    assert len(cells) == len(matrix())
    assert len({each["description"] for each in cells}) == len(cells)
    (one,) = (each for each in cells if "linux-amd64/small-upx9" in each["session"])
    assert one["description"] == (
        "For linux/amd64: -ldflags '-extldflags \"-static\" -s -w', cgo off; then upx -9."
    )
