"""Hostile input by the thousand: what every property here relies on.

`pytest tests/fuzz` tries each property with few inputs, the same ones every time;
`--hypothesis-profile=long` with many, new ones every time. A failure prints the line that repeats
it. The number of inputs is counted, and too few of them are a failure too.
"""

from __future__ import annotations

import functools
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, settings

from slimgo.errors import BadInput, SlimgoError, Unreadable

HERE = Path(__file__).parent
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(HERE.parents[1] / "build/hypothesis")

WANTED = {"ci": 500, "long": 10_000}
"""Inputs in all, by profile."""
_SECONDS = 120
"""How long one input may take; each takes some milliseconds, and more on a busy machine."""
_MEMORY_BYTES = 2 << 30
"""How much the process may grow to before an input that makes it grow is refused memory."""

_ALWAYS: dict[str, Any] = {
    "deadline": None,  # a loaded machine is slow; what hangs is found by _SECONDS
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("ci", max_examples=30, derandomize=True, **_ALWAYS)
settings.register_profile("long", max_examples=600, **_ALWAYS)
settings.load_profile("ci")

_tried = {"inputs": 0}


class Hung(Exception):
    """An input took too long."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Puts a stopwatch and a counter around each input (hypothesis: `hypothesis.inner_test`)."""
    assert isinstance(item, pytest.Function)
    handle = getattr(item.obj, "hypothesis", None)
    if handle and not hasattr(handle.inner_test, "__wrapped__"):
        handle.inner_test = _watched(handle.inner_test)


def _watched(test: Callable[..., None]) -> Callable[..., None]:
    def hung(*_: object) -> None:
        raise Hung(f"more than {_SECONDS} s")

    @functools.wraps(test)
    def watched(*args: object, **kwargs: object) -> None:
        before = signal.signal(signal.SIGALRM, hung)
        signal.setitimer(signal.ITIMER_REAL, _SECONDS)
        try:
            test(*args, **kwargs)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        _tried["inputs"] += 1

    return watched


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fewer inputs than promised turn a run of the whole folder red."""
    whole = [Path(word).resolve() for word in session.config.args] == [HERE]
    if whole and not session.config.option.keyword and _tried["inputs"] < _wanted(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    terminalreporter.write_line(f"{_tried['inputs']:,} inputs tried, wanted {_wanted(config):,}")


def _wanted(config: pytest.Config) -> int:
    return WANTED[config.getoption("--hypothesis-profile") or "ci"]


@pytest.fixture(autouse=True, scope="session")
def _little_memory() -> Iterator[None]:
    """What allocates without bound ends in a MemoryError, not in a machine that swaps."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.fixture(scope="session")
def outcome() -> Callable[[Callable[[], Any]], Any]:
    """Calls, and returns what came of it: a value, or the clear error. Nothing else may come."""

    def call(do: Callable[[], Any]) -> Any:  # noqa: ANN401 – whatever it returns
        try:
            came = do()
        except SlimgoError as error:
            _is_clear(error)
            came = error
        event(type(came).__name__)  # --hypothesis-show-statistics tells how much got through
        return came

    return call


def _is_clear(error: SlimgoError) -> None:
    """One line, then the cure in another; nothing in them that a terminal would obey."""
    assert error.what
    assert error.what.isprintable()
    assert error.cure.isprintable()
    # the other kinds may pass on a tool's own words
    if isinstance(error, (BadInput, Unreadable)):
        assert error.why.isprintable()


@pytest.fixture(scope="session")
def fenced(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[], AbstractContextManager[Path]]:
    """Gives a folder to work in, and afterwards sees that nothing beside it has changed."""
    base = tmp_path_factory.mktemp("fenced")

    @contextmanager
    def fence() -> Iterator[Path]:
        parent = Path(tempfile.mkdtemp(dir=base))
        try:
            inside = parent / "inside"
            inside.mkdir()
            (parent / "sentinel").write_text("SECRET-OF-THE-SENTINEL")
            (parent / "folder").mkdir()
            (parent / "folder/sentinel").write_text("SECRET-OF-THE-SENTINEL")
            before = _everything(parent, but=inside)
            yield inside
            assert _everything(parent, but=inside) == before
        finally:
            shutil.rmtree(parent)

    return fence


def _everything(parent: Path, *, but: Path) -> list[tuple[str, int, int, bytes]]:
    found = []
    for path in sorted(parent.rglob("*")):
        if path != but and but not in path.parents:
            status = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            found.append((str(path), status.st_mode, status.st_mtime_ns, content))
    return found
