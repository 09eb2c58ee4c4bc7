"""One command done in our own process, and in one of its own: the same under each variable."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines.builtin import MODULE, Builtin
from slimgo.plan.smallest import trial_program
from slimgo.run.host import host_goarch
from slimgo.run.process import Completed, Surroundings, run
from slimgo.values.command import Command

PROJECT = Path(__file__).parents[3]
BUILD = Command(argv=(*MODULE, "build", "-t", "demo", "-o", "demo.tar", "."), output="demo.tar")
INSPECT = Command(argv=(*MODULE, "inspect", "demo.tar"))
VARIABLES = (
    (),
    (("SOURCE_DATE_EPOCH", "1700000000"),),
    (("SOURCE_DATE_EPOCH", "yesterday"),),
    (("SOURCE_DATE_EPOCH", ""),),
    (("HOME", "/nowhere"),),
    (("TMPDIR", "/nowhere"),),
    (("GOARCH", "s390x"), ("GOOS", "windows")),
    (("COLUMNS", "20"),),
    (("LC_ALL", "C"), ("PYTHONUTF8", "1")),
    (("DOCKER_BUILDKIT", "0"),),
    (("PWD", "/"),),
)


@pytest.fixture
def here(tmp_path: Path) -> Surroundings:
    (tmp_path / "Dockerfile").write_text('FROM scratch\nCOPY ["trial", "/"]\nCMD ["/trial"]\n')
    (tmp_path / "trial").write_bytes(trial_program(host_goarch()))
    (tmp_path / "trial").chmod(0o755)
    return Surroundings(
        directory=tmp_path,
        # what a process of its own finds slimgo by
        environment={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)},
        programs={"python": Path(sys.executable)},
    )


def both_ways(command: Command, here: Surroundings) -> tuple[list[object], list[object]]:
    inside = replace(here, in_process=Builtin.in_process)
    return (
        _seen(run(command, inside, check=False), here),
        _seen(run(command, here, check=False), here),
    )


def _seen(done: Completed, here: Surroundings) -> list[object]:
    """All that a caller can see, the time aside; what it made is taken away."""
    made = here.directory / "demo.tar"
    digest = hashlib.sha256(made.read_bytes()).hexdigest() if made.is_file() else ""
    if done.command.argv[: len(BUILD.argv) - 1] == BUILD.argv[:-1]:
        made.unlink(missing_ok=True)
    left = sorted(path.name for path in here.directory.iterdir())
    return [done.status, done.stdout, done.stderr, digest, left]


@pytest.mark.parametrize("variables", VARIABLES, ids=str)
def test_a_build_is_the_same_both_ways(
    here: Surroundings, variables: tuple[tuple[str, str], ...]
) -> None:
    for surrounding, command in (
        (here, replace(BUILD, env=variables)),
        (replace(here, environment={**here.environment, **dict(variables)}), BUILD),
    ):
        inside, outside = both_ways(command, surrounding)
        assert inside == outside


def test_the_variables_tell_builds_apart(here: Surroundings) -> None:
    """Else the test above would compare nothing."""
    digests = {str(both_ways(replace(BUILD, env=variables), here)[0][3]) for variables in VARIABLES}
    assert len(digests) == 3  # the usual one, the stamped one, and none


@pytest.mark.parametrize(
    "words",
    [
        ("build", "-t", "demo", "-o", "demo.tar", "nowhere"),
        ("build", "-t", "demo", "-f", "nowhere", "."),
        ("build", "-t", "-", "."),
        ("build", "-t", "demo", "--platform", "linux/pdp11", "."),
        ("build", "--no-such-flag"),
        ("inspect", "nowhere"),
        ("inspect", "nowhere.tar"),
        ("inspect", "--format", "{{.Nothing}}", "demo"),
    ],
    ids=" ".join,
)
def test_a_failure_is_the_same_both_ways(here: Surroundings, words: tuple[str, ...]) -> None:
    inside, outside = both_ways(Command(argv=(*MODULE, *words)), here)
    assert inside == outside
    assert inside[0] != 0


def test_an_inspection_is_the_same_both_ways(here: Surroundings) -> None:
    run(BUILD, here)
    inside, outside = both_ways(INSPECT, here)
    assert inside == outside
