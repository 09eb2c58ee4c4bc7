"""Line tables that lie: the functions of a program are read, or it is said why not."""

from __future__ import annotations

import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from slimgo.errors import Unreadable
from slimgo.facts.functions import Functions, read_functions
from slimgo.facts.suspicions import suspicions
from slimgo.values.need import Suspicions
from tests.unit.facts.go_elf import AMD64, ARM64, GO_118, GO_120, Made

NAMES = ["main.main", "time.LoadLocation", "os.CreateTemp", "net/http.(*Client).do", "lib.A"]
ORDERS = st.lists(
    st.tuples(st.sampled_from(["call", "take", "code"]), st.sampled_from(NAMES)).map(" ".join),
    max_size=3,
)
NUMBERS = st.integers(0, 200) | st.sampled_from(
    [2**31 - 1, 2**31, 2**32 - 1, 2**62 - 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1]
)
PLACES = st.integers(0, 4095)
CHANGES = st.lists(
    st.tuples(st.just("table"), PLACES.map(lambda at: at % 96), NUMBERS)
    | st.tuples(st.just("anywhere"), PLACES, NUMBERS)
    | st.tuples(st.just("cut"), PLACES, st.just(0)),
    max_size=4,
)
MADE = st.builds(
    Made,
    functions=st.fixed_dictionaries(dict.fromkeys(NAMES, ORDERS)),
    machine=st.sampled_from([AMD64, ARM64]),
    magic=st.sampled_from([GO_118, GO_120]),
    symbols=st.booleans(),
    moduledata=st.booleans(),
    merged=st.booleans(),
    in_front=st.integers(0, 64),
)
Outcome = Callable[[Callable[[], Any]], Any]


def changed(raw: bytes, changes: list[tuple[str, int, int]], magic: int) -> bytes:
    """With 8 bytes in each place; `table` counts from where the line table begins."""
    table = raw.index(magic.to_bytes(4, "little") + b"\0\0")
    for kind, at, number in changes:
        if kind == "cut":
            raw = raw[:at]
        else:
            here = at + (table if kind == "table" else 0)
            raw = raw[:here] + number.to_bytes(8, "little") + raw[here + 8 :]
    return raw


@given(made=MADE, changes=CHANGES)
def test_hostile_line_tables(
    made: Made,
    changes: list[tuple[str, int, int]],
    outcome: Outcome,
    fenced: Callable[[], Any],
) -> None:
    with fenced() as folder:
        path = folder / "it"
        path.write_bytes(changed(made.whole(), changes, made.magic))
        came = outcome(lambda: read_functions(path))
        assert isinstance(came, (Functions, Unreadable))
        told = suspicions(path)
        assert isinstance(told, Suspicions)
        assert bool(told.lacks) == isinstance(came, Unreadable)
        if isinstance(came, Functions):
            assert all("\0" not in came.name(index) for index in range(len(came.starts)))
            assert all(came.every_name())
            assert all(came.has(each.function) for each in told.found)
        assert not (told.lacks and told.found)


GOFMT = Path(sysconfig.get_path("purelib"), "go/bin/gofmt")


@given(flips=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=40))
def test_a_real_program_with_flipped_bytes(
    flips: list[tuple[float, int]], outcome: Outcome, fenced: Callable[[], Any]
) -> None:
    with fenced() as folder:
        raw = bytearray(GOFMT.read_bytes())
        for where, value in flips:
            raw[int(where**3 * (len(raw) - 1))] ^= value
        path = folder / "it"
        path.write_bytes(raw)
        assert isinstance(outcome(lambda: read_functions(path)), (Functions, Unreadable))
        assert isinstance(suspicions(path), Suspicions)
