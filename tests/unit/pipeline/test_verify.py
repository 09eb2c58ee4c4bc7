"""One cell on request: made, saved, and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import CheckFailed, Stopped, ToolMissing
from slimgo.pipeline.machine import machine
from slimgo.pipeline.verify import verify
from slimgo.values.probe import Unknown
from tests.unit.pipeline.cells import PACKED, SMALL, UNSTRIPPED, WITH_CGO, Cells
from tests.unit.pipeline.running import FakeSandbox, FakeSweep
from tests.unit.pipeline.tools import GO, UPX

Captured = pytest.CaptureFixture[str]


def test_a_killed_run_does_not_keep_its_green(cells: Cells) -> None:
    cells.know(SMALL, "pass")
    cells.opening.impossible = Stopped(15)
    with pytest.raises(Stopped):
        verify(cells.results, SMALL, ())
    assert cells.results.read(SMALL) is None


def test_a_green_cell_is_saved_and_told(
    cells: Cells, sandbox: FakeSandbox, capsys: Captured
) -> None:
    cells.pass_with(sandbox)
    result = verify(cells.results, SMALL, ())
    saved = cells.saved(SMALL)
    assert (result.status, saved.result) == ("pass", result)
    assert saved.made_of == cells.made_of(SMALL) != ""
    assert saved.versions == (("go", GO.version), ("upx", UPX.version))
    assert saved.machine == machine()
    assert capsys.readouterr().out.splitlines()[-1] == "linux-amd64/small ✓"
    assert cells.opening.asked == [((), False)]
    assert (cells.here.project.store.build / ".gitignore").is_file()


def test_a_packed_cell_needs_its_packer(
    cells: Cells, sandbox: FakeSandbox, sweep: FakeSweep
) -> None:
    cells.pass_with(sandbox)
    assert verify(cells.results, PACKED, ()).status == "pass"
    assert sweep.programs
    assert cells.opening.asked == [(("upx",), False)]


def test_a_red_cell_is_saved_and_says_what_repeats_it(cells: Cells, capsys: Captured) -> None:
    with pytest.raises(CheckFailed) as caught:
        verify(cells.results, UNSTRIPPED, ())
    assert caught.value.what == "linux-amd64/static: symbols ✗: no symbols"
    assert caught.value.cure == 'nox -s "verify(linux-amd64/static)"'
    assert cells.saved(UNSTRIPPED).result.status == "fail"
    assert "linux-amd64/static ✓" not in capsys.readouterr().out


def test_what_repeats_a_cell_names_its_own_session(cells: Cells) -> None:
    cells.session = "mine"
    with pytest.raises(CheckFailed) as caught:
        verify(cells.results, UNSTRIPPED, ())
    assert caught.value.cure == 'nox -s "mine(linux-amd64/static)"'


def test_what_cannot_be_made_here_is_said_aloud(
    cells: Cells, tmp_path: Path, capsys: Captured
) -> None:
    cells.here.finds_on_path(tmp_path / "bin")
    result = verify(cells.results, WITH_CGO, ())
    assert result.status == cells.saved(WITH_CGO).result.status == "not run"
    why = "no gcc on PATH: apt-get install gcc libc6-dev"
    assert capsys.readouterr().out.splitlines()[1:] == [f"! linux-amd64/cgo NOT RUN: {why}"]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ToolMissing("no UPX", why="it cannot be fetched\nno network"),
         "no UPX: it cannot be fetched"),
        (ToolMissing("no UPX"), "no UPX"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_tried_is_red(cells: Cells, error: ToolMissing, why: str) -> None:
    cells.know(PACKED, "pass")
    cells.opening.impossible = error
    with pytest.raises(ToolMissing) as caught:
        verify(cells.results, PACKED, ())
    assert caught.value is error
    saved = cells.saved(PACKED)
    assert (saved.result.cell, saved.result.status, saved.result.why) == (PACKED, "fail", why)
    assert saved.made_of == cells.made_of(PACKED)
    assert saved.versions == ()


def test_what_is_up_to_date_took_as_long_as_it_did(cells: Cells, sandbox: FakeSandbox) -> None:
    cells.pass_with(sandbox)
    verify(cells.results, SMALL, ())
    cells.know(SMALL, "pass", seconds=700.0)
    again = verify(cells.results, SMALL, ())
    assert again.seconds == cells.saved(SMALL).result.seconds == 700.0
    cells.results.forget(SMALL)
    assert verify(cells.results, SMALL, ()).seconds < 700


def test_what_is_made_anew_took_what_it_took_now(cells: Cells, sandbox: FakeSandbox) -> None:
    cells.pass_with(sandbox)
    cells.know(SMALL, "pass", seconds=700.0)
    assert verify(cells.results, SMALL, ()).seconds < 700


def test_what_a_program_does_is_found_out_once(
    cells: Cells, sandbox: FakeSandbox, sweep: FakeSweep
) -> None:
    """By the stripped program for this machine, whichever cell is asked for."""
    cells.pass_with(sandbox)
    cells.here.asks(Unknown())
    assert verify(cells.results, PACKED, ()).status == "pass"
    assert sweep.programs
    state = cells.here.project.store.state
    assert (state / "hello/linux-amd64/discovered.linux-amd64.small.json").is_file()
    # found out first, then asked for help
    assert [guest.argv for guest in sandbox.started[:2]] == [
        ("./program",),
        ("./program", "--help"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ({}, (), "for the first time; the last one"),
        ({SMALL: 5}, (), "took 5.0 s last time; the last one"),
        ({SMALL: 5}, (PACKED, WITH_CGO), "took 5.0 s last time; 2 left"),
        ({PACKED: 2, WITH_CGO: 1}, (PACKED, WITH_CGO),
         "for the first time; 2 left, 3.0 s if all are made anew"),
        ({PACKED: 2}, (PACKED, WITH_CGO, UNSTRIPPED),
         "for the first time; 3 left, 2.0 s if all are made anew, 2 of them for the first time"),
    ],
    ids=str,
)  # fmt: skip
def test_it_is_told_how_long_it_will_take(
    cells: Cells, capsys: Captured, before: dict[str, float], after: tuple[str, ...], line: str
) -> None:
    for identifier, seconds in before.items():
        cells.know(identifier, "pass", seconds=seconds)
    cells.opening.impossible = Stopped(15)
    with pytest.raises(Stopped):
        verify(cells.results, SMALL, after)
    assert capsys.readouterr().out == f"linux-amd64/small: {line}\n"
