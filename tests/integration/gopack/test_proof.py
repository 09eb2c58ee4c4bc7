"""What the packer's proof does when a filter, or the stub, does not give the program back."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.gopack import encode, pack, stubs
from slimgo.gopack.encode import Effort
from slimgo.gopack.errors import NotProven
from slimgo.gopack.filters.filter import Known, Program, Split
from slimgo.gopack.filters.table import FILTERS
from slimgo.gopack.proven import pack_proven
from slimgo.gopack.unpack import unpack
from tests.integration.gopack.programs import build, to

_WORDS = "the program did not come back the same with it"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("proof") / "mirror"
    build("mirror", output)
    return output


def spoil_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """The types' filter, with one byte of what it leaves in the rest turned over."""

    def split(program: Program, known: Known) -> Split:
        made = types.split(program, known)
        ((at, kept),) = made.replaced
        middle = len(kept) // 2
        wrong = kept[:middle] + bytes([kept[middle] ^ 1]) + kept[middle + 1 :]
        return replace(made, replaced=((at, wrong),))

    types = next(item for item in FILTERS if item.name == "types")
    spoiled = tuple(replace(item, split=split) if item is types else item for item in FILTERS)
    monkeypatch.setattr(encode, "FILTERS", spoiled)


def test_a_filter_that_does_not_give_the_program_back_is_left_out(
    program, tmp_path, monkeypatch
) -> None:
    spoil_types(monkeypatch)
    original, output = program.read_bytes(), tmp_path / "packed"
    packed, words, _ = pack_proven(pack.read(original), Effort.DEFAULT, to(output))
    assert packed.encoded.left_out == (("types", _WORDS),)
    assert packed.encoded.applied == ("text-amd64", "lines", "computed", "numbers")
    assert words == "decoded by its own stub"
    assert unpack(output.read_bytes()) == original
    assert subprocess.run((output, "exit"), check=False).returncode == 42


def test_a_stub_that_does_not_give_the_program_back_makes_no_file(
    program, tmp_path, monkeypatch
) -> None:
    real = stubs.blob

    def spoiled(cpu: str, of: str) -> bytes:
        code = real(cpu, of)
        return b"\xcc" + code[1:] if of == "amd64" else code  # a trap where it is entered

    monkeypatch.setattr(pack, "blob", spoiled)
    with pytest.raises(NotProven, match="does not unpack"):
        pack_proven(pack.read(program.read_bytes()), Effort.DEFAULT, to(tmp_path / "packed"))
    assert not list(tmp_path.iterdir())
