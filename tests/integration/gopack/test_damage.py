"""A damaged or cut off file ends with a line and status 127; nothing of it is believed before."""

from __future__ import annotations

import os
import struct
import subprocess
from pathlib import Path

import pytest

from slimgo.gopack import container, header
from tests.integration.gopack.programs import compile_c, gopack, pack
from tests.waiting import PATIENCE_SECONDS

_ENDS_WITH = 9


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program of some hundred bytes, packed."""
    folder = tmp_path_factory.mktemp("damage")
    compile_c(f"int main(void) {{ return {_ENDS_WITH}; }}", folder / "small")
    pack(folder / "small", folder / "packed")
    assert subprocess.run((folder / "packed",), check=False).returncode == _ENDS_WITH
    return folder / "packed"


def start(data: bytes, folder: Path) -> tuple[int, bytes]:
    path = folder / "spoiled"
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o755)
    os.write(descriptor, data)
    os.close(descriptor)
    done = subprocess.run((path,), stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=False)
    return done.returncode, done.stderr


def test_every_flipped_byte_of_header_and_payload_is_noticed(small, tmp_path) -> None:
    data = small.read_bytes()
    _, at = container.header_place(data)
    _, payload = header.decode(data[at:])
    end = at + header.size(data, at)
    assert end - at > len(payload)
    for place in range(at, end):
        spoiled = bytearray(data)
        spoiled[place] ^= 1 << place % 8
        status, words = start(bytes(spoiled), tmp_path)
        assert status == 127, f"byte {place}: {status}"
        assert words.startswith(b"gopack: this file is damaged"), f"byte {place}: {words!r}"
        assert words.count(b"\n") == 1


def test_a_file_cut_off_within_stub_header_or_payload_says_so(small, tmp_path) -> None:
    data = small.read_bytes()
    _, at = container.header_place(data)
    end = at + header.size(data, at)
    # the last 16 bytes are zero, as is what the kernel puts behind a file's end
    for size in range(4096, end - len(container.SLACK), 97):
        assert start(data[:size], tmp_path)[0] == 127, f"{size} bytes"


@pytest.mark.parametrize("last", [4087, 4088, 4089, 4095, 4096])
def test_a_payload_may_end_anywhere_in_its_page(small, tmp_path, last) -> None:
    data = small.read_bytes()
    _, at = container.header_place(data)
    info, payload = header.decode(data[at:])
    end = at + header.size(data, at)
    longer = payload + bytes((last - end) % 4096)
    made = bytearray(data[:at] + header.encode(info, longer) + longer)
    assert (len(made) - last) % 4096 == 0
    struct.pack_into("<2Q", made, 64 + 32, len(made), len(made))  # of PT_LOAD
    assert start(bytes(made), tmp_path)[0] == _ENDS_WITH


def test_what_only_unpacking_needs_does_not_keep_it_from_running(small, tmp_path) -> None:
    data = small.read_bytes()
    _, at = container.header_place(data)
    cut = tmp_path / "cut"
    cut.write_bytes(data[: at + header.size(data, at)])
    assert start(cut.read_bytes(), tmp_path)[0] == _ENDS_WITH
    done = gopack("test", cut)
    assert done.returncode == 1
    assert done.stderr.startswith("gopack: the file is damaged")


def test_the_command_line_notices_flips_as_the_stub_does(small, tmp_path) -> None:
    data = small.read_bytes()
    _, at = container.header_place(data)
    tail_at = at + header.size(data, at)
    for place in (at, at + 9, at + 50, tail_at):
        spoiled = bytearray(data)
        spoiled[place] ^= 4
        path = tmp_path / "flipped"
        path.write_bytes(spoiled)
        done = gopack("test", path)
        assert done.returncode == 1
        assert done.stderr.startswith("gopack: ")
