"""`./bootstrap` for real: a copy of this checkout, its own .venv, the real package index.

The tests share the one copy and run in the order they stand in; each leaves it set up.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from slimgo.run.process import Completed, Surroundings, run
from slimgo.values.command import Command
from tests.waiting import PATIENCE_SECONDS, until

ROOT = Path(__file__).parents[2]
NOT_COPIED = (".git", ".venv", ".nox", "build", ".*_cache", "__pycache__")
HOSTILE = {
    "PYTHONHOME": "/nowhere",
    "PYTHONPATH": "/nowhere",
    "PIP_TARGET": "/nowhere",
    "PIP_PREFIX": "/nowhere",
    "PIP_USER": "1",
    "CDPATH": "/",
}
TOOLS = ("cat", "cksum", "dirname", "head", "id", "readlink", "rm")
"""What the script itself needs; a PATH of these alone has neither Python nor apt."""


@dataclass
class Checkout:
    """A copy of the project that the tests may move and spoil."""

    folder: Path

    def bootstrap(self, *words: str, **environment: str) -> Completed:
        return self.run(f"{self.folder}/bootstrap", *words, environment=environment)

    def run(self, *words: str, environment: Mapping[str, str]) -> Completed:
        program = Path(shutil.which(words[0]) or words[0])
        surroundings = Surroundings(
            directory=Path("/"),
            environment={**os.environ, **environment},
            programs={words[0]: program},
        )
        return run(Command(argv=words), surroundings, timeout_seconds=PATIENCE_SECONDS, check=False)

    def works(self) -> bool:
        """Whether its scripts and its package come from where it is now."""
        where = self.bootstrap("python", "-c", "import slimgo; print(slimgo.__file__)")
        invoke = self.bootstrap("invoke", "--version")
        return (
            where.stdout.strip() == f"{self.folder}/slimgo/__init__.py"
            and invoke.stdout.startswith("Invoke ")
            and where.stderr == invoke.stderr == ""
        )

    @property
    def stamp(self) -> Path:
        return self.folder / ".venv" / "stamp"

    def change_dependencies(self) -> None:
        project = self.folder / "pyproject.toml"
        project.write_text(f"{project.read_text()}# changed\n")


def python(folder: Path, script: str) -> None:
    """A python3 in the folder that is a shell script."""
    path = folder / "python3"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    folder = tmp_path_factory.mktemp("bootstrap") / "a \"b\" 'c' $d é"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return Checkout(folder=folder)


def test_the_first_run_sets_up_and_runs_whatever_surrounds_it(checkout: Checkout) -> None:
    first = checkout.bootstrap("invoke", "--version", **HOSTILE)
    assert (first.status, first.stderr.splitlines()[0]) == (
        0,
        "bootstrap: making .venv (once; 10 to 30 s)",
    )
    assert first.stdout.startswith("Invoke ")
    assert checkout.works()


TWENTY_STARTS = ("sh", "-c", f"set -e; for each in {'. ' * 20}; do {shutil.which('true')}; done")


def test_a_later_run_is_silent_and_adds_less_than_twenty_starts_of_a_small_program(
    checkout: Checkout,
) -> None:
    """Python alone takes as long."""
    with_it, without, twenty = [], [], []
    for _ in range(7):
        through = checkout.bootstrap("true")
        assert (through.status, through.stdout, through.stderr) == (0, "", "")
        with_it.append(through.seconds)
        without.append(checkout.run("true", environment={}).seconds)
        twenty.append(checkout.run(*TWENTY_STARTS, environment={}).seconds)
    added = statistics.median(with_it) - statistics.median(without)
    assert added < statistics.median(twenty)


def test_the_command_s_own_exit_status_is_passed_on(checkout: Checkout) -> None:
    assert checkout.bootstrap("sh", "-c", "exit 7").status == 7


def test_without_a_command_it_says_what_can_be_run_next(checkout: Checkout) -> None:
    said = checkout.bootstrap()
    assert said.status == 0
    offered = [line.strip().partition("    ")[0] for line in said.stdout.splitlines()[1:]]
    assert [shlex.split(line)[1:] for line in offered] == [
        ["invoke", "slim"],
        ["nox"],
        ["invoke", "-l"],
    ]
    assert all(Path(shlex.split(line)[0]).name == "bootstrap" for line in offered)


def test_a_changed_pyproject_is_noticed_once(checkout: Checkout) -> None:
    checkout.change_dependencies()
    assert "installing the project" in checkout.bootstrap("true").stderr
    assert checkout.works()


def test_two_runs_at_once_install_once(checkout: Checkout) -> None:
    checkout.change_dependencies()
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(checkout.bootstrap, "invoke", "--version") for _ in range(2)]
        said = [one.result() for one in both]
    assert [one.status for one in said] == [0, 0]
    assert sum("installing the project" in one.stderr for one in said) == 1
    assert sum("waiting for another" in one.stderr for one in said) == 1
    assert checkout.works()


def test_a_pyproject_that_cannot_be_installed_is_one_line_with_the_reason(
    checkout: Checkout,
) -> None:
    project = checkout.folder / "pyproject.toml"
    good = project.read_text()
    project.write_text(f"{good}oops = =\n")
    failed = checkout.bootstrap("true")
    project.write_text(good)
    assert failed.status == 3
    assert "pip could not install" in failed.stderr.splitlines()[-1]
    assert "Invalid value" in failed.stderr.splitlines()[-1]


def test_an_interrupted_set_up_is_made_from_the_start(checkout: Checkout) -> None:
    python = checkout.folder / ".venv/bin/python"
    python.unlink()
    process = subprocess.Popen(
        [checkout.folder / "bootstrap", "true"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    until(python.exists, process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does on Ctrl-C
    assert process.wait(PATIENCE_SECONDS) != 0
    assert not checkout.stamp.exists()
    (checkout.folder / ".venv" / "half done").touch()
    assert "making .venv" in checkout.bootstrap("true").stderr
    assert not (checkout.folder / ".venv" / "half done").exists()
    assert checkout.works()


def test_a_moved_checkout_is_set_up_anew(checkout: Checkout) -> None:
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved é"))
    assert "making .venv" in checkout.bootstrap("true").stderr
    assert checkout.works()


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="not run: Debian's pip, for no apt")
def test_a_python_without_ensurepip_gets_debian_s_pip(checkout: Checkout, tmp_path: Path) -> None:
    checkout.stamp.unlink()
    python(
        tmp_path,
        f"""
        case "$*" in
          *base_executable*) echo "$0" ;;
          *ensurepip*) exit 1 ;;
          *) exec '{sys.executable}' "$@" ;;
        esac""",
    )
    made = checkout.bootstrap("true", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert "fetching Debian's python3-pip-whl" in made.stderr
    assert not (checkout.folder / ".venv" / "apt").exists()
    assert checkout.works()


@pytest.fixture
def bare(checkout: Checkout, tmp_path: Path) -> Checkout:
    """The same files without a .venv, and a folder of the few programs a system always has."""
    shutil.copytree(ROOT, tmp_path / "bare", ignore=shutil.ignore_patterns(*NOT_COPIED))
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or name)
    return replace(checkout, folder=tmp_path / "bare")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("", "no Python 3.11 or newer on PATH"),
        ("exit 1", "no Python 3.11 or newer on PATH"),
        (
            'case "$*" in *base_executable*) echo "$0" ;; *fcntl*) ;; *) exit 1 ;; esac',
            "has no ensurepip",
        ),
    ],
    ids=["none", "too old", "neither ensurepip nor apt"],
)
def test_a_python_that_will_not_do_is_said_in_one_line(
    bare: Checkout, script: str, said: str
) -> None:
    programs = bare.folder.with_name("bin")
    if script:
        python(programs, script)
    refused = bare.bootstrap("true", PATH=str(programs))
    assert refused.status == 3
    assert said in refused.stderr.splitlines()[-1]
    assert "install" in refused.stderr.splitlines()[-1]
