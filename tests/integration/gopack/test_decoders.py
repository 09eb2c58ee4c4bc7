"""The stub's own decoders against libzstd and liblzma, and the proof that the comparison can fail.

SLIMGO_FRAMES is how many frames each decoder gets.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile

from tests.integration.gopack.census import kinds
from tests.integration.gopack.decoders import frames
from tests.integration.gopack.host import STUB, compiled
from tests.integration.gopack.judge import SOURCES
from tests.waiting import PATIENCE_SECONDS

PROJECT = Path(__file__).parents[3]
FEW = 200
WHOLE = "".join(SOURCES.values())
COUNT = int(os.environ.get("SLIMGO_FRAMES", FEW))

SPOILS = [
    ("zstd.h", "repeated_offsets[1] = 4", "repeated_offsets[1] = 5"),
    ("zstd.h", "0x7f00", "0x7eff"),
    ("zstd.h", "(count - 128) << 8", "(count - 129) << 8"),
    ("zstd.h", "case 1:", "case 3:"),
    ("zstd_sequences.h", "offset - (copied != 0)", "offset - 1"),
    ("zstd_sequences.h", "offsets[0] - 1", "offsets[0] - 2"),
    ("zstd_sequences.h", "offsets[2] = offsets[2 - (which > 1)];", ""),
    ("zstd_sequences.h", "offsets[which == 0]", "offsets[0]"),
    ("zstd_sequences.h", "extra > 30", "extra > 60"),
    ("zstd_sequences.h", "offset < 16", "offset < 8"),
    ("zstd_sequences.h", "8 - 8 % offset", "8"),
    ("zstd_sequences.h", "n > 16", "n > 20"),
    ("zstd_sequences.h", "n > 32", "n > 36"),
    ("zstd_sequences.h", "while (to + 32 < end)", "while (to < end)"),
    ("zstd_tables.h", "2, 3, 2, 1, 1, 1, 1, 1, -1", "2, 2, 3, 1, 1, 1, 1, 1, -1"),
    ("zstd_tables.h", "count < 0 ? 1 : count", "count"),
    ("zstd_tables.h", "while (more == 3)", "while (0)"),
    ("zstd_tables.h", "if (mode == 3)\n        return from;", ""),
    ("zstd_tables.h", "(~place & 7)", "(place & 7)"),
    (
        "zstd_literals.h",
        "place - 7 < state_number_of_bits(state)",
        "place - 6 < state_number_of_bits(state)",
    ),
    ("zstd_literals.h", "from[i >> 1] & 15 :", "from[i >> 1] & 14 :"),
    ("zstd_literals.h", "(size + 3) >> 2", "(size + 2) >> 2"),
    ("zstd_literals.h", "form + 2", "form + 3"),
    ("zstd_literals.h", "if (type == 2)", "if (type >= 2)"),
    ("lzma.h", "distance >= 16", "distance >= 15"),
    ("lzma.h", "end - stop >= 16", "end - stop >= 0"),
    ("lzma.h", "rep3 = rep2;\n                    }", "}"),
    ("lzma.h", "state < 4 ? 0", "state < 5 ? 0"),
    ("lzma.h", "state < 10 ?", "state < 11 ?"),
    ("lzma.h", "at & literal_places", "at & literal_places >> 1"),
    ("lzma.h", "at & places;", "at & places >> 1;"),
    ("lzma.h", "alike ^ bit", "alike"),
    ("lzma.h", "2048 - 31", "2048"),
    ("lzma.h", "length < 6", "length < 4"),
    ("lzma.h", "slot < 14", "slot < 16"),
    ("lzma.h", "literal_before ? 9 : 11", "literal_before ? 8 : 11"),
]

NEEDED = {
    *("raw block", "run block", "compressed block", "no sequences"),
    *(f"{kind} literals, form {form}" for kind in ("raw", "run") for form in (0, 1, 3)),
    *(f"{kind} literals, form {form}" for kind in ("Huffman", "treeless") for form in range(4)),
    *("weights in FSE", "weights in halves of bytes"),
    *(f"count of sequences in {size} bytes" for size in (1, 2, 3)),
    *(
        f"{name} table {mode}"
        for name in ("literal", "offset", "match")
        for mode in ("fixed", "constant", "sent", "repeated")
    ),
}


def judged(library: Path, kind: str, count: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.integration.gopack.judge", library, kind, str(count)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS + count,
    )


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("decoders")


@pytest.fixture(scope="module")
def library(room: Path) -> Path:
    return compiled(room, WHOLE)


@pytest.mark.parametrize("kind", ["zstd", "lzma"])
def test_each_frame_comes_out_as_it_went_in_and_nothing_else_is_touched(
    library: Path, kind: str
) -> None:
    ended = judged(library, kind, COUNT)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_frames_have_everything_that_zstd_may_write() -> None:
    met = {kind for _, frame in frames("zstd", FEW) for kind in kinds(frame.packed)}
    assert met == NEEDED


@pytest.mark.parametrize("cpu", ["x86_64", "aarch64"])
@pytest.mark.parametrize(("kind", "most"), [("zstd", 6_000), ("lzma", 3_500)])
def test_a_decoder_stays_small(tmp_path: Path, cpu: str, kind: str, most: int) -> None:
    (tmp_path / "part.c").write_text(SOURCES[kind])
    command = [sys.executable, "-m", "ziglang", "cc", "-target", f"{cpu}-linux-none", "-c", "-O2"]
    command += ["-ffreestanding", "-fPIE", "-fno-sanitize=all", "-I", str(STUB), "part.c"]
    caches = dict.fromkeys(("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"), str(tmp_path))
    subprocess.run(command, cwd=tmp_path, env={**os.environ, **caches}, check=True)
    with (tmp_path / "part.o").open("rb") as file:
        sections = [s for s in ELFFile(file).iter_sections() if s["sh_flags"] & SH_FLAGS.SHF_ALLOC]
    assert 1_000 < sum(s["sh_size"] for s in sections if "eh_frame" not in s.name) <= most


@pytest.mark.parametrize(("file", "right", "wrong"), SPOILS)
def test_a_spoiled_decoder_is_found_out(
    room: Path, tmp_path: Path, file: str, right: str, wrong: str
) -> None:
    for header in STUB.glob("*.h"):
        shutil.copy(header, tmp_path)
    text = (tmp_path / file).read_text()
    assert text.count(right) == 1
    (tmp_path / file).write_text(text.replace(right, wrong))
    library = compiled(room, WHOLE, tmp_path)
    try:
        ended = judged(library, file[:4], FEW)
    except subprocess.TimeoutExpired:
        return  # it never ends: found out, too
    crashed = ended.returncode < 0
    assert crashed or "comes out wrong" in ended.stdout, ended.stdout + ended.stderr
