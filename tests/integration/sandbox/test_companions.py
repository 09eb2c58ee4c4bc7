"""A program reaches its companion at its own 127.0.0.1, and nothing of the companion is left."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import BadInput, EngineFailed
from slimgo.facts.probe import probe
from slimgo.plan.surroundings import PLAIN
from slimgo.run.companions import running
from slimgo.run.process import Surroundings
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import BUBBLEWRAP, NONE, Level
from slimgo.sandbox.starts.sweep import outcomes
from slimgo.values.companion import Companion
from slimgo.values.guest import Guest
from slimgo.values.probe import Service
from slimgo.values.question import Question
from slimgo.values.surrounding import Surrounding
from tests.faults.checkout import free_port
from tests.integration.sandbox.starts.conftest import made
from tests.programs.build import built_program
from tests.waiting import until

SCRIPT = Path(__file__).parents[2] / "programs/companion.py"
MANY = Surrounding(name="520 variables", variables=520)
SERVICE = Service(port=8080, questions=(Question(path="/", answer="a companion\n"),))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leans")
    program = built_program("leans", folder)
    (folder / "root").mkdir()
    shutil.copy(program, folder / "root")
    return folder / "root"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def here(tmp_path: Path) -> Surroundings:
    return Surroundings(directory=tmp_path, environment=dict(os.environ))


def companion(port: int, *words: str, seconds: float = 20.0) -> Companion:
    command = (sys.executable, str(SCRIPT), str(port), *words)
    return Companion(name="db", command=command, port=port, seconds=seconds)


def guest(root: Path, port: int) -> Guest:
    return Guest(
        root=root, argv=("/leans",), port=8080, env=(("COMPANION", str(port)),), reaches=(port,)
    )


def accepts(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("level", [BUBBLEWRAP, NONE], ids=lambda level: level.name)
def test_a_program_reaches_its_companion(
    root: Path, port: int, here: Surroundings, level: Level
) -> None:
    before = threading.active_count()
    subject = guest(root, port) if level.own_root else replace(guest(root, port), argv=("./leans",))
    with running([companion(port)], here):
        facts = probe(lambda: start(subject, level), SERVICE)
    assert [each.body for each in facts.answers] == ["a companion\n"], facts
    until(lambda: not accepts(port))
    assert threading.active_count() == before


@pytest.mark.parametrize("level", [BUBBLEWRAP, NONE], ids=lambda level: level.name)
def test_each_start_of_a_sweep_reaches_it_from_a_network_of_its_own(
    root: Path, port: int, here: Surroundings, tmp_path: Path, level: Level
) -> None:
    before = threading.active_count()
    subject = replace(guest(root, port), argv=("./leans",), port=free_port())
    subject = replace(subject, env=(*subject.env, ("PORT", str(subject.port))))
    starter = made(level, tmp_path, ask=b"GET / HTTP/1.0\r\n\r\n")
    starts = [(subject, PLAIN), (subject, MANY)]
    assert {each.kind for each in outcomes(starter, starts)} == {"ended"}, "it is not there"
    with running([companion(port)], here):
        seen = outcomes(starter, starts)
    assert [each.kind for each in seen] == ["answers"] * 2, seen
    assert threading.active_count() == before


def test_without_it_the_program_fails(root: Path, port: int) -> None:
    facts = probe(lambda: start(guest(root, port), BUBBLEWRAP), SERVICE)
    assert "the program ended with status 1" in facts.answers[0].problem
    alone = replace(guest(root, port), reaches=())
    facts = probe(lambda: start(alone, BUBBLEWRAP), SERVICE)
    assert "connection refused" in facts.answers[0].problem


def test_nothing_of_it_is_left_whatever_happens_meanwhile(
    port: int, here: Surroundings, tmp_path: Path
) -> None:
    script = f"echo $$ >{tmp_path}/pid; exec {sys.executable} {SCRIPT} {port}"
    each = replace(companion(port), command=("sh", "-c", script))
    pids: list[str] = []

    def interrupted() -> None:
        with running([each], here):
            pids.append((tmp_path / "pid").read_text().strip())
            pids.extend(Path(f"/proc/{pids[0]}/task/{pids[0]}/children").read_text().split())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(pids) == 2
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


_KILLED = """
import os, sys
from pathlib import Path
from slimgo.run.companions import running
from slimgo.run.process import Surroundings
from slimgo.values.companion import Companion
port = int(sys.argv[1])
each = Companion(name="db", command=(sys.executable, sys.argv[2], sys.argv[1]), port=port)
with running([each], Surroundings(directory=Path(), environment=dict(os.environ))):
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_nothing_of_it_is_left_when_we_are_killed(port: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(port), str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as ours:
        assert ours.stdout
        assert ours.stdout.readline() == "ready\n"
        assert accepts(port)
        ours.kill()
    until(lambda: not accepts(port))


def test_one_that_is_not_ready_says_why(port: int, here: Surroundings) -> None:
    with pytest.raises(EngineFailed) as caught, running([companion(port, "dead")], here):
        pass
    assert caught.value.what == "companion db ended with status 1 before it was ready"
    assert caught.value.why == "companion: the cupboard is bare"
    late = companion(port, "late", seconds=0.2)
    with pytest.raises(EngineFailed, match="does not listen at port"), running([late], here):
        pass


def test_what_cannot_be_started_is_the_users_to_correct(port: int, here: Surroundings) -> None:
    none = Companion(name="db", command=("no-such-program",), port=port)
    with (
        pytest.raises(BadInput, match="there is no program no-such-program"),
        running([none], here),
    ):
        pass
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(BadInput, match="something listens at port"),
        running([companion(port)], here),
    ):
        pass
