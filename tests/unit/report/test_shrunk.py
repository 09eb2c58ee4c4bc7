"""What became of an image, in lines for people."""

from __future__ import annotations

from dataclasses import replace

from slimgo.report.shrunk import planned_lines, shrunk_line
from slimgo.values.image import ImageFile
from slimgo.values.result import StepResult
from slimgo.values.shrunk import Gone, KeptFile, Shrunk
from tests.unit.blank_image import BLANK_IMAGE
from tests.unit.blank_result import BLANK

TOLD = Shrunk(
    name="web:1",
    disk_size_bytes=84_100_000,
    pull_bytes=31_200_000,
    own_pull_bytes=4_000_000,
    made_pull_bytes=1_930_000,
    program="/app/server",
    kept=(
        KeptFile(path="/etc/a", why="opened", size_bytes=900),
        KeptFile(path="/etc/b", why="opened", size_bytes=100),
        KeptFile(path="/etc", why="a folder above", size_bytes=0),
    ),
    gone=(
        Gone(folder="/usr/lib", files=2000, size_bytes=70_000_000),
        Gone(folder="/app", files=1, size_bytes=5),
    ),
    own_gone=("/app/README.md",),
    unknown=("nobody knows it",),
)
FILE = ImageFile(path="/a", kind="file", mode=0, uid=0, gid=0, size_bytes=4_920_000, sha256="")
IMAGE = replace(BLANK_IMAGE, files=(FILE,))
RESULT = replace(BLANK, steps=(StepResult(name="image", kind="image", command="", image=IMAGE),))


OWN = (
    "! of its own layers /app/README.md goes, for its probes never opened it. "
    "To keep: --keep /app/README.md"
)


def test_it_says_what_stays_and_why_what_goes_and_what_nobody_knows() -> None:
    assert list(planned_lines(TOLD)) == [
        "   Keeps 2 files beside /app/server, 1.00 kB",
        "         /etc/a and 1 more: opened",
        "   Drops 2,001 files, 70.0 MB: /usr/lib 70.0 MB, /app 5 B",
        OWN,
        "! nobody knows it",
    ]


def test_of_an_image_with_one_layer_nothing_is_its_own() -> None:
    whole = replace(TOLD, gone=(Gone(folder="/app", files=1, size_bytes=5),), unknown=())
    assert not any(line.startswith("!") for line in planned_lines(whole))


def test_where_nothing_else_is_kept_or_goes_nothing_is_said() -> None:
    bare = replace(TOLD, kept=(), gone=(), own_gone=(), unknown=())
    assert list(planned_lines(bare)) == []


def test_several_of_its_own_are_told_in_one_line() -> None:
    gone = tuple(f"/app/{number}" for number in range(6))
    (line,) = (each for each in planned_lines(replace(TOLD, own_gone=gone)) if "own" in each)
    assert "/app/0, /app/1, /app/2, /app/3 and 2 more go, for its probes never opened them" in line


def test_the_last_line_has_both_sizes_and_both_ratios() -> None:
    assert shrunk_line(TOLD, RESULT) == (
        "  Shrunk 84.1 MB to 4.92 MB   pull 31.2 MB to 1.93 MB: 0.06 of it, 0.48 without its base"
    )
    alone = replace(TOLD, own_pull_bytes=TOLD.pull_bytes)
    assert shrunk_line(alone, RESULT).endswith("1.93 MB: 0.06 of it")
    assert shrunk_line(TOLD, replace(RESULT, steps=())) == ""
