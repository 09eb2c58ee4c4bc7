"""A packed program and an image answer as the unpacked program does, or are red."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from slimgo.errors import CheckFailed
from slimgo.pipeline import starts
from slimgo.pipeline.steps.program import make_program
from slimgo.sandbox.level import Level
from slimgo.values.companion import Companion
from slimgo.values.guest import Guest
from slimgo.values.probe import ANYTHING, CommandLine, Given, GivenFile, Service, Worker
from slimgo.values.verdict import Verdict
from tests.unit.pipeline.running import LEVEL, FakeRunning, FakeSandbox, FakeSweep
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]
GREETED = Service(port=1, questions=(ANYTHING,))


@dataclass
class Sandbox(FakeSandbox):
    """says: what a program answers, by its bytes and the number of its start."""

    says: Callable[[bytes, int], str] = lambda _program, _number: "hello"
    numbers: list[bytes] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    parts: Path = Path("/")

    def start(self, program: Guest, level: Level, *, left: ExitStack | None = None) -> FakeRunning:
        running = super().start(program, level, left=left)
        self.numbers.append(self.programs[-1])
        self.modes.append((program.root / program.argv[0].lstrip("/")).stat().st_mode & 0o777)
        assert program.root.is_relative_to(self.parts), "what a killed run left must be found"
        running.words = self.says(self.programs[-1], self.numbers.count(self.programs[-1]))
        return running


@pytest.fixture
def boxed(monkeypatch: pytest.MonkeyPatch, sweep: FakeSweep) -> Sandbox:  # noqa: ARG001
    sandbox = Sandbox()
    monkeypatch.setattr(starts, "start", sandbox.start)
    return sandbox


@pytest.fixture
def here(workshop: Opened, boxed: Sandbox) -> Workshop:
    here = workshop()
    here.isolates()
    here.asks(GREETED)
    boxed.parts = here.project.store.parts
    return here


def alike(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [
        f"{each.check}: {each.status}: {each.first_line}"
        for each in verdicts
        if each.check.startswith("answers alike")
    ]


def test_a_packed_program_is_compared_with_the_unpacked_one(here: Workshop, boxed: Sandbox) -> None:
    build, pack = here.made()
    assert alike(build.verdicts) == []
    assert alike(pack.verdicts) == [
        "answers alike: pass: the packed program answers as the unpacked one"
    ]
    probed, timed = 3, 2 * 6
    assert len(boxed.started) == probed + timed


def test_a_packed_program_that_answers_otherwise_is_red(here: Workshop, boxed: Sandbox) -> None:
    boxed.says = lambda program, _: str(len(program))
    _, pack = here.made()
    assert alike(pack.verdicts) == ["answers alike: fail: GET /"]
    assert "\n--- unpacked\n+++ packed\n" in pack.failures[0].evidence
    assert len(boxed.started) == 5  # each a second time, to see that they are steady


def test_what_answers_otherwise_by_itself_is_no_pass(here: Workshop, boxed: Sandbox) -> None:
    boxed.says = lambda _, number: str(number)
    here.asks(GREETED, Worker(seconds=0), GREETED)
    _, pack = here.made()
    name = "skip: the unpacked program does not answer the same twice in a row: GET /"
    assert alike(pack.verdicts) == [f"answers alike: {name}", f"answers alike, probe 3: {name}"]


def test_an_image_is_compared_with_its_program_alone(here: Workshop, boxed: Sandbox) -> None:
    here.project.path("Dockerfile").write_text(
        "FROM scratch\nCOPY program /bin/program\nENV A=b C=d\nUSER 7:8\nWORKDIR /bin\n"
        'ENTRYPOINT ["/bin/program", "-v"]\nCMD ["x"]\n'
    )
    here.asks(replace(GREETED, given=Given(env=(("C", "e"),))))
    run = here.walk().steps[1]
    assert alike(run.verdicts) == [
        "answers alike: pass: the image's program answers as the bare one"
    ]
    (guest,) = boxed.started
    assert guest.argv == ("/bin/program", "-v", "x")
    assert guest.env[-2:] == (("A", "b"), ("C", "e"))
    assert (guest.uid, guest.gid, guest.working_dir, guest.port) == (7, 8, "/bin", 1)
    assert boxed.roots == [{"bin": 0o755}]
    assert boxed.modes == [0o755]
    assert list(here.project.store.parts.iterdir()) == []
    assert here.doings()[-1] == "running its program alone"


def test_an_image_that_answers_otherwise_gets_no_name(here: Workshop, boxed: Sandbox) -> None:
    boxed.says = lambda *_: "bye"
    with pytest.raises(CheckFailed, match="answers alike"):
        here.walk()
    assert here.engine.done[-1].startswith("discard")
    assert here.engine.done.count("start hello-unchecked") == 2


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("COPY main.go /", "the image holds 1 more than its program, which it may need"),
        ("", "isolation a fake shows the program this machine's files, not those of its probe"),
    ],
)
def test_what_cannot_be_compared_is_told(
    here: Workshop, boxed: Sandbox, lines: str, why: str
) -> None:
    here.project.path("Dockerfile").write_text(
        f'FROM scratch\nCOPY program /program\n{lines}\nENTRYPOINT ["/program"]\n'
    )
    file = GivenFile(path="/conf", source=str(here.project.path("main.go")))
    here.asks(replace(GREETED, given=Given(files=(file,))))
    here.project = replace(here.project, level=replace(LEVEL, own_root=False))
    run = here.walk().steps[1]
    assert alike(run.verdicts) == [f"answers alike: skip: {why}"]
    assert boxed.started == []


def test_without_isolation_an_image_is_compared_with_nothing(
    workshop: Opened, boxed: Sandbox
) -> None:
    here = workshop()
    assert alike(here.walk().steps[1].verdicts) == [
        "answers alike: skip: no isolation in unit tests"
    ]
    here = workshop()
    here.asks(Worker(seconds=0))
    assert alike(here.walk().steps[1].verdicts) == []
    assert boxed.started == []


def test_a_command_is_compared_by_what_it_prints(here: Workshop, boxed: Sandbox) -> None:
    boxed.at_once = True
    here.engine.running.at_once = True
    boxed.says = lambda *_: "bye"
    here.asks(CommandLine())
    with pytest.raises(CheckFailed, match="answers alike") as caught:
        here.walk()
    assert caught.value.why.splitlines()[-2:] == ["-bye", "+hello"]


def test_companions_are_there_whenever_a_program_is_started(
    here: Workshop, boxed: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = Companion(name="db", command=("db",), port=5432)
    beside: list[int] = []

    @contextmanager
    def running(companions: object, where: object) -> Iterator[None]:
        assert companions == (db,)
        assert where is here.project.surroundings
        assert beside == []  # never two of one port
        beside.append(1)
        yield
        beside.pop()

    def says(_program: bytes, _number: int) -> str:
        assert beside
        return "hello"

    monkeypatch.setattr("slimgo.run.companions.running", running)
    boxed.says = says
    here.ships(replace(here.project.program, companions=(db,)))
    _, pack = here.made()
    assert alike(pack.verdicts) == [
        "answers alike: pass: the packed program answers as the unpacked one"
    ]
    assert [each.status for each in pack.verdicts if each.check == "starts everywhere"] == ["pass"]
    assert {each.reaches for each in boxed.started} == {(5432,)}
    assert alike(here.walk().steps[1].verdicts) == [
        "answers alike: pass: the image's program answers as the bare one"
    ]
    assert here.engine.started[-1].how.reaches == (5432,)
    assert {each.reaches for each in boxed.started} == {(5432,)}
    assert beside == []


def test_each_probe_is_compared_as_it_was_asked(here: Workshop, boxed: Sandbox) -> None:
    second = replace(GREETED, given=Given(arguments=("-x",)))
    boxed.says = lambda program, _: str(len(program))
    here.asks(GREETED, second)
    build, pack = here.binaries()
    make_program(here.project, build)
    boxed.started.clear()
    make_program(here.project, pack)
    probed = [guest.argv[1:] for guest in boxed.started]
    compared_first, compared_second = [()] * 3, [("-x",)] * 3
    assert probed == [(), ("-x",), *compared_first, *compared_second]


def test_commands_that_print_something_else_are_started_again(
    here: Workshop, boxed: Sandbox
) -> None:
    boxed.at_once = True
    boxed.says = lambda program, _: str(len(program))
    here.asks(CommandLine())
    _, pack = here.made()
    assert alike(pack.verdicts) == ["answers alike: fail: no arguments"]
    assert len(boxed.started) == 5
