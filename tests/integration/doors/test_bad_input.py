"""What cannot be built, said in one clear line, with an exit code and nothing half made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.doors.module import Module

Make = Callable[[str], Module]


def nothing_was_made(module: Module) -> bool:
    build = module.path / "build"
    return not list(build.glob("*.tar")) and not list(build.glob(".slimgo/parts/*/*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build", "./nowhere"), "there is no folder ./nowhere"),
        (("build", "./cmd/server/main.go"), "is a file, and a program is a package"),
        (("build", "./internal/greeting"), "is package greeting, and no program"),
        (("build", "./internal"), "names no program"),
        (("build", "--ask", "healthz"), "does not begin with a path"),
        (("build", "--ask", "/x~("), "is no pattern"),
        (("build", "--says", "x"), "--says goes with --run"),
        (("build", "--run", "x", "--port", "1"), "--run is for a command"),
        (("build", "--run", "'"), "cannot be split"),
        (("build", "--tag", "Not A Tag"), "Not A Tag"),
        (("build", "-X", "version"), "is not NAME=VALUE"),
        (("build", "--pack", "none", "--best"), "--best is for a packer"),
        (("build", "--go", "/nowhere/go"), "there is no program /nowhere/go"),
    ],
    ids=str,
)
def test_a_mistake_is_one_clear_line(module: Make, words: tuple[str, ...], said: str) -> None:
    server = module("server")
    done = server.slimgo(*words)
    assert done.status in {1, 3}
    assert said in done.err
    assert "Traceback" not in done.err
    assert done.out == ""
    assert nothing_was_made(server)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build", "--prot", "1"), "'--port'?)"),
        (("biuld",), "Did you mean 'build'?"),
        (("build", "--port", "99999"), "is not in the range"),
        (("build", "--pack", "zip"), "is not one of"),
    ],
    ids=str,
)
def test_what_is_misspelt_is_answered_with_what_is_near(
    module: Make, words: tuple[str, ...], said: str
) -> None:
    done = module("tool").slimgo(*words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_several_programs_are_listed_with_what_to_type(module: Make) -> None:
    server = module("server")
    server.write("cmd/other/main.go", "package main\n\nfunc main() {}\n")
    done = server.slimgo("build")
    assert done.status == 1
    assert "there are 2 programs: choose one" in done.err
    assert "slimgo build ./cmd/other\n" in done.err


def test_a_folder_without_a_module(module: Make) -> None:
    tool = module("tool")
    (tool.path / "go.mod").unlink()
    done = tool.slimgo("build", "./cmd/tool")
    assert done.status == 1
    assert "belongs to no Go module" in done.err
    assert "go mod init" in done.err


def test_what_does_not_compile_is_said_by_the_compiler(module: Make) -> None:
    tool = module("tool")
    tool.write("cmd/tool/wrong.go", "package main\n\nvar x int = nothing\n")
    done = tool.slimgo("build")
    assert done.status == 1
    assert "cmd/tool/wrong.go:3:13: undefined: nothing" in done.err
    assert nothing_was_made(tool)


def test_a_dependency_that_cannot_be_fetched(module: Make) -> None:
    server = module("server")
    done = server.slimgo("build", GOPROXY="off", GOMODCACHE=str(server.path.parent / "empty"))
    assert done.status == 1
    assert "github.com/google/uuid" in done.err
    assert "disabled by GOPROXY=off" in done.err
    assert "Traceback" not in done.err


def test_a_probe_that_does_not_pass_leaves_no_image(module: Make) -> None:
    server = module("server")
    done = server.slimgo("build", "--port", "8080", "--ask", "/healthz=fine")
    assert done.status == 1
    assert "GET /healthz: 200 'ok\\n', wanted 2xx \"fine\"" in done.err
    assert nothing_was_made(server)


def test_another_port_than_it_listens_at(module: Make) -> None:
    done = module("tool").slimgo("build", "--port", "8080")
    assert done.status == 1
    assert "the program ended with status 0" in done.err


def test_a_program_that_ends_at_once_cannot_be_asked(module: Make) -> None:
    done = module("tool").slimgo("build", "--ask", "/healthz=ok")
    assert done.status == 1
    assert "tool ends by itself, with status 0, and cannot be asked" in done.err


def test_a_worker_that_ignores_sigterm_is_red(module: Make) -> None:
    worker = module("worker")
    worker.write(
        "cmd/worker/main.go",
        'package main\n\nimport (\n\t"os/signal"\n\t"syscall"\n\t"time"\n)\n\n'
        "func main() {\n\tsignal.Ignore(syscall.SIGTERM)\n\ttime.Sleep(time.Hour)\n}\n",
    )
    done = worker.slimgo("build")
    assert done.status == 1
    assert "it still ran and had to be killed" in done.err
    assert nothing_was_made(worker)


def test_control_characters_reach_no_terminal(module: Make) -> None:
    tool = module("tool")
    tool.write(
        "cmd/tool/main.go",
        'package main\n\nimport "os"\n\nfunc main() {\n\tos.Stdout.WriteString("\\x1b[31mred")\n'
        "\tos.Exit(7)\n}\n",
    )
    done = tool.slimgo("build", "--run", "")
    assert done.status == 1
    assert "status 7" in done.err
    assert "\x1b" not in done.err + done.out


def test_a_tree_that_cannot_be_written(module: Make) -> None:
    import os

    tool = module("tool")
    (tool.path / "build").write_text("a file where a folder should be")
    done = tool.slimgo("build")
    assert done.status == 1
    assert "cannot be written" in done.err
    assert os.path.isfile(tool.path / "build")  # noqa: PTH113


def test_a_module_that_asks_for_a_newer_go(module: Make) -> None:
    tool = module("tool")
    tool.write("go.mod", "module example.com/tool\n\ngo 1.99.0\n")
    done = tool.slimgo("build", "./cmd/tool")
    assert done.status == 1
    assert "the module asks for a newer Go: go: ../../go.mod requires go >= 1.99.0" in done.err
    assert "slimgo build ./cmd/tool --fetch-go\n" in done.err
    # with consent Go looks for it, and says that there is none
    refused = tool.slimgo("build", "./cmd/tool", "--fetch-go", GOPROXY="off")
    assert refused.status == 3
    assert "the Go that the module asks for cannot be fetched" in refused.err


def test_a_program_that_needs_cgo_is_named(module: Make) -> None:
    tool = module("tool")
    tool.write("cmd/tool/c.go", 'package main\n\n// int one;\nimport "C"\n\nvar one = C.one\n')
    tool.write("cmd/tool/uses.go", "package main\n\nvar two = one + one\n")
    done = tool.slimgo("build")
    assert done.status == 1
    assert "undefined: one" in done.err
    assert "cgo" in done.err
    assert nothing_was_made(tool)


@pytest.mark.parametrize("folder", ["a b", "it's", "$(touch x)", "-rf", "ünï", "a;b"])
def test_a_folder_of_an_odd_name_is_built_or_refused(module: Make, folder: str) -> None:
    tool = module("tool")
    (tool.path / "cmd/tool").rename(tool.path / f"cmd/{folder}")
    done = tool.slimgo("build", f"./cmd/{folder}", "--run", "", "--pack", "none")
    assert "Traceback" not in done.err
    if done.status:
        assert nothing_was_made(tool)
    assert not list(tool.path.rglob("x"))


def test_two_runs_at_once_wait_for_each_other(module: Make) -> None:
    from concurrent.futures import ThreadPoolExecutor

    tool = module("tool")
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: tool.slimgo("build", "--run", ""), range(2)))
    assert [(each.status, each.out) for each in done] == [(0, "build/tool.tar\n")] * 2
