"""`slimgo build`: progress on standard error, what was made on standard output."""

from __future__ import annotations

import gc

import pytest

from slimgo.doors.build import build
from slimgo.errors import BadInput
from slimgo.values.probe import Service
from tests.unit.doors.shipped import Yard

Captured = pytest.CaptureFixture[str]


def test_what_was_typed_is_ordered_from_where_the_reader_stands(yard: Yard) -> None:
    build({"port": 8080, "best": True}, ("./a", "./b"))
    (order,) = yard.orders
    assert (order.words, order.here) == (("./a", "./b"), yard.folder)
    assert (order.of().probes[0], order.of().best) == (Service(port=8080), True)
    assert not gc.isenabled()


def test_the_environment_says_what_nobody_typed(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLIMGO_TAG", "mine")
    build({})
    assert yard.orders[0].of().chosen.list("tag") == ("mine",)


@pytest.mark.usefixtures("yard")
def test_an_image_is_a_line_on_standard_output(capsys: Captured) -> None:
    build({})
    shown = capsys.readouterr()
    assert shown.out == "server:1\n"
    assert shown.err.splitlines()[-1] == "    Next docker run --rm -p 8080:8080 server:1"
    assert "$ go build" not in shown.err


def test_a_file_is_named_from_where_the_reader_stands(yard: Yard, capsys: Captured) -> None:
    yard.engine = ""
    yard.folder /= "below"
    build({})
    shown = capsys.readouterr()
    assert shown.out == "below/build/server/server\n"
    assert shown.err.splitlines()[-1] == "    Next ./below/build/server/server"


def test_each_reference_is_written_as_soon_as_it_is_known(yard: Yard, capsys: Captured) -> None:
    yard.names = ("a", "b")
    seen: list[str] = []
    yard.at_once = lambda: seen.append(capsys.readouterr().out)
    build({"form": "text"})
    assert seen == ["a:1\n", "b:1\n"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("verbose", [True, False])
def test_who_wants_it_sees_every_command(yard: Yard, capsys: Captured, *, verbose: bool) -> None:
    build({"verbose": verbose})
    assert yard.wholes == [verbose]
    assert ("$ go build ./server" in capsys.readouterr().err) is verbose


def test_a_dry_run_prints_a_script_and_notes_beside_it(
    yard: Yard, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slimgo.terminal.screen.columns", lambda _: 20)
    build({"dry": True, "form": "json"}, ("./a",))
    assert capsys.readouterr() == ("#!/bin/sh\n", "! what counts may be a long line\n")
    assert yard.orders[0].words == ("./a",)
    assert yard.wholes == []


def test_what_cannot_be_ordered_is_refused_at_once(yard: Yard) -> None:
    with pytest.raises(BadInput):
        build({"port": "http"})
    assert yard.orders == []
