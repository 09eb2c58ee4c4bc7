"""Volumes: a program may write there whatever else is read-only, and it changes no image."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from slimgo.engines.builtin import Builtin
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.oci.mtree import Listed, mtree
from slimgo.oci.tar import write_tar
from slimgo.sandbox.best_level import all_levels
from slimgo.sandbox.level import BUBBLEWRAP, Level
from slimgo.values.probe import Given
from slimgo.values.start import Start
from slimgo.values.target import Target
from tests.programs.build import built_program
from tests.waiting import PATIENCE_SECONDS

GOARCH = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
DOCKERFILE = """FROM scratch
COPY keeps /keeps
ADD files.tar /
VOLUME /data /made/by/engine
USER 5:6
ENTRYPOINT ["/keeps"]
"""
FOLDERS = (
    Listed(path="/data", is_folder=True, mode=0o755, uid=5, gid=6),
    Listed(path="/open", is_folder=True, mode=0o1777, uid=0, gid=0),
)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("volumes")
    built_program("keeps", folder)
    (folder / "build").mkdir()
    (folder / "list").write_text(mtree(FOLDERS))
    write_tar(Path("list"), Path("files.tar"), folder)
    write_layout(
        image_plan(DOCKERFILE, {}),
        context=folder,
        tag="x",
        target=Target(goos="linux", goarch=GOARCH),
        out=folder / "build/x.tar",
    )
    return folder


def kept(context: Path, level: Level, *paths: str, read_only: bool) -> tuple[str, set[str]]:
    """What it said, and what it changed in its image's files."""
    engine = Builtin(project=context, level=level, goarch=GOARCH)
    how = Start(given=Given(arguments=paths), read_only=read_only)
    with engine.start("x", how) as running:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while running.ended() is None:
            assert time.monotonic() < deadline, running.output()
            time.sleep(0.02)
        return running.output(), {each.path for each in running.changes() or ()}


def levels() -> list[Level]:
    """Those that show a program its own root."""
    return [each for each in all_levels() if each.own_root and _works(each)]


def _works(level: Level) -> bool:
    return level.name == BUBBLEWRAP.name or os.geteuid() == 0


@pytest.mark.parametrize("level", levels(), ids=lambda level: level.name)
def test_only_the_volume_can_be_written_where_the_root_is_read_only(
    context: Path, level: Level
) -> None:
    paths = ("/data/x", "/open/x", "/x")
    words, changed = kept(context, level, *paths, read_only=True)
    first, second, third = words.splitlines()
    assert first == "/data/x kept"
    assert second.startswith("open /open/x: ")
    assert third.startswith("open /x: ")
    assert changed == set()


@pytest.mark.parametrize("level", levels(), ids=lambda level: level.name)
def test_what_is_written_elsewhere_is_a_change(context: Path, level: Level) -> None:
    words, changed = kept(context, level, "/data/x", "/open/x", read_only=False)
    assert words.splitlines() == ["/data/x kept", "/open/x kept"]
    assert changed == {"/open/x"}


def test_a_volume_that_the_image_lacks_is_made_as_roots(context: Path) -> None:
    words, _ = kept(context, BUBBLEWRAP, "/made/by/engine/x", read_only=False)
    assert words == "open /made/by/engine/x: permission denied"
