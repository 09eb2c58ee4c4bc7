"""The article's service contains what looks for certificates, and needs nothing."""

from __future__ import annotations

from pathlib import Path

from slimgo.checks.needs import needs
from slimgo.facts.probe import probe
from slimgo.facts.suspicions import suspicions
from slimgo.run.host import host_goarch
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.observing import Observing
from slimgo.values.probe import service
from slimgo.values.question import Question
from tests.integration.gopack.programs import build_source
from tests.integration.needs.traits import guest, said

APP = Path(__file__).parents[3] / "app/app.go"
PORT = 3000


def test_it_needs_nothing(own: Level, tmp_path: Path) -> None:
    program = tmp_path / "app"
    build_source(APP.read_text(), program, host_goarch(), "-ldflags=-s -w")
    found = suspicions(program)
    assert (found.lacks, found.lacks_paths) == ("", "")
    assert ("certificates", False) in {(each.need, each.own) for each in found.found}
    observing = Observing(own)
    start = guest(program, tmp_path, port=PORT)
    questions = (Question(path="/?name=you", answer="Hello you"),)
    facts = probe(lambda: observing.start(start), service(PORT, questions))
    assert [answer.body for answer in facts.answers] == ["Hello you"]
    told = needs(found, observing.opened())
    assert said(told) == {}
    assert {each.name for each in told} == {"certificates", "resolver"}
