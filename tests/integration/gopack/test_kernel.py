"""What the kernel gives a packed program and forbids it is what it gives and forbids any other."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.gopack import kernel
from tests.integration.gopack.programs import build, compile_c, pack
from tests.waiting import PATIENCE_SECONDS

STARTS = 20
ANYWHERE = {15: "AT_PLATFORM", 25: "AT_RANDOM", 31: "AT_EXECFN", 33: "AT_SYSINFO_EHDR"}
"""What points into the stack or at the kernel's own pages, and moves with them."""

_TELLS = r"""
__asm__(".globl begin\nbegin: mov %rsp, %rdi\n and $-16, %rsp\n call tell\n");
static void number(unsigned long value, char end) {
    char text[17];
    for (int i = 15; i >= 0; i--, value >>= 4)
        text[i] = "0123456789abcdef"[value & 15];
    text[16] = end;
    call(1, 1, text, 17);
}
__attribute__((used)) void tell(unsigned long *stack) {
    unsigned long limit[2], *vector = stack + 1 + *stack + 1;
    long heap = call(12, 0, 0, 0), more = heap + (1 << 20);
    number((unsigned long)stack, ' ');
    number(heap, '\n');
    if (call(12, more, 0, 0) == more)
        *(volatile char *)(more - 1) = 1;
    for (int i = 0; i < 16; i++) {
        call(97, i, limit, 0);
        number(limit[0], ' ');
        number(limit[1], '\n');
    }
    while (*vector++)
        ;
    for (; *vector; vector += 2) {
        number(vector[0], ' ');
        number(vector[1], '\n');
    }
    call(60, call(12, 0, 0, 0) != more, 0, 0);
}
int main(void) { return 0; }
"""
"""Tells the stack's and the heap's start, the 16 limits, and the auxiliary vector as it stands on
the stack: /proc has the kernel's copy, made before the program began. Ends with 0 where the heap
could grow."""

Prepare = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Told:
    stack: int
    heap: int
    limits: list[list[int]]
    vector: list[list[int]]


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """Programs under the same names: unpacked, packed, packed with --best."""
    root = tmp_path_factory.mktemp("kernel")
    found = {name: root / name for name in ("plain", "gopack", "best")}
    for folder in found.values():
        folder.mkdir()
    plain = found["plain"]
    build("mirror", plain / "mirror")
    compile_c(_TELLS, plain / "told", "-static", "-Wl,-e,begin")
    for name in ("mirror", "told"):
        pack(plain / name, found["gopack"] / name)
        pack(plain / name, found["best"] / name, "--best")
    return found


def run(folder: Path, *words: str, prepare: Prepare | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        words,
        cwd=folder,
        preexec_fn=prepare,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def told(folder: Path, prepare: Prepare | None = None) -> Told:
    status, words, errors = run(folder, "./told", prepare=prepare)
    assert (status, errors) == (0, "")
    first, *rest = [[int(word, 16) for word in line.split()] for line in words.splitlines()]
    return Told(stack=first[0], heap=first[1], limits=rest[:16], vector=rest[16:])


@pytest.mark.parametrize("packed", ["plain", "gopack", "best"])
@pytest.mark.parametrize("words", ["./mirror storm", "./told"])
def test_no_memory_is_writable_and_executable_at_any_time(folders, packed, words) -> None:
    prepare = kernel.kill_what_asks_for_both
    assert run(folders[packed], *words.split(), prepare=prepare)[0] == 0


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_the_auxiliary_vector_is_the_unpacked_ones(folders, packed) -> None:
    plain, ours = told(folders["plain"]).vector, told(folders[packed]).vector
    assert [key for key, _ in ours] == [key for key, _ in plain]
    steady = [pair for pair in plain if pair[0] not in ANYWHERE]
    assert [pair for pair in ours if pair[0] not in ANYWHERE] == steady
    assert {3, 5, 6, 9} <= {key for key, _ in steady}  # headers, how many, page size, entry


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_where_addresses_are_not_random_all_of_them_agree(folders, packed) -> None:
    """Stack, random bytes, name and the kernel's pages stand where the unpacked one has them."""
    plain = told(folders["plain"], kernel.keep_addresses)
    ours = told(folders[packed], kernel.keep_addresses)
    assert (ours.stack, ours.vector) == (plain.stack, plain.vector)


@pytest.mark.parametrize("packed", ["plain", "gopack", "best"])
def test_the_stack_and_the_heap_are_random_unless_one_asks(folders, packed) -> None:
    free = [told(folders[packed]) for _ in range(STARTS)]
    held = [told(folders[packed], kernel.keep_addresses) for _ in range(STARTS)]
    assert len({start.stack for start in free}) > STARTS - 3
    assert len({start.heap for start in free}) > STARTS - 3
    assert len({(start.stack, start.heap) for start in held}) == 1


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_limits_are_those_it_was_given(folders, packed) -> None:
    given = {
        resource.RLIMIT_AS: (1 << 30, 1 << 31),
        resource.RLIMIT_DATA: (1 << 28, 1 << 29),
        resource.RLIMIT_STACK: (1 << 20, 1 << 22),
        resource.RLIMIT_NOFILE: (50, 60),
    }

    def prepare() -> None:
        for kind, values in given.items():
            resource.setrlimit(kind, values)

    ours = told(folders[packed], prepare).limits
    assert ours == told(folders["plain"], prepare).limits
    assert {kind: tuple(ours[kind]) for kind in given} == given


@pytest.mark.parametrize("packed", ["plain", "gopack", "best"])
def test_gos_heap_begins_anywhere_as_it_does_unpacked(folders, packed) -> None:
    """Since Go 1.26 the first arena, 64 MB, stands at a random place that AT_RANDOM decides."""
    arenas = {_heap(folders[packed]) for _ in range(5)}
    assert len(arenas) >= 4
    assert {arena % (64 << 20) for arena in arenas} == {0}


def _heap(folder: Path) -> int:
    """Where the first arena begins: Go asks for a multiple of its size anywhere below 2 to the 46th
    (runtime, mallocinit), and so for one below 4 GB in one start of 16,384."""
    with subprocess.Popen(("./mirror", "wait"), cwd=folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        maps = Path(f"/proc/{process.pid}/maps").read_text().splitlines()
        process.kill()
    # the program stands below it; a page of the packed file, too, has a name behind five fields
    starts = (int(line.split("-")[0], 16) for line in maps if len(line.split()) == 5)
    return next(start for start in starts if start >= 64 << 20)
