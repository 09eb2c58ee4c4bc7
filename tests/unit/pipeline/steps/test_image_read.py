"""What an image's verdicts are taken of, and when they are taken again."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from slimgo.errors import CheckFailed, CommandFailed
from slimgo.pipeline.steps.image import make_image
from slimgo.plan.engines import ENGINES
from slimgo.run.process import Request
from slimgo.values.event import Note
from slimgo.values.verdict import AS_WRITTEN
from tests.unit.pipeline.workshop import A_WHILE, Workshop

Opened = Callable[[], Workshop]

UNREAD = "FROM scratch\nRUN true\n"
"""Built by docker and podman; our own reader refuses it."""


def test_an_image_is_what_its_export_holds(workshop: Opened) -> None:
    here = workshop()
    began = time.time()
    image = here.walk().steps[0]
    assert image.command == "fake build -t hello ."
    assert image.image
    assert image.artifact
    assert image.artifact.path == "hello"
    assert f"sha256:{image.artifact.sha256}" == image.image.config_digest
    assert image.artifact.size_bytes == image.image.disk_size_bytes == 4
    assert image.checked_at >= began
    assert 0 < image.check_seconds < A_WHILE
    assert 0 < image.seconds < A_WHILE
    assert [verdict.check for verdict in image.verdicts] == [
        *("exactly program", "disk size", "config", "image platform", "creation time"),
        "user 0:0 may run it",
    ]


def test_exports_stand_in_the_build_folder(workshop: Opened) -> None:
    here = workshop()
    here.walk()
    assert [folder.parent for folder in here.engine.archived] == [here.project.store.parts]
    assert list(here.project.store.parts.iterdir()) == []


def test_who_asks_for_it_gets_all_checked_again_and_nothing_built(workshop: Opened) -> None:
    workshop().walk()
    here = workshop()
    here.rechecks()
    assert not any(step.up_to_date for step in here.walk().steps)
    assert here.engine.done == ["start hello"]
    assert all(step.up_to_date for step in workshop().walk().steps)


def test_an_image_that_fails_a_later_check_is_forgotten(workshop: Opened) -> None:
    workshop().walk()
    here = workshop()
    here.rechecks()
    (here.engine.folder / "other.tar").write_bytes(other_image(here))
    here.engine.exports = "other"
    make_image(here.project, here.engine, here.steps()[0])
    # of itself a failed check takes no good one's place: the walk forgets both
    good = workshop()
    assert make_image(good.project, good.engine, good.steps()[0]).result.failures == ()
    with pytest.raises(CheckFailed, match="exactly program"):
        here.walk()
    here = workshop()
    here.walk()
    assert here.engine.done[0] == "build hello-unchecked"


def other_image(here: Workshop) -> bytes:
    """One that holds a file more."""
    there = here.project.path("Dockerfile")
    text = there.read_text()
    there.write_text(f'{text}COPY ["main.go", "/"]\n')
    here.engine._build(
        Request(words=("-t", "other", "."), directory=here.project.settings.project, environment={})
    )
    there.write_text(text)
    return (here.engine.folder / "other.tar").read_bytes()


@pytest.fixture
def unread(workshop: Opened) -> Opened:
    """An engine that builds a Dockerfile that our reader refuses."""
    folder = workshop().project.path(".")
    (folder / "Dockerfile").rename(folder / "Plain")
    (folder / "Dockerfile").write_text(UNREAD)

    def opened() -> Workshop:
        here = workshop()
        here.engine.kind, here.engine.reads = ENGINES["docker"], "Plain"
        return here

    return opened


def test_of_what_only_the_engine_reads_the_platform_is_checked(unread: Opened) -> None:
    image = unread().walk().steps[0]
    as_written, platform, access = image.verdicts
    assert (as_written.check, as_written.status) == (AS_WRITTEN, "skip")
    assert "RUN" in as_written.evidence
    assert (platform.check, platform.status) == ("image platform", "pass")
    assert access.check == "user 0:0 may run it"


def test_what_only_the_engine_reads_is_built_each_time(unread: Opened) -> None:
    for _ in range(2):
        here = unread()
        here.walk()
        assert here.engine.done[0] == "build hello-unchecked"


def test_a_build_that_the_engine_refuses_has_our_readers_cure(unread: Opened) -> None:
    here = unread()
    here.engine.broken = "it refuses"
    with pytest.raises(CommandFailed, match="it refuses") as caught:
        here.walk()
    assert caught.value.cure.startswith("invoke image --engine docker")
    assert here.engine.done == ["build hello-unchecked", "discard hello-unchecked"]


def test_a_build_that_fails_for_a_dockerfile_we_read_keeps_its_own_cure(workshop: Opened) -> None:
    here = workshop()
    here.engine.broken, here.engine.refuses = "it refuses", "nor can it remove"
    with pytest.raises(CommandFailed, match="it refuses") as caught:
        here.walk()
    assert caught.value.cure == ""


@pytest.mark.parametrize(
    ("mode", "copy", "engine", "told"),
    [
        (0o600, "COPY", "builtin", True),
        (0o755, "COPY", "builtin", False),
        (0o600, "COPY --chmod=0755", "builtin", False),
        (0o755, "COPY --chmod=0644", "builtin", False),
        (0o600, "COPY", "docker", False),
    ],
)
def test_a_mode_that_changes_on_the_way_is_told(
    workshop: Opened, mode: int, copy: str, engine: str, *, told: bool
) -> None:
    here = workshop()
    here.engine.kind = ENGINES[engine]
    here.project.path("main.go").chmod(mode)
    with here.project.path("Dockerfile").open("a") as file:
        file.write(f'{copy} ["main.go", "/"]\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("slimgo.pipeline.steps.image.check_image", lambda *_: ())
        here.walk()
    text = "COPY main.go: mode 0600 becomes 0644 in the image; COPY --chmod=0600 keeps it"
    assert here.notes() == ([Note(text=text)] if told else [])
