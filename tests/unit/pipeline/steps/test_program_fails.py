"""What is said of a program that cannot be made, and of one that is no program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.errors import BadInput, CommandFailed
from slimgo.pipeline.steps.program import made_of, make_program
from tests.unit.pipeline.running import FakeSandbox
from tests.unit.pipeline.tools import elf
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]

BUILT, PACKED = "build/hello.unpacked", "build/hello/hello"
PROGRAM = elf(b"package main")


def test_a_build_that_fails_says_what_to_do(workshop: Opened) -> None:
    here = workshop()
    here.go.broken = "main.go:1: function main is undeclared in the main package"
    with pytest.raises(CommandFailed, match="has no function main") as caught:
        here.made()
    assert caught.value.why == here.go.broken
    here.go.broken = "no known words"
    with pytest.raises(CommandFailed, match="`go build` ended with status 1") as caught:
        here.made()
    assert caught.value.why == "no known words"


def test_a_packing_that_fails_is_told_as_it_is(
    workshop: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = workshop()
    failure = CommandFailed("`upx` ended with status 1", why="no Go source files")
    _, pack = here.binaries()
    here.made()
    here.project.path(PACKED).unlink()

    def fails(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("slimgo.pipeline.steps.program.run", fails)
    with pytest.raises(CommandFailed) as caught:
        make_program(here.project, pack)
    assert caught.value is failure


def test_a_package_that_is_no_program_is_not_built(workshop: Opened) -> None:
    here = workshop()
    here.go.package = "tools"
    with pytest.raises(BadInput, match="package tools is no program") as caught:
        here.made()
    assert caught.value.why.startswith(". says")
    assert "build" not in here.go.done


def test_files_left_out_for_cgo_are_named_before_and_after(
    workshop: Opened, sandbox: FakeSandbox
) -> None:
    here = workshop()
    here.isolates()
    here.project.path("c.go").write_text('import "C"')
    here.go.ignored = ("c.go",)
    assert here.made(None)[0].failures == ()
    assert [(note.loud, "may need cgo" in note.text) for note in here.notes()] == [(True, True)]
    sandbox.words = "goodbye"
    here.rechecks()
    assert "c.go is left out" in here.made(None)[0].failures[0].evidence
    here.project.path("build/hello/hello").unlink()
    assert "c.go is left out" in here.made(None)[0].failures[0].evidence
    here.go.broken = "build constraints exclude all Go files"
    with pytest.raises(CommandFailed, match="is left to build with CGO_ENABLED=0"):
        here.made(None)


@pytest.mark.parametrize("do", [make_program, made_of])
def test_a_step_without_a_variant_makes_no_program(
    workshop: Opened, do: Callable[..., object]
) -> None:
    here = workshop()
    step = replace(here.binaries()[0], variant=None)
    with pytest.raises(ValueError, match="build makes no program"):
        do(here.project, step)
