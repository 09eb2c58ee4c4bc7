"""Several probes of a program, in order; and one that passes only sometimes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from slimgo.pipeline import probing
from slimgo.pipeline.probing import all_probed, verdicts_of
from slimgo.values.probe import CommandLine, Given, Probe, Service, Worker
from slimgo.values.question import Question
from tests.unit.pipeline.running import FakeRunning, FakeSandbox
from tests.unit.pipeline.workshop import Workshop

GREETED = Service(port=1, questions=(Question(path="/", answer="hello"),))
WORKER = Worker(seconds=0)


@dataclass
class Moody:
    """A program that answers with one word after another, the last for ever."""

    words: list[str]
    started: list[Probe] = field(default_factory=list)

    @contextmanager
    def starts(self, how: Probe) -> Iterator[Callable[[], FakeRunning]]:
        def start() -> FakeRunning:
            self.started.append(how)
            words = self.words.pop(0) if len(self.words) > 1 else self.words[0]
            return FakeRunning(words=words, at_once=isinstance(how, CommandLine))

        yield start


def test_each_is_proven_in_order_under_names_of_its_own() -> None:
    program = Moody(["hello"])
    done = all_probed((GREETED, WORKER, CommandLine(says="h")), program.starts)
    assert program.started == [GREETED, WORKER, CommandLine(says="h")]
    assert [(each.check, each.status) for each in verdicts_of(done)] == [
        ("runs", "pass"),
        ("ends on SIGTERM", "pass"),
        ("leaves nothing", "skip"),
        ("runs, probe 2", "pass"),
        ("ends on SIGTERM, probe 2", "pass"),
        ("leaves nothing, probe 2", "skip"),
        ("runs, probe 3", "pass"),
        ("leaves nothing, probe 3", "skip"),
    ]


def test_behind_one_that_fails_none_is_tried() -> None:
    program = Moody(["bye"])
    done = all_probed((WORKER, GREETED, WORKER), program.starts)
    assert [each.how for each in done] == [WORKER, GREETED]
    red = [each for each in verdicts_of(done) if each.status == "fail"]
    assert [each.check for each in red] == ["runs, probe 2"]
    assert "times" not in red[0].evidence
    assert program.started == [WORKER, *[GREETED] * 5]


@pytest.mark.parametrize(
    ("words", "passes"),
    [
        (["bye", "hello", "bye", "hello", "bye"], "2 of 5"),
        (["bye", "bye", "bye", "bye", "hello"], "1 of 5"),
        (["bye", "hello"], "4 of 5"),
    ],
)
def test_one_that_passes_sometimes_is_red_and_says_how_often(words: list[str], passes: str) -> None:
    (done,) = all_probed((GREETED,), Moody([*words]).starts)
    assert [(each.check, each.status) for each in done.verdicts] == [
        ("runs", "fail"),
        ("ends on SIGTERM", "pass"),
        ("leaves nothing", "skip"),
    ]
    assert done.verdicts[0].evidence == (
        f"GET /: 200 'bye', wanted 200 \"hello\"; the probe passes {passes} times"
    )


def test_one_that_takes_long_to_fail_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "_AGAIN_SECONDS", 0.0)
    program = Moody(["bye", "hello"])
    all_probed((GREETED,), program.starts)
    assert program.started == [GREETED]


def test_an_image_is_run_for_each(
    workshop: Callable[[], Workshop],
    sandbox: FakeSandbox,  # noqa: ARG001
) -> None:
    here = workshop()
    given = Given(env=(("A", "b"),))
    here.asks(GREETED, replace(WORKER, given=given))
    run = here.walk().steps[1]
    assert [each.how.given for each in here.engine.started] == [Given(), given]
    names = [each.check for each in run.verdicts]
    assert len(set(names)) == len(names)
    assert {"needs no writing", "needs no writing, probe 2"} <= {*names}


def test_another_content_of_a_given_file_is_another_probe(
    workshop: Callable[[], Workshop],
) -> None:
    from slimgo.values.probe import GivenFile

    here = workshop()
    conf = here.project.path("conf")
    conf.write_text("one")
    file = GivenFile(path="/conf", source=str(conf))
    here.asks(replace(GREETED, given=Given(files=(file,))))
    here.walk()
    here.walk()
    assert here.engine.done == []
    conf.write_text("two")
    here.walk()
    assert here.engine.done == ["start hello"]
