"""An image whose program tells what it was given, and what it must tell on every engine."""

from __future__ import annotations

import json
import time
from pathlib import Path

from slimgo.values.probe import Given, GivenFile
from slimgo.values.running import Running
from slimgo.values.start import Start
from tests.programs.build import built_program
from tests.waiting import PATIENCE_SECONDS

DOCKERFILE = """FROM scratch
COPY given /given
COPY image.conf /etc/app/conf
COPY image.conf /srv/there
ENV GIVEN_A=image GIVEN_B=image
USER 65532:65532
ENTRYPOINT ["/given"]
CMD ["/cmd"]
"""
REPLACED, MADE, RUNS = "/etc/app/conf", "/new/deep/file", '/srv/run, "it"'


def write_context(folder: Path) -> None:
    """Dockerfile, program, and the files of `given`."""
    built_program("given", folder)
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "image.conf").write_text("image's")
    (folder / "mine").write_text("mine ä")
    (folder / "mine").chmod(0o600)
    (folder / "tool").write_text("tool")
    (folder / "tool").chmod(0o700)


def given(folder: Path, stdin: str = "") -> Given:
    files = {REPLACED: "mine", MADE: "mine", RUNS: "tool"}
    looked_at = (*files, "/new", "/new/deep", "/srv")
    return Given(
        arguments=looked_at,
        env=(("GIVEN_B", "a=b c"), ("GIVEN_C", "")),
        files=tuple(
            GivenFile(path=path, source=str(folder / name)) for path, name in files.items()
        ),
        stdin=stdin,
    )


def how(folder: Path, *, read_only: bool, stdin: str) -> Start:
    return Start(given=given(folder, stdin), read_only=read_only)


def told(running: Running) -> dict[str, object]:
    """What it printed by its end. It has changed nothing, and what it was given is no change."""
    with running:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (ended := running.ended()) is None:
            assert time.monotonic() < deadline, running.output()
            time.sleep(0.02)
        words = running.output()
        assert ended.status == 0, words
        assert running.changes() == ()
    found: dict[str, object] = json.loads(words)
    return found


def expected(stdin: str) -> dict[str, object]:
    """stdin: empty, or eight characters in nine bytes, and more."""
    folder = {"content": "", "mode": "0755", "owner": 0}
    return {
        "env": {"GIVEN_A": "image", "GIVEN_B": "a=b c", "GIVEN_C": ""},
        "stdin": stdin[:8],
        "bytes": len(stdin.encode()),
        "kind": "pipe" if stdin else "device",
        "files": {
            REPLACED: {"content": "mine ä", "mode": "0644", "owner": 0},
            MADE: {"content": "mine ä", "mode": "0644", "owner": 0},
            RUNS: {"content": "tool", "mode": "0755", "owner": 0},
            "/new": folder,
            "/new/deep": folder,
            "/srv": folder,
        },
    }
