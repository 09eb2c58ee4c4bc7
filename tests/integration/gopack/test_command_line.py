"""`python -m slimgo.gopack`: what it makes, what it refuses, and that nothing is half done."""

from __future__ import annotations

import re
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.gopack.programs import ENOUGH_CODE, build, compile_c, gopack


@pytest.fixture(scope="module")
def hello(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("hello") / "hello"
    build("hello", output)
    return output


@pytest.mark.parametrize("flags", [(), ("--best",)])
def test_packing_and_unpacking_gives_the_file_back(hello, tmp_path, flags) -> None:
    packed, back = tmp_path / "packed", tmp_path / "back"
    assert gopack("pack", *flags, "-o", packed, hello).returncode == 0
    assert packed.stat().st_size < hello.stat().st_size / 2
    assert gopack("test", packed).returncode == 0
    assert gopack("unpack", "-o", back, packed).returncode == 0
    assert back.read_bytes() == hello.read_bytes()
    assert stat.S_IMODE(back.stat().st_mode) == stat.S_IMODE(hello.stat().st_mode)


def test_the_same_program_gives_the_same_file(hello, tmp_path) -> None:
    for name in ("one", "two"):
        gopack("pack", "-o", tmp_path / name, hello)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_last_line_says_what_was_made_and_how_it_was_proven(hello, tmp_path) -> None:
    done = gopack("pack", "-o", tmp_path / "packed", hello)
    last = done.stdout.splitlines()[-1]
    assert last.startswith(f"{tmp_path}/packed: ")
    assert re.search(r", in \d+\.\d s; decoded by its own stub; starts as hello does: ", last)
    assert last.endswith(f" {tmp_path}/packed")


def test_explain_shows_every_stream_before_and_after(hello) -> None:
    words = gopack("explain", hello).stdout
    assert "filter text-amd64: applied" in words
    assert "filter lines: applied" in words
    assert "whole file" in words


def test_build_information_stays_readable(hello, tmp_path) -> None:
    go = Path(sys.executable).parent / "go"
    gopack("pack", "-o", tmp_path / "packed", hello)
    read = [
        subprocess.run((go, "version", "-m", path), capture_output=True, text=True, check=True)
        for path in (hello, tmp_path / "packed")
    ]
    plain, packed = (done.stdout.partition(":")[2] for done in read)
    assert plain == packed
    assert "CGO_ENABLED=0" in packed


@pytest.mark.parametrize("command", ["test", "unpack"])
def test_other_build_information_than_the_programs_is_noticed(hello, tmp_path, command) -> None:
    """It stands in the clear, where no checksum of the stub's reaches."""
    gopack("pack", "-o", tmp_path / "packed", hello)
    data = (tmp_path / "packed").read_bytes()
    at = data.index(b"CGO_ENABLED=0") + len(b"CGO_ENABLED=")
    (tmp_path / "packed").write_bytes(data[:at] + b"1" + data[at + 1 :])
    done = gopack(command, tmp_path / "packed")
    assert done.returncode == 1
    assert "its build information is not the program's" in done.stderr


@pytest.fixture
def bad(tmp_path: Path, hello: Path) -> Callable[[str], Path]:
    """A file that cannot be packed, by what is wrong with it."""

    def make(wrong: str) -> Path:
        path = tmp_path / "bad"
        data = hello.read_bytes()
        contents = {
            "empty": b"",
            "script": b"#!/bin/sh\n",
            "text": b"hello",
            "cut": data[: len(data) // 2],
            "machine": data[:18] + b"\x08\x00" + data[20:],
        }
        if wrong in contents:
            path.write_bytes(contents[wrong])
        elif wrong == "large":
            with path.open("wb") as file:
                file.write(b"\x7fELF")
                file.truncate((1 << 31) + 1)
        elif wrong == "folder":
            path.mkdir()
        elif wrong == "packed":
            gopack("pack", "-o", path, hello)
        elif wrong == "library":
            shutil.copy(Path(sys.executable).resolve(), path)
        elif wrong == "pie":
            compile_c("int main(void){return 0;}", path, "-pie", "-fPIE")
        return path

    return make


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("empty", "the file is empty"),
        ("script", "a script"),
        ("text", "something else"),
        ("cut", "the file is cut off"),
        ("machine", "this program is for mips"),
        ("large", "is too large"),
        ("folder", "is no file"),
        ("missing", "there is no file"),
        ("packed", "packed already, by gopack"),
        ("library", "dynamic|position-independent"),
        ("pie", "position-independent"),
    ],
)
def test_what_it_cannot_pack_is_refused_in_one_clear_line(bad, tmp_path, wrong, words) -> None:
    path = bad(wrong)
    done = gopack("pack", "-o", tmp_path / "output", path)
    assert done.returncode == 1
    assert done.stderr.startswith("gopack: ")
    assert re.search(words, done.stderr)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "output").exists()


def test_what_it_did_not_pack_it_does_not_unpack(hello, tmp_path) -> None:
    done = gopack("unpack", "-o", tmp_path / "output", hello)
    assert done.returncode == 1
    assert "not packed by gopack" in done.stderr
    assert not (tmp_path / "output").exists()


def test_an_output_that_cannot_be_written_is_named(hello, tmp_path) -> None:
    done = gopack("pack", "-o", tmp_path / "no" / "output", hello)
    assert done.returncode == 1
    assert "cannot be written: No such file or directory" in done.stderr


def test_a_full_disk_leaves_nothing(hello, tmp_path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))

    (tmp_path / "output").write_bytes(b"old")
    done = gopack("pack", "--force", "-o", tmp_path / "output", hello, preexec_fn=limit)
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert (tmp_path / "output").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


@pytest.mark.parametrize(
    ("code", "words"),
    [(ENOUGH_CODE, "filter text-amd64: applied"), ("", "filter text-amd64: left out, it does not")],
)
def test_a_static_program_without_go_is_packed_with_what_fits(tmp_path, code, words) -> None:
    main = 'int main(void){call(1, 1, "hi\\n", 3); return 4;}'
    compile_c(code + main, tmp_path / "hi")
    done = gopack("pack", "--explain", "-o", tmp_path / "packed", tmp_path / "hi")
    assert done.returncode == 0
    assert words in done.stdout
    assert "filter lines: left out" in done.stdout
    run = subprocess.run((tmp_path / "packed",), capture_output=True, check=False)
    assert (run.returncode, run.stdout) == (4, b"hi\n")
