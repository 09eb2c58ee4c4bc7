"""A packed program is started wherever the unpacked one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from slimgo.checks.binary import binary_expectation
from slimgo.errors import EngineFailed
from slimgo.pipeline.sweeping import again, swept
from slimgo.plan.faults import KNOWN_FAULTS
from slimgo.plan.surroundings import FULL, PLAIN, SHORT, emulated
from slimgo.values.companion import Companion
from slimgo.values.event import Doing
from slimgo.values.probe import CommandLine, Given, Lives, Probe, Service, Unknown, Worker
from slimgo.values.question import GrpcHealth, Question, TcpExchange, Tls
from slimgo.values.surrounding import StartOutcome, Surrounding
from slimgo.values.verdict import Verdict
from tests.unit.pipeline.running import LEVEL, FakeSweep
from tests.unit.pipeline.tools import UPX
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]

TABLE = (Surrounding(name="no variables"), Surrounding(name="1 variable", variables=1))
GREETED = Service(port=1)
DEEP = CommandLine(given=Given(arguments=("deep",), env=(("A", "b"),), stdin="x"))
ENDLESS = "of a program that neither listens nor ends no start shows what comes of it"


@pytest.fixture
def here(workshop: Opened) -> Workshop:
    here = workshop()
    here.isolates()
    return here


def sweep_of(here: Workshop, table: tuple[Surrounding, ...] = TABLE) -> tuple[Verdict, ...]:
    _, pack = here.binaries()
    assert pack.variant
    expected = binary_expectation(
        pack.variant,
        target=here.project.target,
        go_version="",
        settings=(),
        surroundings=table,
    )
    one, other = (here.project.path(name) for name in ("program", "main.go"))
    return swept(here.project, one, other, expected)


def test_both_programs_are_started_in_each_surrounding(here: Workshop, sweep: FakeSweep) -> None:
    (verdict,) = sweep_of(here)
    assert (verdict.check, verdict.status) == ("starts everywhere", "pass")
    assert sweep.programs == [(b"\x7fELF", b"package main")]
    assert sweep.tables == [TABLE]
    (given,) = sweep.starters
    assert (given.folder, given.level, given.ask) == (
        here.project.store.parts,
        LEVEL,
        b"GET / HTTP/1.0\r\n\r\n",
    )
    assert given.surroundings is here.project.surroundings
    assert here.told == [Doing(text="starting it in 2 surroundings")]
    assert list(here.project.store.parts.iterdir()) == []


@pytest.mark.parametrize(
    ("probe", "asked"),
    [
        (Service(port=1, questions=(Question(path="/x"),)), b"GET /x HTTP/1.0\r\n\r\n"),
        (Service(port=1, questions=(Question(path="/x", tls=Tls()),)), b""),
        (Service(port=1, questions=(TcpExchange(sends="PING"),)), b""),
        (Service(port=1, questions=(GrpcHealth(),)), b""),
        (CommandLine(), b""),
    ],
)
def test_only_plain_http_is_asked_whichever_probe_it_is(
    here: Workshop, sweep: FakeSweep, probe: Probe, asked: bytes
) -> None:
    here.asks(probe, probe)
    sweep_of(here)
    assert [given.ask for given in sweep.starters] == [asked, asked]


def test_each_probe_starts_both_programs_with_what_it_gives(
    here: Workshop, sweep: FakeSweep
) -> None:
    here.asks(GREETED, DEEP)
    verdicts = sweep_of(here, SHORT)
    assert [(each.check, each.status, each.evidence) for each in verdicts] == [
        ("starts everywhere", "pass", "as unpacked in 13 surroundings"),
        ("starts everywhere, probe 2", "pass", "as unpacked in 9 surroundings"),
    ]
    assert sweep.tables == [SHORT, again(SHORT)]
    assert [
        [(guest.argv[1:], guest.env, guest.stdin, guest.port) for guest in both]
        for both in sweep.guests
    ] == [[((), (), "", 1)] * 2, [(("deep",), (("A", "b"),), "x", 0)] * 2]
    assert here.told == [
        Doing(text="starting it in 13 surroundings"),
        Doing(text="starting it in 9 surroundings, probe 2"),
    ]
    assert list(here.project.store.parts.iterdir()) == []


def test_a_start_that_breaks_with_a_later_probe_only_is_red_under_its_name(
    here: Workshop, sweep: FakeSweep
) -> None:
    here.asks(GREETED, DEEP, GREETED)
    sweep.packed_of[("deep",)] = StartOutcome(kind="ended", status=139)
    verdicts = sweep_of(here)
    assert [(each.check, each.status) for each in verdicts] == [
        ("starts everywhere", "pass"),
        ("starts everywhere, probe 2", "fail"),
    ]
    assert len(sweep.tables) == 2  # those behind it are not tried


def test_a_later_probe_is_started_where_its_own_words_add_up() -> None:
    names = [each.name for each in again(SHORT)]
    assert names == [
        *("no variables", "500 variables", "520 variables", "3,000 variables"),
        *("a value of 131,067 bytes", "addresses not random", "a stack of 64 kB"),
        *("2,048 bytes more on the stack", "4,096 bytes more on the stack"),
    ]
    assert again(FULL) == again(SHORT)
    natively = {"a stack of 64 kB"}
    assert [each.name for each in again(emulated(FULL))] == [
        each for each in names if each not in natively
    ]


@pytest.mark.parametrize("table", [SHORT, emulated(SHORT), FULL, emulated(FULL)])
def test_a_later_probe_begins_as_usual_and_meets_each_known_fault(
    table: tuple[Surrounding, ...],
) -> None:
    chosen = again(table)
    assert chosen[0] == PLAIN
    for fault in KNOWN_FAULTS:
        assert {each.name for each in chosen} & {*fault.fails}


def test_a_packed_program_that_does_something_else_is_blamed_on_its_packer(
    here: Workshop, sweep: FakeSweep
) -> None:
    sweep.packed = StartOutcome(kind="ended", status=139)
    (verdict,) = sweep_of(here)
    assert verdict.status == "fail"
    assert verdict.evidence.endswith(f"a fault of upx {UPX.version}")
    assert verdict.cure == "pack with gopack: invoke slim --with gopack"


@pytest.mark.parametrize("probe", [Lives(), Unknown(), Worker()])
def test_of_each_probe_that_comes_to_nothing_it_is_said(
    here: Workshop, sweep: FakeSweep, probe: Probe
) -> None:
    here.asks(probe, GREETED, probe)
    verdicts = sweep_of(here)
    assert [(each.check, each.status) for each in verdicts] == [
        ("starts everywhere", "skip"),
        ("starts everywhere, probe 2", "pass"),
        ("starts everywhere, probe 3", "skip"),
    ]
    assert [verdicts[at].evidence for at in (0, 2)] == [ENDLESS] * 2
    assert len(sweep.tables) == 1


def test_what_keeps_every_probe_from_it_is_told_once(workshop: Opened, sweep: FakeSweep) -> None:
    here = workshop()
    here.asks(GREETED, DEEP)
    (verdict,) = sweep_of(here)
    assert (verdict.check, verdict.status) == ("starts everywhere", "skip")
    assert verdict.evidence == "no isolation in unit tests"
    assert sweep.tables == []


def test_a_companion_is_started_afresh_for_each_probe(
    here: Workshop, sweep: FakeSweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = Companion(name="db", command=("db",), port=5432)
    told: list[str] = []

    @contextmanager
    def running(companions: object, where: object) -> Iterator[None]:
        assert (companions, where) == ((db,), here.project.surroundings)
        told.append("starts")
        yield
        told.append(f"ends after {len(sweep.tables)}")

    monkeypatch.setattr("slimgo.run.companions.running", running)
    here.asks(GREETED, DEEP)
    here.ships(replace(here.project.program, companions=(db,)))
    assert [each.status for each in sweep_of(here)] == ["pass", "pass"]
    assert told == ["starts", "ends after 1", "starts", "ends after 2"]


def test_a_process_that_cannot_start_programs_is_a_skip_with_its_reason(
    here: Workshop, sweep: FakeSweep
) -> None:
    here.asks(GREETED, DEEP)
    sweep.impossible = EngineFailed("no namespace", why="forbidden")
    verdicts = sweep_of(here)
    assert [(each.check, each.status, each.evidence) for each in verdicts] == [
        ("starts everywhere", "skip", "no namespace: forbidden"),
        ("starts everywhere, probe 2", "skip", "no namespace: forbidden"),
    ]
