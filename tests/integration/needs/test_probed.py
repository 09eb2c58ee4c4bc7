"""A service whose need shows only when the right thing is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from slimgo.checks.needs import needs
from slimgo.facts.probe import probe
from slimgo.facts.suspicions import suspicions
from slimgo.plan.cures import zones_wanted
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.observing import Observing, why_not_traced
from slimgo.values.need import Need
from slimgo.values.probe import service
from slimgo.values.question import ProbeFacts, Question
from tests.integration.needs.traits import guest, said

PORT = 8080
HELLO = Question(path="/", answer="hello")
ZONE = Question(path="/zone?name=Asia/Tokyo", match="anything")


def probed(
    program: Path, level: Level, folder: Path, *questions: Question, lacks: str = ""
) -> tuple[ProbeFacts, tuple[Need, ...]]:
    how = service(PORT, questions)
    start = guest(program, folder, port=PORT)
    observing = Observing(level, lacks=lacks or why_not_traced(level))
    facts = probe(partial(observing.start, start), how)
    return facts, needs(suspicions(program), observing.opened())


def test_a_probe_that_comes_there_decides_and_another_leaves_a_suspicion(
    built: Callable[[str], Path], own: Level, tmp_path: Path
) -> None:
    program = built("asked")
    facts, told = probed(program, own, tmp_path, HELLO)
    assert [answer.body for answer in facts.answers] == ["hello"]
    assert said(told)["zones"] == "suspected"
    (zones,) = (each for each in told if each.name == "zones")
    # the handler is a closure of main.main
    assert zones.why == "main.main.func1 → time.LoadLocation; its probes did not come there"

    facts, told = probed(program, own, tmp_path, HELLO, ZONE)
    assert [answer.status for answer in facts.answers] == [200, 500]
    (zones,) = (each for each in told if each.name == "zones")
    assert zones.standing == "needed"
    assert zones_wanted(zones) == {"Asia/Tokyo"}
    assert facts.left == ""
    assert not facts.ended_by_itself


def test_where_nothing_can_be_traced_the_probe_is_made_and_only_suspicion_is_known(
    built: Callable[[str], Path], own: Level, tmp_path: Path
) -> None:
    lacks = "ptrace is not allowed"
    facts, told = probed(built("asked"), own, tmp_path, HELLO, ZONE, lacks=lacks)
    assert [answer.status for answer in facts.answers] == [200, 500]
    (zones,) = (each for each in told if each.name == "zones")
    assert zones.standing == "suspected"
    assert zones.why.endswith("; what it opens is not known (ptrace is not allowed)")
