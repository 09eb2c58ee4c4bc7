"""Programs that are traced while a test asks and ends them as a probe would."""

from __future__ import annotations

import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from slimgo.errors import SlimgoError
from slimgo.facts.probe import ran_to_its_end
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.observing import Observing, why_not_traced
from slimgo.sandbox.opens.opened import opened
from slimgo.sandbox.opens.seen import MOST_NAMES
from slimgo.sandbox.opens.told import Told
from slimgo.sandbox.opens.watch import Watch
from slimgo.sandbox.started import Container
from slimgo.values.guest import Guest
from slimgo.values.opened import Opened
from tests.waiting import PATIENCE_SECONDS, until

ABSENT = "/etc/ssl/absent.pem"
THREADS = 12


def guest(program: Path, folder: Path, *orders: str) -> Guest:
    root = folder / "root"
    root.mkdir()
    shutil.copy(program, root / program.name)
    return Guest(root=root, argv=(f"/{program.name}", *orders), port=0)


def own_names(seen: Opened) -> set[tuple[str, str, str]]:
    assert seen.lacks == ""
    return so_far(seen)


def so_far(seen: Opened) -> set[tuple[str, str, str]]:
    """Of programs that may not have begun yet."""
    return {(each.what, each.name, each.error) for each in seen.names if not each.by_go}


def test_the_same_is_seen_as_when_a_program_is_only_watched(
    program: Path, level: Level, patient: Watch, tmp_path: Path
) -> None:
    orders = (f"open={ABSENT}", f"threads={THREADS}", "execute=/bin/absent,", "say=done")
    watched = opened(program, orders, watch=patient, environment={}, levels=(level,))
    observing = Observing(level)
    start = guest(program, tmp_path, *orders)
    facts = ran_to_its_end(lambda: observing.start(start), seconds=PATIENCE_SECONDS)
    assert facts.exit
    assert facts.exit.status == 0
    assert facts.words == "done"
    assert facts.left == ""
    seen = observing.opened()
    assert own_names(seen) == own_names(watched)
    assert len(own_names(seen)) == THREADS + 2
    assert (seen.level, seen.own_root) == (level.name, level.own_root)


def test_every_start_adds_to_what_was_seen(program: Path, own: Level, tmp_path: Path) -> None:
    observing = Observing(own)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        start = guest(program, tmp_path / name, f"open=/{name}")
        ran_to_its_end(lambda start=start: observing.start(start), seconds=PATIENCE_SECONDS)  # type: ignore[misc]
        assert ("file", f"/{name}", "ENOENT") in own_names(observing.opened())
    assert own_names(observing.opened()) == {
        ("file", "/one", "ENOENT"),
        ("file", "/two", "ENOENT"),
    }


def test_what_it_has_opened_so_far_is_known_while_it_runs(
    program: Path, own: Level, tmp_path: Path
) -> None:
    observing = Observing(own)
    with observing.start(guest(program, tmp_path, f"open={ABSENT}", "leave")) as running:
        until(lambda: ("file", "/ready", "ENOENT") in so_far(observing.opened()))
        assert running.ended() is None
        assert running.stop(signal.SIGTERM, PATIENCE_SECONDS)
    assert ("file", "/goodbye", "ENOENT") in own_names(observing.opened())


def test_one_that_is_ended_by_force_leaves_nothing(
    program: Path, level: Level, tmp_path: Path
) -> None:
    observing = Observing(level)
    gone: list[bool] = []
    left = ExitStack()
    left.callback(gone.append, True)  # noqa: FBT003
    running = observing.start(
        guest(program, tmp_path, f"open={ABSENT}", "flood", "stay"), left=left
    )
    until(lambda: len(observing.opened().names) > 100)
    pid = running.pid
    running.close()
    assert gone == [True]
    assert not Path(f"/proc/{pid}").exists()
    assert ("file", ABSENT, "ENOENT") in {
        (each.what, each.name, each.error) for each in observing.opened().names
    }


def test_one_that_opens_without_end_is_said_to(program: Path, own: Level, tmp_path: Path) -> None:
    observing = Observing(own)
    with observing.start(guest(program, tmp_path, "flood", "stay")):
        until(lambda: "more than" in observing.opened().lacks)
    assert observing.opened().lacks == f"it opens more than {MOST_NAMES:,} names"


def test_one_that_cannot_be_executed_fails_as_ever(own: Level, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("no program")
    observing = Observing(own)
    gone: list[bool] = []
    left = ExitStack()
    left.callback(gone.append, True)  # noqa: FBT003
    start = guest(text, tmp_path)
    try:
        with observing.start(start, left=left) as running:
            assert isinstance(running, Container)
            ended = running.wait(PATIENCE_SECONDS)
            assert ended
            assert ended.status
    except SlimgoError:
        pass  # a launcher says so itself
    assert gone == [True]
    assert observing.opened().names == ()
    assert observing.opened().lacks


def test_all_is_seen_when_it_has_been_closed_however_late_it_is_read(
    program: Path, own: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(Told):
        def more(self, deadline: float) -> bool:
            time.sleep(0.2)
            return super().more(deadline)

    monkeypatch.setattr("slimgo.sandbox.opens.observing.Told", Late)
    observing = Observing(own)
    start = guest(program, tmp_path, *(f"open=/{number}" for number in range(20)))
    ran_to_its_end(lambda: observing.start(start), seconds=PATIENCE_SECONDS)
    assert ("file", "/19", "ENOENT") in own_names(observing.opened())


def test_nothing_that_was_started_is_nothing_that_was_seen(own: Level) -> None:
    assert Observing(own).opened().lacks == "no program that was started has begun"


def test_what_cannot_be_traced_is_started_as_ever(
    program: Path, own: Level, tmp_path: Path
) -> None:
    observing = Observing(own, lacks="not allowed")
    start = guest(program, tmp_path, f"open={ABSENT}", "say=done")
    facts = ran_to_its_end(lambda: observing.start(start), seconds=PATIENCE_SECONDS)
    assert facts.words == "done"
    assert observing.opened() == Opened(
        lacks="not allowed", level=own.name, own_root=True, own_network=True
    )


def test_a_level_that_runs_programs_can_be_traced_here(level: Level) -> None:
    assert why_not_traced(level) == ""


def test_several_at_once_are_all_seen(program: Path, own: Level, tmp_path: Path) -> None:
    observing = Observing(own)

    def one(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        start = guest(program, folder, f"open=/{number}", "threads=4")
        ran_to_its_end(lambda: observing.start(start), seconds=PATIENCE_SECONDS)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(8)))
    names = {name for _, name, _ in own_names(observing.opened())}
    assert {f"/{number}" for number in range(8)} <= names


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGKILL])
def test_how_it_ended_is_told_as_ever(
    program: Path, level: Level, tmp_path: Path, signal_number: int
) -> None:
    observing = Observing(level)
    start = guest(program, tmp_path, f"open={ABSENT}", "stay")
    with observing.start(start) as running:
        until(lambda: ABSENT in {each.name for each in observing.opened().names})
        ended = running.stop(signal_number, PATIENCE_SECONDS)
        assert ended
        # a first process of a container has no default for SIGTERM: Go ends it with 2
        assert ended.status in {128 + signal_number, 2}
