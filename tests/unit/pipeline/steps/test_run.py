"""An image is started as its program asks for, and anew whenever anything else is to be seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.errors import CheckFailed
from slimgo.pipeline.steps.built import Built
from slimgo.pipeline.steps.run import prove_image
from slimgo.values.probe import CommandLine, Given
from slimgo.values.start import Start
from slimgo.values.target import Target
from tests.unit.pipeline.fakes import Started
from tests.unit.pipeline.workshop import A_WHILE, Workshop

Opened = Callable[[], Workshop]

STARTED = Started(image="hello-unchecked", how=Start(port=8080))


def run_of(here: Workshop, built: Built) -> tuple[str, ...]:
    """The failed checks of a run. Nothing was built before it."""
    assert built.unchecked == ""
    done = prove_image(here.project, here.engine, here.steps()[1], built)
    return tuple(verdict.check for verdict in done.failures)


@pytest.fixture
def built(workshop: Opened) -> Built:
    """An image that has its name."""
    return Built(result=workshop().walk().steps[0], unchecked="")


def test_a_run_is_told_with_its_command_and_its_time(workshop: Opened) -> None:
    began = time.time()
    here = workshop()
    run = here.walk().steps[1]
    assert (run.name, run.kind, run.command) == ("run", "run", "fake run hello")
    assert run.checked_at >= began
    assert 0 < run.check_seconds < A_WHILE
    assert here.engine.started == [STARTED]


def test_a_command_gets_what_its_probe_gives(workshop: Opened) -> None:
    here = workshop()
    here.engine.running.at_once = True
    given = Given(arguments=("--version",), env=(("A", "b"),), stdin="x")
    here.asks(CommandLine(given=given))
    here.walk()
    assert here.engine.started == [replace(STARTED, how=Start(given=given))]


def test_a_read_only_start_proves_that_nothing_need_be_written(workshop: Opened) -> None:
    told = []
    for read_only in (False, True):
        here = workshop()
        if read_only:
            here.is_read_only()
        run = here.walk().steps[1]
        assert here.engine.started[0].how.read_only is read_only
        told += [each.evidence for each in run.verdicts if each.check == "needs no writing"]
    assert told == ["it wrote nothing", "with a read-only root"]


def test_another_image_is_run_though_its_name_is_the_same(workshop: Opened, built: Built) -> None:
    here = workshop()
    run_of(here, built)
    assert here.engine.started == []
    assert built.result.image
    image = replace(built.result.image, config_digest="sha256:other")
    run_of(here, replace(built, result=replace(built.result, image=image)))
    assert [each.image for each in here.engine.started] == ["hello"]


def test_a_run_that_failed_is_not_remembered(workshop: Opened, built: Built) -> None:
    here = workshop()
    here.project.store.forget(here.project.record_name("run"))
    here.engine.running.words = "goodbye"
    for _ in range(2):
        assert run_of(here, built) == ("runs",)
    assert here.doings() == ["running the image"] * 2


def test_a_run_that_failed_is_forgotten(workshop: Opened) -> None:
    workshop().walk()
    here = workshop()
    here.rechecks()
    here.engine.running.words = "goodbye"
    with pytest.raises(CheckFailed):
        here.walk()
    here = workshop()
    here.walk()
    assert here.engine.done == ["start hello"]


def test_an_image_that_was_removed_is_run_before_it_gets_its_name_again(workshop: Opened) -> None:
    here = workshop()
    here.walk()
    (here.engine.folder / "hello.tar").unlink()
    here.walk()
    assert here.engine.done == ["build hello-unchecked", "start hello-unchecked", "publish hello"]


@pytest.mark.parametrize("exact", [True, False])
def test_an_engine_that_counts_something_else_gives_no_verdict_on_the_size(
    workshop: Opened,
    exact: bool,  # noqa: FBT001
) -> None:
    here = workshop()
    here.engine.exact = exact
    checks = [verdict.check for verdict in here.walk().steps[1].verdicts]
    assert ("the binary's size" in checks) is exact


def test_what_nothing_starts_here_is_named_and_gets_its_name(workshop: Opened) -> None:
    here = workshop()
    target = Target(goos="linux", goarch="arm64")
    settings = replace(here.project.settings, target=target)
    here.project = replace(here.project, settings=settings, level_reason="no qemu-aarch64 on PATH")
    run = here.walk().steps[1]
    skips = [(each.check, each.evidence) for each in run.verdicts if each.status == "skip"]
    assert skips == [("runs", "no qemu-aarch64 on PATH")]
    assert run.failures == ()
    assert here.engine.started == []
    assert here.engine.done == ["build hello-unchecked", "publish hello"]
    assert here.walk().steps[1].up_to_date
    here.project = replace(here.project, level_reason="another reason")
    assert not here.walk().steps[1].up_to_date
