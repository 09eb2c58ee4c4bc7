"""Go is asked what a build is made of only where its last answer no longer holds."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from slimgo.pipeline.sources import sources_of
from slimgo.values.sources import Sources
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written just now may be written again in the same tick, and would not be kept."""
    monkeypatch.setattr("slimgo.facts.sources.settled", lambda *_: True)


@dataclass
class Asker:
    """asked: how often Go was."""

    here: Workshop
    asked: int = 0
    heard: dict[str, Sources] = field(default_factory=dict)

    def asking(self) -> None:
        self.asked += 1

    def of(self, *, go: str = "go 1", goarch: str = "amd64", same_run: bool = False) -> Sources:
        project, (step,) = self.here.project, self.here.binaries(None)
        return sources_of(
            step.command,
            replace(project.surroundings, environment={"GOARCH": goarch}),
            project.store,
            go=go,
            asking=self.asking,
            heard=self.heard if same_run else None,
        )


@pytest.fixture
def asker(workshop: Opened) -> Asker:
    return Asker(workshop())


def test_an_answer_holds_while_every_file_is_as_it_was(asker: Asker) -> None:
    first = asker.of()
    assert first.complete
    assert first.package == "main"
    assert asker.of() == first
    assert (asker.asked, asker.here.go.done) == (1, ["list"])


def test_an_edited_file_is_asked_about(asker: Asker) -> None:
    first = asker.of()
    asker.here.project.path("main.go").write_text("package other")
    assert asker.of() != first
    assert asker.asked == 2


def test_a_file_that_was_only_touched_is_looked_at_once(asker: Asker) -> None:
    asker.of()
    store, records = asker.here.project.store, asker.here.project.store.state / "sources"
    (record,) = records.iterdir()
    before = record.read_bytes()
    os.utime(asker.here.project.path("main.go"), ns=(1, 1))
    asker.of()
    touched = record.read_bytes()
    assert touched != before
    written = record.stat().st_ino
    asker.of()
    assert record.read_bytes() == touched
    assert record.stat().st_ino == written
    assert asker.asked == 1
    assert store.read(f"sources/{record.stem}")


def test_another_go_is_asked_anew(asker: Asker) -> None:
    asker.of()
    asker.of(go="go 2")
    assert asker.asked == 2


def test_each_target_has_its_own_answer(asker: Asker) -> None:
    for _ in range(2):
        for goarch in ("amd64", "arm64"):
            asker.of(goarch=goarch)
    assert asker.asked == 2
    records = list((asker.here.project.store.state / "sources").iterdir())
    assert {len(record.stem) for record in records} == {16}


def test_within_one_run_nothing_is_looked_at_again(asker: Asker) -> None:
    first = asker.of(same_run=True)
    asker.here.project.path("main.go").write_text("package other")
    assert asker.of(same_run=True) == first
    assert asker.of(goarch="arm64", same_run=True) != first
    assert asker.asked == 2


def test_an_answer_that_is_not_whole_is_not_kept(asker: Asker) -> None:
    asker.here.go.unlisted = True
    for _ in range(2):
        assert not asker.of(same_run=True).complete
    assert asker.asked == 2
    assert not (asker.here.project.store.state / "sources").exists()


def test_an_answer_that_may_be_old_already_is_not_kept(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slimgo.facts.sources.settled", lambda *_: False)
    for _ in range(2):
        assert asker.of().complete
    assert asker.asked == 2


@pytest.mark.parametrize("spoiled", [b"", b"{", b"[]"])
def test_a_record_that_cannot_be_read_counts_as_none(asker: Asker, spoiled: bytes) -> None:
    first = asker.of()
    (record,) = (asker.here.project.store.state / "sources").iterdir()
    record.write_bytes(spoiled)
    assert asker.of() == first
    assert asker.asked == 2


def test_where_nothing_can_be_kept_go_is_asked_each_time(asker: Asker) -> None:
    records = asker.here.project.store.state / "sources"
    asker.of()
    (record,) = records.iterdir()
    record.unlink()
    record.mkdir()
    assert asker.of().complete
    record.rmdir()
    records.rmdir()
    records.write_bytes(b"in the way")
    assert asker.of().complete
    assert asker.asked == 3


def test_a_name_that_is_not_utf_8_is_asked_about_each_time(asker: Asker) -> None:
    odd = os.fsdecode(b"\xff")
    asker.here.project.path(f"{odd}.go").touch()
    asker.here.go.more = (f"{odd}.go",)
    source = replace(asker.here.project.program.source, package=f"./{odd}")
    asker.here.ships(replace(asker.here.project.program, source=source))
    for _ in range(2):
        assert asker.of().complete
    assert asker.asked == 2


def test_nobody_need_be_told_that_go_is_asked(workshop: Opened) -> None:
    project, (step,) = workshop().project, workshop().binaries(None)
    assert sources_of(step.command, project.surroundings, project.store, go="go 1").complete
