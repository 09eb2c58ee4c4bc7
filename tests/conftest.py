"""What every test can rely on."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# a busy machine takes its time for each input
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# Whoever runs the tests in the background may have had signals ignored (nohup, a shell's `&`), and
# the programs they start would inherit that: a test that sends one wants it heard.
_USUAL: dict[signal.Signals, Callable[[int, FrameType | None], Any] | signal.Handlers] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
}
for _number, _handler in _USUAL.items():
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, _handler)

# `./bootstrap nox` says how it was typed, and cures would repeat it: here nobody typed it
for _name in [name for name in os.environ if name.startswith("SLIMGO_BOOTSTRAP")]:
    del os.environ[_name]

_SEEN = pytest.StashKey[list[object]]()
_SAW = "saw"
"""Tests may run in other processes: what they record comes with their reports."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a test that is skipped is red")
    parser.addoption("--seen", type=Path, help="write what tests record to this file (JSON)")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SEEN] = []
    config.pluginmanager.register(_Collector(config.stash[_SEEN]))


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = session.config.getoption("seen")
    if path and not hasattr(session.config, "workerinput"):
        path.parent.mkdir(parents=True, exist_ok=True)
        # in one order, however many processes brought them
        seen = sorted(json.dumps(each) for each in session.config.stash[_SEEN])
        path.write_text(json.dumps([json.loads(each) for each in seen], indent=1) + "\n")


class _Collector:
    """Hears the reports of all tests, whichever process they ran in."""

    def __init__(self, seen: list[object]) -> None:
        self._seen = seen

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self._seen += [value for name, value in report.user_properties if name == _SAW]


_RUNNING: list[pytest.Item] = []
"""The test that runs now."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):  # noqa: ANN201  pytest's own hook
    _RUNNING[:] = [item]
    return (yield)


@pytest.fixture(scope="session")
def record() -> Callable[[dict[str, object]], None]:
    """Where a test, or what it needs, leaves what it saw, as a dictionary; `--seen` writes them
    all."""
    return lambda saw: _RUNNING[0].user_properties.append((_SAW, saw))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):  # noqa: ANN201  pytest's own hook
    report = yield
    if report.skipped and item.config.getoption("--no-skips") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"NOT RUN: {report.longrepr[2] if report.longrepr else ''}"
    return report
