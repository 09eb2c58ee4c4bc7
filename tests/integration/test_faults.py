"""What goes wrong is one clear line, an exit code, and nothing half done.

The cheap and the user's own mistakes; tests/faults has the table of all else that can fail.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from slimgo.sandbox.listening import with_descendants
from tests.waiting import PATIENCE_SECONDS, until

if TYPE_CHECKING:
    from tests.integration.conftest import Checkout

PROGRAMS = Path(__file__).parents[1] / "programs"


def artifacts(path: Path) -> list[str]:
    return sorted(each.name for each in path.glob("build/*.bin")) + sorted(
        each.name for each in path.glob("build/*.tar")
    )


def leftovers(path: Path) -> list[Path]:
    """What is half made."""
    return list(path.glob("build/.slimgo/parts/*"))


def test_a_compile_error_is_told_in_the_compilers_own_words(checkout) -> None:
    checkout.replace("app/app.go", 'name = "world"', "name = undefined")
    outcome = checkout.slim()
    assert outcome.status == 1
    assert "undefined: undefined" in outcome.err
    assert artifacts(checkout.path) == []
    checkout.replace("app/app.go", "name = undefined", 'name = "world"')
    assert checkout.invoke("app").status == 0


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("wrong", "runs ✗"),
        ("silent", "runs ✗"),
        ("dies", "runs ✗"),
    ],
)
def test_a_service_that_misbehaves_turns_its_check_red(checkout, program, words) -> None:
    shutil.copy(PROGRAMS / program / "main.go", checkout.path / "app/app.go")
    (checkout.path / "app/app_test.go").unlink()
    outcome = checkout.slim()
    assert outcome.status == 1
    assert words in outcome.err
    assert artifacts(checkout.path) == []


def test_a_service_that_ignores_sigterm_turns_its_check_red(checkout) -> None:
    checkout.replace(
        "app/app.go",
        "context.AfterFunc(stop, cancel)",
        "signal.Ignore(syscall.SIGTERM); _ = cancel",
    )
    outcome = checkout.invoke("app")
    assert outcome.status == 1
    assert "ends on SIGTERM ✗: it still ran and had to be killed" in outcome.err
    assert artifacts(checkout.path) == []


def test_a_service_that_misbehaves_only_in_the_image_gets_no_tag(built) -> None:
    checkout = built()
    tar = checkout.path / "build/slim-go-image.tar"
    before = tar.read_bytes()
    # Go's runtime ends a program that finds this
    checkout.replace("Dockerfile", '"./app.bin" ]', '"./app.bin" ]\nENV GOMEMLIMIT=nonsense\n')
    outcome = checkout.slim()
    assert outcome.status == 1
    assert "runs ✗" in outcome.err
    assert tar.read_bytes() == before
    assert not leftovers(checkout.path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("RUN echo hello", "RUN"),
        ("COPY [ 'build/app.bin', 'x' ]", "double quotes"),
        ("COPY nowhere.bin /x", "nowhere.bin"),
    ],
)
def test_what_a_dockerfile_cannot_have_is_refused_by_name(built, line, words) -> None:
    checkout = built()
    with (checkout.path / "Dockerfile").open("a") as file:
        file.write(f"\n{line}\n")
    outcome = checkout.slim()
    assert outcome.status == 1
    assert words in outcome.err


@pytest.mark.parametrize(
    ("flags", "status", "words"),
    [
        (("slim", "--go", "/nonexistent/go"), 3, "there is no program /nonexistent/go"),
        (("slim", "--upx", "/nonexistent/upx"), 3, "/nonexistent/upx"),
        (("slim", "--engine", "lxc"), 1, "there is no engine 'lxc'"),
        (("slim", "--tag", "Bad Tag"), 1, "no image tag"),
        (("slim", "--tag", "x;rm -rf"), 1, "no image tag"),
        (("slim", "--tag", "../../etc/x"), 1, "no image tag"),
        (("run", "--port", "0"), 1, "is no port"),
        (("run", "--port", "three"), 1, "is no port"),
        (("pack", "--level", "ten"), 1, "UPX has no level"),
        (("slim", "--json", "tasks.py/x.json"), 1, "tasks.py/x.json cannot be written"),
        (("slim", "--json", "."), 1, "cannot be written"),
        (("run", "--port", "9" * 5000), 1, "is no port"),
    ],
)
def test_bad_input_is_one_clear_line(checkout, flags, status, words) -> None:
    outcome = checkout.invoke(*flags)
    assert outcome.status == status, outcome
    assert words in outcome.err
    assert outcome.err.startswith("✗ ")


def fake(path: Path, body: str) -> str:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("echo upx 3.96", 3, "4.2 or newer is needed"),
        ("echo upx 4.2.4; kill -SEGV $$", 3, "no working UPX"),
        ("echo nonsense", 3, "no working UPX"),
    ],
)
def test_a_upx_that_is_old_or_does_not_work_is_named(built, tmp_path, body, status, words) -> None:
    checkout = built()
    outcome = checkout.invoke("pack", "--upx", fake(tmp_path / "upx", body))
    assert outcome.status == status, outcome
    assert words in outcome.err


def test_a_upx_that_spoils_the_program_is_caught_by_the_way_back(built, tmp_path) -> None:
    """It packs for real, then gives back other bytes than it was given."""
    checkout = built()
    body = f'{real_upx(checkout)} "$@" || exit; case "$1" in -d) echo >> "$3" ;; esac'
    outcome = checkout.invoke("pack", "--upx", fake(tmp_path / "upx", body))
    assert outcome.status == 1, outcome
    assert "unpacks to the same bytes ✗" in outcome.err


def real_upx(checkout: Checkout) -> str:
    for line in checkout.invoke("doctor", "--engine", "builtin").out.splitlines():
        if line.startswith("✓ upx"):
            return line.split()[3]
    raise AssertionError("doctor names no UPX")


@pytest.mark.parametrize(
    ("words", "moment", "tool", "number", "status"),
    [
        (("slim",), "1 app", "go\0build", signal.SIGINT, 130),
        (("slim",), "$ upx", "upx\0-9", signal.SIGTERM, 143),
        (("slim", "--with", "gopack"), "slimgo.gopack pack", "gopack\0pack", signal.SIGINT, 130),
        (("slim", "--with", "gopack"), "slimgo.gopack pack", "gopack\0pack", signal.SIGTERM, 143),
    ],
)
def test_a_signal_ends_the_real_tools_cleanly(
    checkout, words, *, moment, tool, number, status
) -> None:
    """tests/faults has every signal at every step."""
    with checkout.start(*words, "--engine", "builtin") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if moment in line:
                break
        until(lambda: tool in command_lines_below(process.pid), process)
        process.send_signal(number)
        err = process.stderr.read()
        process.wait(timeout=PATIENCE_SECONDS)
    assert process.returncode == status, err
    assert "Traceback" not in err
    assert not leftovers(checkout.path)
    assert not list(checkout.path.glob("build/*pack*")) + list(checkout.path.glob("build/*.upx.*"))
    assert str(checkout.path) not in running()


def command_lines_below(pid: int) -> str:
    lines = []
    for each in with_descendants(pid):
        with suppress(OSError):
            lines.append(Path(f"/proc/{each}/cmdline").read_text())
    return "\n".join(lines[1:])


def running() -> str:
    """The command lines and folders of all processes."""
    seen = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            seen.append((process / "cmdline").read_text())
            seen.append(str((process / "cwd").readlink()))
        except OSError:
            continue
    return "\n".join(seen)


def test_a_build_folder_that_cannot_be_one_is_one_clear_line(checkout) -> None:
    (checkout.path / "build").write_text("a file")
    outcome = checkout.slim()
    assert outcome.status == 1
    assert "build cannot be written" in outcome.err


def test_a_forced_engine_that_is_not_there_is_a_missing_tool(checkout) -> None:
    outcome = checkout.invoke("slim", "--engine", "docker", PATH="/nonexistent")
    assert outcome.status == 3
    assert "no docker on PATH" in outcome.err


def test_a_spoiled_image_is_noticed_and_made_again(built) -> None:
    checkout = built()
    tar = checkout.path / "build/slim-go-image.tar"
    wanted = tar.read_bytes()
    with tar.open("r+b") as file:
        file.seek(1_200_000)
        file.write(bytes(400))
    outcome = checkout.slim()
    assert outcome.status == 0, outcome.err
    assert "slimgo.oci build" in outcome.out
    assert tar.read_bytes() == wanted


def test_a_green_result_does_not_outlive_a_failed_run(built) -> None:
    checkout = built()
    checkout.replace("app/app.go", "package main", "package")
    assert checkout.slim().status == 1
    assert json.loads((checkout.path / "build/slim.json").read_text())["steps"] == []


def test_a_module_beside_the_app_is_part_of_what_it_is_made_of(checkout) -> None:
    library = checkout.path / "lib"
    library.mkdir()
    (library / "go.mod").write_text("module example.org/lib\n\ngo 1.25\n")
    (library / "lib.go").write_text('package lib\n\nconst Greeting = "Hello "\n')
    with (checkout.path / "app/go.mod").open("a") as file:
        file.write("\nrequire example.org/lib v0.0.0\n\nreplace example.org/lib => ../lib\n")
    checkout.replace("app/app.go", '"Hello "', "lib.Greeting")
    checkout.replace("app/app.go", '"syscall"', '"syscall"\n\n\t"example.org/lib"')
    assert checkout.invoke("app").status == 0
    assert "up to date" in checkout.invoke("app").out
    (library / "lib.go").write_text('package lib\n\nconst Greeting = "Goodbye "\n')
    outcome = checkout.invoke("app")
    assert outcome.status == 1
    assert "Goodbye" in outcome.err


@pytest.mark.parametrize("words", ["slimgo:", "slimgo: hello", "slimgo: [a]", "slimgo: {port: 0}"])
def test_an_odd_invoke_yaml_is_one_clear_line(checkout, words) -> None:
    (checkout.path / "invoke.yaml").write_text(f"{words}\n")
    outcome = checkout.invoke("clean")
    assert outcome.status in (0, 1)
    assert (outcome.status == 0) == (words == "slimgo:" or outcome.err == "")


def test_a_dry_run_prints_nothing_but_the_script_and_writes_nothing(checkout) -> None:
    outcome = checkout.invoke("--dry", "slim", "--engine", "builtin")
    assert outcome.status == 0, outcome.err
    assert outcome.out.startswith("#!/bin/sh\n")
    assert not (checkout.path / "build").exists()


def test_it_works_from_a_folder_below(built) -> None:
    checkout = built()
    below = type(checkout)(path=checkout.path / "app")
    outcome = below.slim()
    assert outcome.status == 0, outcome.err
    assert outcome.out.count("up to date") == 8


def test_a_broken_bwrap_of_the_system_does_not_hide_the_working_one(built, tmp_path) -> None:
    fake(tmp_path / "bwrap", "exit 1")
    outcome = built().slim(PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert outcome.status == 0, outcome.err
    assert "built-in engine (bubblewrap)" in outcome.out
