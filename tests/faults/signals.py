"""SIGINT, SIGTERM and SIGKILL at each step, while its tool is at work."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.faults.checkout import Checkout, Outcome, ended, free_port
from tests.faults.fault import Fault
from tests.faults.images import changed_dockerfile, image_of
from tests.faults.tools import GO, go, upx
from tests.waiting import until

_STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: 137}
_WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated", signal.SIGKILL: ""}
_LARGE_BYTES = 400_000_000


def building(checkout: Checkout) -> subprocess.Popen[str]:
    """Go has made its file, and does not end."""
    slow = go(checkout, f'"{GO}" "$@"; sleep 3600')
    process = checkout.start(*checkout.command, "--go", slow)
    until(lambda: list(checkout.build.glob(".slimgo/parts/*/app.bin")), process)
    return process


def packing(checkout: Checkout) -> subprocess.Popen[str]:
    """UPX is writing its file, and does not end."""
    process = checkout.start(
        *checkout.command, "--upx", upx(checkout, 'head -c 99999 "$4" > "$3"; sleep 3600')
    )
    until(lambda: list(checkout.build.glob(".slimgo/parts/*/*.upx.bin")), process)
    return process


def writing_an_image(checkout: Checkout) -> subprocess.Popen[str]:
    """A layer so large that it takes a while."""
    with changed_dockerfile(checkout, "EXPOSE", 'COPY ["build/large.bin", "/"]\n\nEXPOSE'):
        large = checkout.build / "large.bin"
        with large.open("wb") as file:
            file.truncate(_LARGE_BYTES)
        process = checkout.start(*checkout.command)
        until(lambda: _has_open(process, large), process)
        large.unlink()  # who has it open reads on
    return process


def _has_open(process: subprocess.Popen[str], file: Path) -> bool:
    for descriptor in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            if descriptor.readlink() == file.resolve():
                return True
    return False


def running_the_image(checkout: Checkout) -> subprocess.Popen[str]:
    """Its program is up, and is waited for."""
    # what it is told is where it is from, so that it can be found among all processes
    with image_of(checkout, "slowly", "1h", str(checkout.folder)):
        process = checkout.start(*checkout.command)
        until(lambda: any("./app.bin" in words for words in checkout.running()), process)
    return process


def serving(checkout: Checkout) -> subprocess.Popen[str]:
    """`invoke run` has said where."""
    process = checkout.start("run", "--engine", "builtin", "--port", str(free_port()))
    assert process.stdout
    assert any("Ctrl-C" in line for line in process.stdout)
    return process


def struck(
    moment: Callable[[Checkout], subprocess.Popen[str]], number: signal.Signals
) -> Callable[[Checkout], Outcome]:
    def provoke(checkout: Checkout) -> Outcome:
        process = moment(checkout)
        process.send_signal(number)
        return ended(process)

    return provoke


MOMENTS = (
    ("build", "while Go works", building),
    ("pack", "while UPX works", packing),
    ("image", "while a layer is written", writing_an_image),
    ("image", "while the image runs", running_the_image),
    ("serve", "while the service is published", serving),
)

FAULTS = tuple(
    Fault(
        step=step,
        name=f"{number.name} {moment}",
        provoke=struck(at, number),
        status=_STATUS[number],
        words="stopped" if step == "serve" and _WORDS[number] else _WORDS[number],
        killed=number is signal.SIGKILL,
    )
    for step, moment, at in MOMENTS
    for number in _STATUS
)
