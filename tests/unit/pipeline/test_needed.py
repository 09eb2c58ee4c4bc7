"""What a program needs is found once, and added to its image as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from slimgo.checks.needs import needs
from slimgo.checks.rounds import Seen
from slimgo.config.extras import with_parents
from slimgo.errors import CheckFailed
from slimgo.pipeline import lacking as search
from slimgo.pipeline import needed as room
from slimgo.pipeline.needed import needed, remembered
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.program import make_program
from slimgo.plan.ship import binary_steps
from slimgo.sandbox.level import BUBBLEWRAP
from slimgo.values.need import Need, NeedName, Suspicion, Suspicions
from slimgo.values.needs_found import NeedsFound
from slimgo.values.opened import Opened, OpenedName
from slimgo.values.probe import Service
from slimgo.values.program import Extra, ImageChoices
from slimgo.values.step import Step
from tests.unit.pipeline.workshop import Workshop

BERLIN = "/usr/share/zoneinfo/Europe/Berlin"
ZONES = Suspicion(
    need="zones", function="time.LoadLocation", path=("main.main", "time.LoadLocation")
)
TMP = Suspicion(need="tmp", function="os.CreateTemp", path=("main.main", "os.CreateTemp"))


@dataclass
class Looking:
    """A program, and what is seen of it. passes: with which cures its probes pass."""

    here: Workshop
    suspected: Suspicions = Suspicions(found=(ZONES, TMP))  # noqa: RUF009  frozen
    opened: tuple[str, ...] = (BERLIN,)
    lacks: str = ""
    own_root: bool = True
    passes: Callable[[frozenset[NeedName]], bool] = lambda cures: "zones" in cures
    looked: int = 0
    tried: list[frozenset[NeedName]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def suspicions(self, _: Path) -> Suspicions:
        return self.suspected

    def trial(self, *_: object) -> Looking:
        self.unseen = []
        return self

    def look(self, met: tuple[Need, ...]) -> Seen:
        """What was met is there in the next round."""
        self.looked += not met
        there = [each.name for need in met for each in need.observations]
        names = (
            OpenedName(what="file", name=name, error="ENOENT")
            for name in self.opened
            if name not in there
        )
        opened = Opened(names=tuple(names), lacks=self.lacks, own_root=self.own_root)
        self.unseen.append(self.lacks)
        passes = self.passes(frozenset(each.name for each in met))
        return Seen(needs=needs(self.suspected, opened), passes=passes)

    def works(self, _: tuple[Need, ...], names: frozenset[NeedName]) -> bool:
        self.tried.append(names)
        return self.passes(names)

    def ships(self, *needs: str, extras: tuple[Extra, ...] = ()) -> None:
        program = replace(
            self.here.project.program,
            image=ImageChoices(needs=needs, extras=extras),
            dockerfile="FROM scratch\n",
            probes=(Service(port=8080),),
        )
        self.here.ships(program)

    @property
    def build(self) -> Step:
        project = self.here.project
        (step,) = binary_steps(
            project.program, packing=None, target=project.target, host=project.host
        )
        return step

    def found(self) -> tuple[Project, NeedsFound]:
        level = replace(BUBBLEWRAP, own_root=self.own_root)
        return needed(replace(self.here.project, level=level), self.build)


@pytest.fixture
def looking(workshop: Callable[[], Workshop], monkeypatch: pytest.MonkeyPatch) -> Looking:
    looking = Looking(workshop())
    monkeypatch.setattr(room, "suspicions", looking.suspicions)
    monkeypatch.setattr(search, "_Trial", looking.trial)
    monkeypatch.setattr(search, "why_not_traced", lambda _: looking.lacks)
    looking.ships("auto")
    return looking


def paths(project: Project) -> list[str]:
    return [each.path for each in project.program.image.extras if not each.is_folder]


def test_where_nobody_wants_to_know_nobody_looks(looking: Looking) -> None:
    looking.ships()
    project, found = looking.found()
    assert project.program is looking.here.project.program
    assert (found, looking.looked) == (NeedsFound(), 0)


def test_what_is_needed_is_added_and_told_with_its_price(looking: Looking) -> None:
    project, found = looking.found()
    assert paths(project) == [BERLIN]
    assert "/usr/share/zoneinfo/Europe/Berlin" in project.program.dockerfile
    (zones,) = found.added
    assert (zones.need, zones.what) == ("zones", "time zones Europe/Berlin")
    assert zones.size_bytes > 500
    assert zones.source.startswith("tzdata ")
    assert {each.name: each.standing for each in found.needs} == {
        "zones": "needed",
        "tmp": "suspected",
    }


def test_it_is_looked_for_once(looking: Looking) -> None:
    first, again = looking.found(), looking.found()
    assert looking.looked == 1
    assert [each[1] for each in (first, again)] == [first[1]] * 2
    assert paths(again[0]) == [BERLIN]


def test_other_questions_are_another_look(looking: Looking) -> None:
    looking.found()
    program = looking.here.project.program
    looking.here.ships(replace(program, probes=(Service(port=8081),)))
    looking.found()
    assert looking.looked == 2


def test_none_adds_nothing_and_still_tells(looking: Looking) -> None:
    looking.ships("none")
    project, found = looking.found()
    assert (paths(project), found.added) == ([], ())
    assert [each.name for each in found.needs if each.standing == "needed"] == ["zones"]


def test_what_is_asked_for_by_name_is_added_whatever_was_seen(looking: Looking) -> None:
    looking.ships("tmp", "user")
    project, found = looking.found()
    assert paths(project) == ["/etc/group", "/etc/passwd"]
    folders = {each.path: each.mode for each in project.program.image.extras if each.is_folder}
    assert folders["/tmp"] == 0o1777  # noqa: S108  the image's
    assert [each.need for each in found.added] == ["user", "tmp"]


def test_what_can_be_left_out_is_not_added(looking: Looking) -> None:
    looking.passes = lambda _: True
    project, found = looking.found()
    assert looking.tried == [frozenset()]
    assert (paths(project), found.added) == ([], ())
    assert [each.standing for each in found.needs if each.name == "zones"] == ["wanted"]


@pytest.mark.parametrize("blind", ["lacks", "own_root"])
def test_where_it_sees_this_machines_files_leaving_out_shows_nothing(
    looking: Looking, blind: str
) -> None:
    if blind == "lacks":
        looking.lacks = "no ptrace"
    else:
        looking.own_root = False
    looking.passes = lambda _: True
    project, found = looking.found()
    assert looking.tried == []
    assert paths(project) == [BERLIN]
    assert found.unseen == looking.lacks


def test_without_any_suspicion_nothing_is_started(looking: Looking) -> None:
    looking.suspected = Suspicions()
    assert looking.found()[1] == NeedsFound()
    assert looking.looked == 0


def test_a_program_that_cannot_be_read_is_still_observed(looking: Looking) -> None:
    looking.suspected = Suspicions(lacks="no line table")
    assert looking.found()[1].unseen == "no line table"
    assert looking.looked == 1


def test_a_file_of_the_projects_own_stays(looking: Looking) -> None:
    own = Extra(path=BERLIN, mode=0o600, content=b"mine")
    looking.ships("auto", extras=with_parents((own,)))
    project, _ = looking.found()
    (file,) = (each for each in project.program.image.extras if not each.is_folder)
    assert file == own


def test_what_was_built_wrongly_is_not_started(
    looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = make_program

    def wrong(project: Project, step: Step) -> object:
        from slimgo.values.verdict import failed

        return replace(make(project, step), verdicts=(failed("static", "dynamic", ""),))

    monkeypatch.setattr(room, "make_program", wrong)
    with pytest.raises(CheckFailed, match="build: static ✗"):
        looking.found()
    assert looking.looked == 0


def test_a_script_takes_what_was_found_before(looking: Looking) -> None:
    project = looking.here.project
    assert remembered(project, looking.build) is None
    looking.found()
    known = remembered(project, looking.build)
    assert known
    assert paths(known) == [BERLIN]
    looking.ships()
    assert remembered(looking.here.project, looking.build)
