"""`slimgo price`, typed in a module, and what it then knows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from slimgo.pipeline.price.saved import read
from slimgo.values.price import PriceList
from tests.integration.doors.module import Done, Module

ASK = ("--port", "8080", "--ask", "/healthz=ok")
TWO = ("--variant", "plain", "--variant", "stripped+gopack")
ENOUGH = ("--budget", "1h")
"""It ends when it is certain, which no test may hurry."""


def known_of(module: Module, name: str = "server") -> PriceList:
    return read(module.path / "build" / "price" / f"{name}.json")


def priced(module: Module, *words: str, **environment: str) -> Done:
    done = module.slimgo("price", *words, at=".", through=(), **environment)
    assert "Traceback" not in done.err
    return done


def with_go() -> dict[str, str]:
    """The environment of a person whose Go is the one that slimgo finds."""
    folder = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{os.environ['PATH']}{os.pathsep}{folder}"}
