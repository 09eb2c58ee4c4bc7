"""Executables that are cut off, flipped, or lie about themselves: read as what they are, or not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.errors import SlimgoError
from slimgo.facts.binary import read_binary
from slimgo.facts.foreign import read_program
from slimgo.plan.environment import environment
from slimgo.plan.smallest import trial_program
from slimgo.run.process import Surroundings
from slimgo.values.binary import BinaryFacts
from slimgo.values.target import Target

# offset and width of each field (System V ABI, chapter 4: Elf64_Ehdr, Elf64_Phdr, Elf64_Shdr)
HEADER = {"class": (4, 1), "data": (5, 1), "osabi": (7, 1), "type": (16, 2), "machine": (18, 2)}
HEADER |= {"phoff": (32, 8), "shoff": (40, 8), "phentsize": (54, 2), "phnum": (56, 2)}
HEADER |= {"shentsize": (58, 2), "shnum": (60, 2), "shstrndx": (62, 2)}
SEGMENT = {"type": (0, 4), "offset": (8, 8), "vaddr": (16, 8), "filesz": (32, 8), "memsz": (40, 8)}
SECTION = {"name": (0, 4), "type": (4, 4), "offset": (24, 8), "size": (32, 8), "link": (40, 4)}
SECTION |= {"info": (44, 4), "entsize": (56, 8)}
VALUES = st.integers(0, 12) | st.sampled_from(
    [
        127,
        255,
        65534,
        65535,
        2**31 - 1,
        2**31,
        2**32 - 1,
        2**63 - 1,
        2**63,
        2**64 - 1,
        1879048182,
        1879048190,
        1879048191,
        1879048193,
        1879048195,
    ]
)
CHANGES = st.lists(
    st.tuples(st.just("header"), st.sampled_from(sorted(HEADER.values())), VALUES)
    | st.tuples(st.just("segment"), st.sampled_from(sorted(SEGMENT.values())), VALUES)
    | st.tuples(st.just("section"), st.sampled_from(sorted(SECTION.values())), VALUES)
    | st.tuples(st.just("flip"), st.integers(0, 4095), st.integers(1, 255))
    | st.tuples(st.just("cut"), st.integers(0, 2**22), st.just(0)),
    min_size=1,
    max_size=4,
)
MAGIC = [b"", b"\x7fELF", b"\x7fELF\x02\x01\x01", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"]
INDEX = st.integers(0, 40)
KINDS = st.sampled_from(["trial", "go", "dynamic"])


Change = tuple[str, int | tuple[int, int], int]
"""What is changed; where: a place, or a field of a table's entry; and to what."""


def changed(whole: bytes, changes: Sequence[Change], index: int) -> bytes:
    """index: which entry of a table is changed."""
    raw = bytearray(whole)
    tables = {"header": 0, "segment": 64 + 56 * (index % 8)}
    sections = int.from_bytes(whole[40:48], "little")
    tables["section"] = sections + 64 * index if sections else 64
    for kind, where, value in changes:
        if isinstance(where, tuple):
            start, width = tables[kind] + where[0], where[1]
            raw[start : start + width] = (value % 256**width).to_bytes(width, "little")
        elif kind == "cut":
            del raw[where % (len(whole) + 1) :]
        elif where < len(raw):
            raw[where] ^= value
    return bytes(raw)


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    folder = tmp_path_factory.mktemp("go")
    return Surroundings(
        directory=folder,
        environment=environment(os.environ, target=Target(goos="linux", goarch="amd64")),
        programs={"go": Path(sysconfig.get_path("purelib"), "go/bin/go")},
    )


Read = Callable[[Path], BinaryFacts]


@pytest.fixture(scope="session")
def read(surroundings: Surroundings) -> Read:
    """Not the surroundings themselves: a failure prints what a property was given."""
    return lambda path: read_binary(path, surroundings, ())


@pytest.fixture(scope="session")
def read_any(surroundings: Surroundings) -> Read:
    return lambda path: read_program(path, surroundings, ())


@pytest.fixture(scope="session")
def programs(surroundings: Surroundings) -> dict[str, bytes]:
    """The smallest there is, one that Go makes, and one of this system, which is dynamic."""
    module = Path(__file__).parents[1] / "programs/silent"
    binary = surroundings.directory / "silent"
    flags = ("-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", str(binary))
    subprocess.run(
        [surroundings.programs["go"], "build", *flags, "."],
        cwd=module,
        env={**surroundings.environment, "CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": "amd64"},
        check=True,
    )
    dynamic = Path(shutil.which("true") or sys.executable).read_bytes()
    assert dynamic[:4] == b"\x7fELF"
    return {"trial": trial_program("amd64"), "go": binary.read_bytes(), "dynamic": dynamic}


@given(kind=KINDS, changes=CHANGES, index=INDEX)
def test_a_changed_program_is_unreadable_or_has_facts(
    outcome, fenced, read: Read, programs, *, kind: str, changes, index: int
) -> None:
    with fenced() as inside:
        path = inside / "app.bin"
        path.write_bytes(changed(programs[kind], changes, index))
        facts = outcome(lambda: read(path))
        assert isinstance(facts, SlimgoError) or facts.size_bytes == path.stat().st_size


@given(raw=st.binary(max_size=300), magic=st.sampled_from(MAGIC))
def test_any_bytes_are_unreadable_or_have_facts(
    outcome, fenced, read: Read, read_any: Read, *, raw: bytes, magic: bytes
) -> None:
    with fenced() as inside:
        path = inside / "app\n.bin"
        path.write_bytes(magic + raw)
        facts, as_any = outcome(lambda: read(path)), outcome(lambda: read_any(path))
        assert isinstance(facts, SlimgoError) or facts == as_any
