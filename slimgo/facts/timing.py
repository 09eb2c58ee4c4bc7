"""How long a start takes, what memory it needs and what it keeps. Calls the starts it is given."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from slimgo.facts.asking.kinds import beginning
from slimgo.values.measurement import PEAK_SIZE, PRIVATE_MEMORY, START, Measurement
from slimgo.values.question import Asked, TcpExchange
from slimgo.values.running import Running

_UP_SECONDS = 20.0
_LOOK_SECONDS = 0.0005


def start_prices(
    starts: Mapping[str, Callable[[], Running]],
    *,
    until: Callable[[Running], None],
    repeats: int,
    doing: Callable[[str], None],
) -> dict[str, tuple[Measurement, ...]]:
    """Time until it has come so far, private memory and peak resident size of each, taken in
    turn so that drift hits all.

    until: returns when it has come so far. One start of each is thrown away first: it fills the
    page cache. Memory is read then; where the process cannot be seen, that measurement is left out.
    """
    seconds: dict[str, list[float]] = {name: [] for name in starts}
    memory: dict[tuple[str, str], list[float]] = {
        (name, kind): [] for name in starts for kind in _MEMORY
    }
    for turn in range(-1, repeats):
        doing(f"measuring the start, {max(turn, 0) + 1} of {repeats}")
        for name, start in starts.items():
            with start() as running:
                until(running)
                took = time.monotonic() - running.began
                read = {kind: bytes_of(running.pid) for kind, bytes_of in _MEMORY.items()}
            if turn >= 0:
                seconds[name].append(took)
                for kind, seen in read.items():
                    memory[name, kind] += [] if seen is None else [seen]
    return {
        name: (
            Measurement(what=START, unit="s", samples=tuple(seconds[name])),
            *(
                Measurement(what=kind, unit="B", samples=tuple(memory[name, kind]))
                for kind in _MEMORY
                if memory[name, kind]
            ),
        )
        for name in starts
    }


def its_end(running: Running) -> None:
    """Returns when the program has ended. Raises TimeoutError."""
    deadline = time.monotonic() + _UP_SECONDS
    while running.ended() is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not end within {_UP_SECONDS:g} s")
        time.sleep(_LOOK_SECONDS)


def first_answer(running: Running, *, asked: Asked) -> None:
    """Returns when the first byte of an answer is there, or the program has taken the connection
    where nothing is sent. Raises what connect raises."""
    first = beginning(asked)
    speaks_first = isinstance(asked, TcpExchange) and asked.match != "anything"
    with running.connect(_UP_SECONDS) as connection:
        connection.settimeout(_UP_SECONDS)
        connection.sendall(first)
        if (first or speaks_first) and not connection.recv(1):
            raise ConnectionError("the connection was closed without an answer")


def private_bytes(pid: int | None) -> int | None:
    """Memory that only this process holds, in bytes: Private_Clean + Private_Dirty.

    Source: Linux, Documentation/filesystems/proc.rst, smaps_rollup. None where it is hidden.
    """
    if pid is None:
        return None
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return None
    return sum(
        int(line.split()[1]) * 1024
        for line in text.splitlines()
        if line.startswith(("Private_Clean:", "Private_Dirty:"))
    )


def peak_bytes(pid: int | None) -> int | None:
    """The most that was resident since the program began, in bytes: VmHWM of proc_pid_status(5).

    None where it is hidden.
    """
    if pid is None:
        return None
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    lines = (line for line in text.splitlines() if line.startswith("VmHWM:"))
    return next((int(line.split()[1]) * 1024 for line in lines), None)


_MEMORY = {PRIVATE_MEMORY: private_bytes, PEAK_SIZE: peak_bytes}
