"""A program is started alone, in a folder that holds nothing else and is gone afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.errors import EngineFailed
from slimgo.pipeline.starts import cannot_start, start_times, starter
from slimgo.sandbox.level import Level
from slimgo.sandbox.starts.sweep import Starter
from slimgo.values.event import Note
from slimgo.values.guest import Guest
from slimgo.values.measurement import LEAST_MEMORY, START, Measurement
from slimgo.values.probe import CommandLine, Given, GivenFile, Probe, Service
from slimgo.values.question import Question
from slimgo.values.surrounding import Surrounding
from tests.unit.pipeline.running import LEVEL, FakeSandbox
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]

TABLE = (Surrounding(name="no variables"), Surrounding(name="1 variable", variables=1))
AT_X = Service(port=1, questions=(Question(path="/x", match="anything"),))


@pytest.fixture
def here(workshop: Opened) -> Workshop:
    here = workshop()
    here.isolates()
    return here


def test_a_program_finds_nothing_but_itself(here: Workshop, sandbox: FakeSandbox) -> None:
    here.project.path("program").chmod(0o600)
    here.asks(CommandLine(given=Given(arguments=("--version",))))
    with starter(here.project, here.project.path("program")) as start, start():
        pass
    assert sandbox.roots == [{"program": 0o755}]
    assert sandbox.programs == [b"\x7fELF"]
    assert sandbox.levels == [LEVEL]
    (guest,) = sandbox.started
    assert guest == Guest(root=guest.root, argv=("./program", "--version"), port=0)


def test_each_start_finds_the_program_as_it_was(here: Workshop, sandbox: FakeSandbox) -> None:
    with starter(here.project, here.project.path("program")) as start:
        for _ in range(2):
            with start():
                root = sandbox.started[-1].root
                assert root.parents[1] == here.project.store.parts
                (root / "written").touch()
            assert not root.exists()
        assert sandbox.roots == [{"program": 0o755}] * 2
        with start():  # what it removed itself is no trouble
            shutil.rmtree(sandbox.started[-1].root)
    assert list(here.project.store.parts.iterdir()) == []


def test_two_at_once_have_a_root_each(here: Workshop, sandbox: FakeSandbox) -> None:
    with starter(here.project, here.project.path("program")) as start, start(), start():
        one, other = (guest.root for guest in sandbox.started)
        assert one != other


def test_an_emulator_stands_beside_the_program_that_it_runs(
    here: Workshop, sandbox: FakeSandbox
) -> None:
    emulator = here.project.path("qemu-arm64")
    emulator.write_bytes(b"emulator")
    emulator.chmod(0o755)
    here.project = replace(here.project, emulator=emulator)
    with starter(here.project, here.project.path("program")) as start, start():
        pass
    assert sandbox.roots == [{"program": 0o755, "emulator": 0o755}]
    assert sandbox.started[0].argv == ("./emulator", "./program")


def test_nothing_is_left_of_a_program_that_cannot_be_copied(here: Workshop) -> None:
    with pytest.raises(FileNotFoundError), starter(here.project, here.project.path("none")):
        pass
    assert list(here.project.store.parts.iterdir()) == []


def test_without_a_level_the_reason_is_told(workshop: Opened) -> None:
    project = workshop().project
    with (
        pytest.raises(ValueError, match="no isolation in unit tests"),
        starter(project, project.path("program")),
    ):
        pass


@pytest.mark.parametrize(("probe", "asked"), [(AT_X, ["/x", "/x"]), (CommandLine(), [])])
def test_a_start_lasts_until_the_first_answer_or_the_end(
    here: Workshop, sandbox: FakeSandbox, probe: Probe, asked: list[str]
) -> None:
    sandbox.at_once = not asked
    here.asks(probe)
    taken = start_times(here.project, {"one": here.project.path("program")}, repeats=1)
    assert [(each.what, len(each.samples)) for each in taken["one"]] == [(START, 1)]
    assert sandbox.asked == asked
    assert here.doings() == ["measuring the start, 1 of 1"] * 2
    assert list(here.project.store.parts.iterdir()) == []


def test_the_least_memory_is_looked_for_where_it_was_asked_for(
    here: Workshop,
    sandbox: FakeSandbox,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[Level, bytes, bytes]] = []

    def least_memory(given: Starter, program: Guest) -> Measurement:
        seen.append((given.level, given.ask, (program.root / "program").read_bytes()))
        return Measurement(what=LEAST_MEMORY, unit="B", samples=(1.0,))

    monkeypatch.setattr("slimgo.sandbox.starts.memory.least_memory", least_memory)
    here.looks_for_the_least_memory()
    taken = start_times(here.project, {"one": here.project.path("program")}, repeats=1)
    assert [each.what for each in taken["one"]] == [START, LEAST_MEMORY]
    assert seen == [(LEVEL, b"GET / HTTP/1.0\r\n\r\n", b"\x7fELF")]
    assert here.doings()[-1] == "looking for the least memory limit"


@pytest.mark.parametrize(("why", "told"), [("", "no cgroup"), ("x", "no cgroup: x")])
def test_where_no_least_memory_can_be_found_none_is_shown_and_it_is_said(
    here: Workshop,
    sandbox: FakeSandbox,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    why: str,
    told: str,
) -> None:
    def least_memory(_: object, program: Guest) -> Measurement:
        if (program.root / "program").read_bytes() != b"\x7fELF":
            raise EngineFailed("no cgroup", why=why)
        return Measurement(what=LEAST_MEMORY, unit="B", samples=(1.0,))

    monkeypatch.setattr("slimgo.sandbox.starts.memory.least_memory", least_memory)
    here.looks_for_the_least_memory()
    one, other = (here.project.path(name) for name in ("program", "main.go"))
    taken = start_times(here.project, {"one": one, "other": other}, repeats=1)
    assert [[each.what for each in found] for found in taken.values()] == [[START], [START]]
    assert here.notes() == [Note(text=f"least memory limit not measured: {told}", loud=True)]


def test_start_times_are_taken_in_turn(here: Workshop, sandbox: FakeSandbox) -> None:
    here.isolates()
    one, other = (here.project.path(name) for name in ("program", "main.go"))
    start_times(here.project, {"one": one, "other": other}, repeats=2)
    assert sandbox.programs == [one.read_bytes(), other.read_bytes()] * 3


def test_a_program_is_given_what_its_probe_says(here: Workshop, sandbox: FakeSandbox) -> None:
    here.project.path("conf").write_text("mine")
    here.project.path("conf").chmod(0o600)
    file = GivenFile(path="/conf", source=str(here.project.path("conf")))
    here.asks(CommandLine(given=Given(env=(("A", "b"),), files=(file,), stdin="x")))
    with starter(here.project, here.project.path("program")) as start, start():
        pass
    assert sandbox.roots == [{"program": 0o755, "conf": 0o644}]
    (guest,) = sandbox.started
    assert (guest.env, guest.stdin) == ((("A", "b"),), "x")


@pytest.mark.parametrize("files", [True, False])
def test_files_are_given_only_where_the_program_would_see_them(
    here: Workshop, *, files: bool
) -> None:
    why = "isolation a fake shows the program this machine's files, not those of its probe"
    file = GivenFile(path="/conf", source="")
    here.asks(CommandLine(given=Given(files=(file,) if files else ())))
    assert cannot_start(here.project) == ""
    here.project = replace(here.project, level=replace(LEVEL, own_root=False))
    assert cannot_start(here.project) == (why if files else "")
