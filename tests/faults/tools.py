"""Go, its cache, and UPX: absent-minded, broken, or lying."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.faults.checkout import Checkout, Outcome, ended
from tests.faults.fault import Fault
from tests.waiting import until

_SPEC = importlib.util.find_spec("go")
assert _SPEC
assert _SPEC.origin
GO = Path(_SPEC.origin).with_name("bin") / "go"


def script(checkout: Checkout, name: str, body: str) -> str:
    path = checkout.folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def upx(checkout: Checkout, body: str) -> str:
    """One that knows its version; the body does the packing: $1 level, $3 to, $4 from."""
    return script(checkout, "upx", f'[ "$1" = --version ] && exec echo upx 4.2.4\n{body}')


def go(checkout: Checkout, body: str) -> str:
    """One that knows its version and what a build is made of; the body does the rest."""
    known = f'case "$1" in env|list|mod|work) exec "{GO}" "$@" ;; esac'
    return script(checkout, "go", f"{known}\n{body}")


def with_upx(body: str) -> Callable[[Checkout], Outcome]:
    return lambda checkout: checkout.invoke(*checkout.command, "--upx", upx(checkout, body))


def with_go_says(body: str) -> Callable[[Checkout], Outcome]:
    return lambda checkout: checkout.invoke(*checkout.command, "--go", go(checkout, body))


def hanging(tool: str) -> Callable[[Checkout], Outcome]:
    """It makes nothing and does not end, until a person loses patience."""

    def provoke(checkout: Checkout) -> Outcome:
        make = {"go": go, "upx": upx}[tool]
        fake = make(checkout, f'touch "{checkout.folder}/hangs"; sleep 3600')
        process = checkout.start(*checkout.command, f"--{tool}", fake)
        until((checkout.folder / "hangs").exists, process)
        process.send_signal(signal.SIGINT)
        return ended(process)

    return provoke


def no_version(checkout: Checkout) -> Outcome:
    return checkout.invoke(*checkout.command, "--upx", script(checkout, "upx", "sleep 3600"))


def cache_with(spoil: Callable[[Path], None]) -> Callable[[Checkout], Outcome]:
    """A copy of Go's cache in which the file that net/http was compiled to is spoiled."""

    def provoke(checkout: Checkout) -> Outcome:
        cache = checkout.folder / "cache"
        shutil.copytree(go_says("env", "GOCACHE"), cache, copy_function=_linked)
        file = Path(
            go_says("list", "-export", "-trimpath", "-f={{.Export}}", "net/http", cache=cache)
        )
        assert file.is_relative_to(cache)
        spoil(file)
        return checkout.invoke(*checkout.command, GOCACHE=str(cache))

    return provoke


def _linked(source: str, target: str) -> None:
    """What is spoiled is a file of its own; all others are only read."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def go_says(*words: str, cache: Path | None = None) -> str:
    target = {"CGO_ENABLED": "0", "GOOS": "linux", "GOENV": "off", "GOFLAGS": ""}
    named = {"GOCACHE": str(cache)} if cache else {}
    done = subprocess.run(
        [GO, *words], env=os.environ | target | named, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def truncated(file: Path) -> None:
    _written(file, b"\0" * 100)


def garbage(file: Path) -> None:
    _written(file, b"x" * file.stat().st_size)


def _written(file: Path, content: bytes) -> None:
    file.unlink()  # it is a link to a file of the real cache
    file.write_bytes(content)


FAULTS = (
    Fault(
        step="build",
        name="Go crashes",
        provoke=with_go_says("kill -SEGV $$"),
        status=1,
        words="ended with status 139",
    ),
    Fault(
        step="build",
        name="Go hangs and a person interrupts",
        provoke=hanging("go"),
        status=130,
        words="interrupted",
    ),
    Fault(
        step="build",
        name="Go makes nothing and exits 0",
        provoke=with_go_says("exit 0"),
        status=1,
        words="app.bin",
    ),
    Fault(
        step="build",
        name="Go makes something else and exits 0",
        provoke=with_go_says(
            'for word; do case "$word" in ../*) cp /bin/sh "app/$word" ;; esac; done'
        ),
        status=1,
        words="static ✗",
    ),
    Fault(
        step="build",
        name="Go's cache is truncated, and mended by Go",
        provoke=cache_with(truncated),
        status=0,
    ),
    Fault(
        step="build",
        name="Go's cache holds garbage of the right size",
        provoke=cache_with(garbage),
        status=1,
        words="could not import net/http",
    ),
    Fault(
        step="pack",
        name="UPX crashes",
        provoke=with_upx("kill -SEGV $$"),
        status=1,
        words="ended with status 139",
    ),
    Fault(
        step="pack",
        name="UPX crashes after half its work",
        provoke=with_upx('head -c 1000000 "$4" > "$3"; kill -SEGV $$'),
        status=1,
        words="ended with status 139",
    ),
    Fault(
        step="pack",
        name="UPX hangs and a person interrupts",
        provoke=hanging("upx"),
        status=130,
        words="interrupted",
    ),
    Fault(
        step="pack",
        name="UPX hangs before it tells its version",
        provoke=no_version,
        status=3,
        words="no working UPX",
    ),
    Fault(
        step="pack",
        name="UPX makes nothing and exits 0",
        provoke=with_upx("exit 0"),
        status=1,
        words="app.static.small.upx.bin",
    ),
    Fault(
        step="pack",
        name="UPX copies instead of packing and exits 0",
        provoke=with_upx('cp "$4" "$3"'),
        status=1,
        words="packed ✗",
    ),
    Fault(
        step="pack",
        name="UPX writes half a file and exits 0",
        provoke=with_upx('head -c 1000000 "$4" > "$3"'),
        status=1,
        words="✗",
    ),
)
