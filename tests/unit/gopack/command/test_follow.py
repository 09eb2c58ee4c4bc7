"""Each file in turn: a failure of one is said, and the others are done all the same."""

from __future__ import annotations

import argparse

import pytest

from slimgo.gopack.command.jobs import Job
from slimgo.gopack.command.main import main
from slimgo.gopack.command.verbs import VERBS
from slimgo.gopack.errors import NotProven, Refused


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were packed, by a verb that refuses some by their names."""
    files: list[str] = []

    def pack(job: Job, *_: object) -> str:
        match job.file.name:
            case "bad" | "e":
                raise Refused("refused", why="it is bad", cure="take another")
            case "named":
                raise Refused(f"{job.file} is bad")
            case "unproven":
                raise NotProven("no proof")
            case "large":
                raise MemoryError
            case "odd":
                raise ImportError("numpy: failed to map segment from shared object")
            case "broken":
                raise ImportError("numpy is broken")
        files.append(str(job.file))
        return f"{job.file} is done"

    monkeypatch.setitem(VERBS, "pack", pack)
    return files


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("bad", "gopack: bad: refused: it is bad\n  → take another\n"),
        ("e", "gopack: e: refused: it is bad\n  → take another\n"),  # a letter of other words
        ("named", "gopack: named is bad\n"),
        ("unproven", "gopack: unproven: no proof\n"),
        ("large", "gopack: large: there is not enough memory to pack this: "),
        ("odd", "gopack: odd: there is not enough memory to pack this: "),
    ],
)
def test_a_failure_is_said_with_its_file_and_the_others_are_done(capsys, done, file, words) -> None:
    assert main(["pack", "a", file, "b"]) == 1
    assert done == ["a", "b"]
    said = capsys.readouterr()
    assert said.out == "a is done\nb is done\n"
    assert said.err.startswith(words)


def test_of_one_file_alone_everybody_knows_which_it_is(capsys, done) -> None:
    assert main(["pack", "bad"]) == 1
    assert not done
    assert capsys.readouterr().err == "gopack: refused: it is bad\n  → take another\n"


def test_all_done_is_0(capsys, done) -> None:
    assert main(["pack", "a", "b"]) == 0
    assert done == ["a", "b"]
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("done")
def test_a_fault_of_another_kind_is_not_called_memory() -> None:
    with pytest.raises(ImportError, match="broken"):
        main(["pack", "broken"])


def test_what_goes_to_standard_output_is_told_on_standard_error(capsys, done) -> None:
    assert main(["pack", "-o", "-", "a"]) == 0
    assert done
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "a is done\n")


@pytest.mark.usefixtures("done")
def test_words_that_contradict_each_other_are_2(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["pack", "-o", "out", "a", "b"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "gopack: -o out is one place, and there are 2 files\n"


def test_what_a_verb_that_makes_nothing_lacks_is_not_asked_of_it(capsys, monkeypatch) -> None:
    def test(job: Job, typed: argparse.Namespace, _: object) -> str:
        assert not hasattr(typed, "force")
        return f"{job.file} is whole"

    monkeypatch.setitem(VERBS, "test", test)
    assert main(["test", "a", "b"]) == 0
    assert capsys.readouterr().out == "a is whole\nb is whole\n"
