"""unpack by the stub's decoder: as the joins in Python say, and never code out of the file."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest

from slimgo.gopack import container, header, joined, pack, stubs
from slimgo.gopack.encode import Effort
from slimgo.gopack.errors import GopackError
from slimgo.gopack.unpack import unpack, unpack_by_joins
from tests.integration.gopack.programs import build

_TRAP = b"\xcc"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    output = tmp_path_factory.mktemp("unpack") / "mirror"
    build("mirror", output)
    return output.read_bytes()


def no_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: bytes) -> bytes:
        raise AssertionError("the joins in Python were asked")

    monkeypatch.setattr(joined, "unpack_image", never)


@pytest.mark.parametrize("effort", [Effort.DEFAULT, Effort.BEST])
def test_the_decoder_gives_what_the_joins_give(program, effort, monkeypatch) -> None:
    data = pack.pack(pack.read(program), effort).data
    assert unpack_by_joins(data) == program
    no_joins(monkeypatch)
    assert unpack(data) == program


def test_the_first_stage_in_the_file_does_not_run(program, monkeypatch) -> None:
    data = bytearray(pack.pack(pack.read(program), Effort.DEFAULT).data)
    stub_at, header_at = container.header_place(bytes(data))
    begin = stub_at + container.PROOF_AT
    data[begin:header_at] = _TRAP * (header_at - begin)
    no_joins(monkeypatch)
    assert unpack(bytes(data)) == program


def test_the_second_stage_in_the_file_does_not_run(program, tmp_path, monkeypatch) -> None:
    """It would make a file; what is not gopack's own is left to the joins in Python."""
    real, mark = stubs.blob, tmp_path / "mark"
    forged = making(mark)
    monkeypatch.setattr(pack, "blob", lambda cpu, of: forged if of == "amd64" else real(cpu, of))
    data = pack.pack(pack.read(program), Effort.DEFAULT).data
    assert unpack(data) == program
    assert not mark.exists()


def making(mark: Path) -> bytes:
    """Code for amd64 that makes this file and ends: creat(mark, 0), exit(0)."""
    name = bytes(mark) + b"\0"
    code = bytes.fromhex("b855000000 488d3d0d000000 31f6 0f05 b83c000000 31ff 0f05")
    assert code[8:12] == struct.pack("<I", len(code) - 12)
    return code + name


def test_a_payload_that_was_spoiled_under_a_right_checksum_ends_in_words(program) -> None:
    """A checksum that is right says nothing of what is under it."""
    data = pack.pack(pack.read(program), Effort.DEFAULT).data
    _, at = container.header_place(data)
    info, payload = header.decode(data[at:])
    code = info.frames[0][0]
    for place in range(code, len(payload) - 16, len(payload) // 9):
        spoiled = payload[:place] + bytes([payload[place] ^ 255]) + payload[place + 1 :]
        made = data[:at] + header.encode(info, spoiled) + spoiled
        made += data[len(data) - info.tail_size :]
        with contextlib.suppress(GopackError):
            assert unpack(made) == program  # a bit that no decoder looks at
