"""Where what is made goes, and what becomes of a file that is there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.gopack.programs import HERE, build, gopack, pack
from tests.waiting import PATIENCE_SECONDS, until


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`program` and `packed`."""
    folder = tmp_path_factory.mktemp("places")
    build("silent", folder / "program")
    pack(folder / "program", folder / "packed")
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Path:
    """A folder with copies of both."""
    for name in ("program", "packed"):
        shutil.copy(made / name, tmp_path / name)
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("verb", "name", "beside"),
    [("pack", "program", "program.packed"), ("unpack", "packed", "packed.unpacked")],
)
class TestEachVerbThatMakesAFile:
    def test_a_file_that_is_there_is_left_and_said(self, here, verb, name, beside) -> None:
        (here / beside).write_bytes(b"theirs")
        done = gopack(verb, here / name)
        assert done.returncode == 1
        assert done.stderr == (
            f"gopack: {here}/{beside} is there already: gopack replaces a file only when told to\n"
            "  → give --force, or name another file with -o\n"
        )
        assert (here / beside).read_bytes() == b"theirs"
        assert names(here) == {"program", "packed", beside}

    def test_force_replaces_it(self, here, verb, name, beside) -> None:
        (here / beside).write_bytes(b"theirs")
        done = gopack(verb, "--force", here / name)
        assert done.returncode == 0, done.stderr
        other = {"pack": "packed", "unpack": "program"}[verb]
        assert (here / beside).read_bytes() == (here / other).read_bytes()
        assert names(here) == {"program", "packed", beside}

    @pytest.mark.parametrize("words", [("--in-place",), ("--force", "-o", "{}"), ("-fo", "{}")])
    def test_in_its_own_place(self, here, verb, name, beside, words) -> None:
        file = here / name
        file.chmod(0o750)
        done = gopack(verb, *(word.format(file) for word in words), file)
        assert done.returncode == 0, done.stderr
        other = {"pack": "packed", "unpack": "program"}[verb]
        assert file.read_bytes() == (here / other).read_bytes()
        assert file.stat().st_mode & 0o777 == 0o750
        assert not (here / beside).exists()


@pytest.mark.parametrize(("verb", "name"), [("pack", "program"), ("unpack", "packed")])
def test_to_standard_output(here, verb, name) -> None:
    command = (sys.executable, "-m", "slimgo.gopack", verb, "-o", "-", here / name)
    done = subprocess.run(command, cwd=HERE, capture_output=True, check=False)
    assert done.returncode == 0
    other = {"pack": "packed", "unpack": "program"}[verb]
    assert done.stdout == (here / other).read_bytes()
    assert f"{name}, {verb}ed to standard output: ".encode() in done.stderr
    assert names(here) == {"program", "packed"}


@pytest.mark.parametrize(("verb", "name"), [("pack", "program"), ("unpack", "packed")])
def test_a_standard_output_that_is_full_is_said(here, verb, name) -> None:
    with Path("/dev/full").open("w") as full:
        command = (sys.executable, "-m", "slimgo.gopack", verb, "-o", "-", here / name)
        done = subprocess.run(
            command, cwd=HERE, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == ("gopack: standard output cannot be written: No space left on device\n")


def test_a_reader_that_has_gone_is_141_without_a_word(here) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    command = (sys.executable, "-m", "slimgo.gopack", "pack", "-o", "-", here / "program")
    done = subprocess.run(command, cwd=HERE, stdout=writes, stderr=subprocess.PIPE, check=False)
    os.close(writes)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")


def test_a_file_that_appears_while_it_packs_is_left(here) -> None:
    process = subprocess.Popen(
        (sys.executable, "-m", "slimgo.gopack", "pack", here / "program"),
        cwd=HERE,
        stderr=subprocess.PIPE,
        text=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until(children.read_text, process)  # it has looked, and is at the proof
    (here / "program.packed").write_bytes(b"theirs")
    _, words = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "program.packed is there already" in words
    assert (here / "program.packed").read_bytes() == b"theirs"
    assert names(here) == {"program", "packed", "program.packed"}


def test_of_several_files_each_is_done_and_each_failure_said(here) -> None:
    shutil.copy(here / "program", here / "other")
    done = gopack("pack", here / "program", here / "packed", here / "missing", here / "other")
    assert done.returncode == 1
    assert done.stderr == (
        f"gopack: {here}/packed: this program is packed already, by gopack\n"
        f"gopack: there is no file {here}/missing\n"
    )
    assert names(here) == {"program", "packed", "other", "program.packed", "other.packed"}
    assert gopack("test", here / "program.packed", here / "other.packed").returncode == 0


def test_several_files_go_into_a_folder(here) -> None:
    (here / "out").mkdir()
    shutil.copy(here / "program", here / "other")
    done = gopack("pack", "-o", here / "out", here / "program", here / "other")
    assert done.returncode == 0, done.stderr
    assert names(here / "out") == {"program", "other"}
    assert (here / "out" / "other").read_bytes() == (here / "packed").read_bytes()


def test_a_folder_that_is_not_there_is_not_made(here) -> None:
    done = gopack("pack", "-o", f"{here}/out/", here / "program")
    assert done.returncode == 1
    assert f"{here}/out/program cannot be written: No such file or directory" in done.stderr


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_device_is_never_replaced(here, force) -> None:
    """The one who is root could."""
    device = here / "device"
    device.symlink_to("/dev/null")
    done = gopack("pack", *force, "-o", device, here / "program")
    assert done.returncode == 1
    assert device.readlink() == Path("/dev/null")
    assert device.is_char_device()


def test_a_closed_standard_output_is_no_trouble(here) -> None:
    done = subprocess.run(
        ("sh", "-c", f'"{sys.executable}" -m slimgo.gopack pack program >&-'),
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (here / "program.packed").read_bytes() == (here / "packed").read_bytes()
