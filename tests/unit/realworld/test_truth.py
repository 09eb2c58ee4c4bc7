"""What is said of real programs is what was tried, and a trial can go wrong in each way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from slimgo.values.probe import CommandLine, Service
from slimgo.values.question import Question
from tests.realworld import catalogue
from tests.realworld.asking import _matches
from tests.realworld.candidates import candidates, home
from tests.realworld.trial import tried
from tests.realworld.truth import known

THOSE = candidates(())
NAMES = frozenset(each.name for each in THOSE)


def _quiet(_text: str) -> None:
    pass


def _wants(*names: str) -> Callable[[frozenset[str]], str]:
    def passes(present: frozenset[str]) -> str:
        missing = [name for name in names if name not in present]
        return f"no {missing[0]}" if missing else ""

    return passes


def _verdicts(found: dict[str, Any]) -> set[str]:
    return {name for name, seen in found["candidates"].items() if seen["verdict"] == "needed"}


def test_each_candidate_without_which_it_fails_is_needed_and_the_failure_is_its_evidence() -> None:
    found: dict[str, Any] = tried(THOSE, _wants("zones", "tmp"), _quiet)

    assert _verdicts(found) == {"zones", "tmp"}
    assert found["candidates"]["tmp"]["evidence"] == "no tmp"
    assert found["candidates"]["user"]["evidence"] == ""
    assert found["least"] == ["tmp", "zones"]
    assert found["one_of_these_as_well"] == []
    assert found["with_nothing"] == "no zones"


def test_a_program_that_wants_nothing_needs_nothing() -> None:
    found: dict[str, Any] = tried(THOSE, _wants(), _quiet)

    assert _verdicts(found) == set()
    assert found["with_nothing"] == ""


def test_two_that_stand_in_for_each_other_are_found_though_neither_is_missed() -> None:
    def passes(present: frozenset[str]) -> str:
        return "" if present & {"home", "tmp"} else "nowhere to write"

    found: dict[str, Any] = tried(THOSE, passes, _quiet)

    assert _verdicts(found) == set()
    assert sorted(found["one_of_these_as_well"]) == ["home", "tmp"]


def test_a_probe_that_fails_with_everything_there_tells_nothing() -> None:
    with pytest.raises(AssertionError, match="with everything there: it is broken"):
        tried(THOSE, lambda _present: "it is broken", _quiet)


def test_a_probe_that_fails_only_sometimes_is_no_evidence() -> None:
    runs = 0

    def passes(present: frozenset[str]) -> str:
        nonlocal runs
        runs += "tmp" not in present
        return "now and then" if "tmp" not in present and runs == 1 else ""

    with pytest.raises(AssertionError, match="without tmp it fails only sometimes"):
        tried(THOSE, passes, _quiet)


def test_what_is_left_out_must_not_be_wanted_in_threes() -> None:
    def passes(present: frozenset[str]) -> str:
        return "" if len(present & {"user", "home", "tmp"}) > 1 else "one alone is not enough"

    with pytest.raises(AssertionError, match="with the needed alone"):
        tried(THOSE, passes, _quiet)


def test_programs_are_a_candidate_only_where_some_are_executed() -> None:
    assert "programs" not in NAMES
    assert {each.name for each in candidates(("sh",))} == NAMES | {"programs"}


@pytest.mark.parametrize(
    ("present", "variable"), [({"home"}, "/root"), ({"user"}, "/root"), ({"tmp"}, "/"), ((), "/")]
)
def test_home_is_what_an_engine_would_say(present: set[str], variable: str) -> None:
    assert home(frozenset(present)) == variable


@pytest.mark.parametrize(
    ("text", "wanted", "match", "same"),
    [
        ("a b", "a +b", "pattern", True),
        ("a b", "^b", "pattern", False),
        ('{"a": 1}', '{"a":1}', "json", True),
        ("not json", "{}", "json", False),
        (" a\n", "a", "trimmed", True),
        (" a\n", "a", "exact", False),
        ("whatever", "", "anything", True),
    ],
)
def test_an_answer_is_compared_as_it_says(text, wanted, match, same) -> None:
    assert _matches(text, wanted, match) is same


TABLE: dict[str, Any] = {"name": "x", "kind": "", "module": "m@v1", "package": ".", "probe": [{}]}


def _read(tmp_path: Path, **more: object) -> catalogue.Real:
    return catalogue.program(TABLE | more, tmp_path)


def test_a_key_that_means_nothing_is_refused(tmp_path) -> None:
    assert _read(tmp_path).probes == (CommandLine(),)

    with pytest.raises(ValueError, match="unknown key: colour"):
        _read(tmp_path, colour="red")
    with pytest.raises(ValueError, match="unknown key: colour"):
        _read(tmp_path, probe=[{"colour": "red"}])


def test_another_question_or_another_given_file_is_another_truth(tmp_path) -> None:
    asked = {"port": 80, "ask": [{"path": "/", "answer": "a"}]}
    other = {"port": 80, "ask": [{"path": "/", "answer": "b"}]}
    first = _read(tmp_path, probe=[asked])

    assert first.probes == (Service(port=80, questions=(Question(path="/", answer="a"),)),)
    assert first.digest == _read(tmp_path, probe=[asked]).digest
    assert first.digest != _read(tmp_path, probe=[other]).digest
    (tmp_path / "x").mkdir()
    (tmp_path / "x/file").touch()
    assert first.digest != _read(tmp_path, probe=[asked]).digest


def test_the_committed_truth_is_of_the_committed_programs() -> None:
    truth, order = known(), catalogue.programs()

    assert list(truth) == [program.name for program in order]
    for program in order:
        told: Any = truth[program.name]
        assert told["digest"] == program.digest, f"{program.name} was changed: try it again"
        assert list(told["candidates"]) == [each.name for each in candidates(program.executes)]
        assert sorted(_verdicts(told)) == told["least"]
        for name, seen in told["candidates"].items():
            assert bool(seen["evidence"]) == (seen["verdict"] == "needed"), (program.name, name)


def test_there_are_as_many_and_as_large_programs_as_we_say() -> None:
    truth: dict[str, Any] = known()

    assert len(truth) >= 15
    assert sum(told["plain_bytes"] for told in truth.values()) >= 400_000_000
    assert sum(told["stripped_bytes"] for told in truth.values()) >= 400_000_000
