"""Several runs at once, ports that are taken, and a clock that jumped."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence

from tests.faults.checkout import RECORDS, Checkout, Outcome, ended, free_port
from tests.faults.fault import Fault
from tests.faults.tools import go
from tests.waiting import until

_YEAR_SECONDS = 365 * 86400


def at_once(number: int) -> Callable[[Checkout], Outcome]:
    def provoke(checkout: Checkout) -> Outcome:
        return together([checkout.start(*checkout.command) for _ in range(number)])

    return provoke


def in_two_checkouts(checkout: Checkout) -> Outcome:
    other = Checkout(folder=checkout.folder / "other", step=checkout.step, left=checkout.left)
    other.temporary.mkdir(parents=True)
    shutil.copytree(checkout.path, other.path)
    outcome = together([one.start(*one.command) for one in (checkout, other)])
    assert other.artifacts() == checkout.artifacts()
    return outcome


def together(processes: Sequence[subprocess.Popen[str]]) -> Outcome:
    """The worst status, and what all of them said."""
    outcomes = [ended(process) for process in processes]
    return Outcome(
        status=max(outcome.status for outcome in outcomes),
        out="".join(outcome.out for outcome in outcomes),
        err="".join(outcome.err for outcome in outcomes),
    )


def holding(checkout: Checkout) -> subprocess.Popen[str]:
    """A run that holds the build folder and does not end."""
    slow = go(checkout, f'touch "{checkout.folder}/hangs"; sleep 3600')
    process = checkout.start("app", "--go", slow)
    until((checkout.folder / "hangs").exists, process)
    return process


def killed_while_another_waits(checkout: Checkout) -> Outcome:
    holder = holding(checkout)
    waiting = checkout.start(*checkout.command)
    assert waiting.stdout
    assert f"another run (process {holder.pid})" in waiting.stdout.readline()
    holder.send_signal(signal.SIGKILL)
    assert ended(holder).status == 137
    return ended(waiting)


def interrupted_while_it_waits(checkout: Checkout) -> Outcome:
    holder = holding(checkout)
    waiting = checkout.start(*checkout.command)
    assert waiting.stdout
    assert "another run" in waiting.stdout.readline()
    waiting.send_signal(signal.SIGINT)
    outcome = ended(waiting)
    assert holder.poll() is None
    holder.send_signal(signal.SIGTERM)
    assert ended(holder).status == 143
    return outcome


def port_taken(checkout: Checkout) -> Outcome:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        return checkout.invoke(*_serve(stranger.getsockname()[1]))


def one_port_for_two(checkout: Checkout) -> Outcome:
    """Both look for it at the same time; one serves, and is what answers."""
    port = free_port()
    two = [checkout.start(*_serve(port)) for _ in range(2)]
    until(lambda: any(process.poll() is not None for process in two))
    [loser] = [process for process in two if process.poll() is not None]
    [winner] = [process for process in two if process is not loser]
    assert winner.stdout
    assert any("Ctrl-C" in line for line in winner.stdout)
    assert checkout.invoke("ask", "--port", str(port)).out.endswith("Hello Ahmed\n")
    winner.send_signal(signal.SIGINT)
    assert ended(winner).status == 130
    return ended(loser)


def _serve(port: int) -> tuple[str, ...]:
    return ("run", "--engine", "builtin", "--port", str(port))


def clock_jumped_back(checkout: Checkout) -> Outcome:
    """All that there is was made a year from now."""
    later = time.time() + _YEAR_SECONDS
    for record in [*checkout.build.glob(f"{RECORDS}/*.json"), checkout.build / "slim.json"]:
        text, shifted = re.subn(r'("checked_at":\s*)[\d.]+', rf"\g<1>{later}", record.read_text())
        assert shifted or record.name == "comparison.json"  # figures, and no verdict
        record.write_text(text)
    for file in checkout.path.rglob("*"):
        os.utime(file, (later, later))
    return checkout.invoke(*checkout.command)


FAULTS = (
    Fault(step="all", name="two runs at once", provoke=at_once(2), status=0),
    Fault(step="all", name="eight runs at once", provoke=at_once(8), status=0),
    Fault(
        step="all",
        name="two checkouts make the same tag at once",
        provoke=in_two_checkouts,
        status=0,
    ),
    Fault(
        step="all",
        name="the run that another waits for is killed",
        provoke=killed_while_another_waits,
        status=0,
    ),
    Fault(
        step="build",
        name="a run that waits for another is interrupted",
        provoke=interrupted_while_it_waits,
        status=130,
        words="interrupted",
    ),
    Fault(
        step="serve",
        name="the port is taken",
        provoke=port_taken,
        status=1,
        words="cannot be used",
    ),
    Fault(
        step="serve",
        name="two want the same port at once",
        provoke=one_port_for_two,
        status=1,
        words="cannot be used",
    ),
    Fault(step="all", name="the clock has jumped back", provoke=clock_jumped_back, status=0),
)
