"""An image that others made, with a service in a system of the usual kind; slimgo shrink, typed."""

from __future__ import annotations

import os
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from slimgo.oci.read import read_image
from slimgo.oci.tag import parse_tag
from slimgo.values.image import ImageFacts
from tests.doors.images import Layer, saved
from tests.integration.doors.module import Done, Module

PAGES = Path(__file__).parents[1] / "programs/pages"
ASK = ("--port", "8080", "--ask", "/page/one=hello: one")
PLAIN = ("--pack", "none")
MADE = "build/web%3A1.2-slim.tar"
CONFIG: dict[str, Any] = {
    "Entrypoint": ["pages"],
    "Cmd": ["--verbose"],
    "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", 'GREETING=a $HOME "b"'],
    "User": "web:staff",
    "WorkingDir": "/srv/pages",
    "ExposedPorts": {"8080/tcp": {}, "53/udp": {}},
    "Labels": {"maintainer": "somebody", "x": 'a "$b"'},
    "Volumes": {"/data": {}},
    "StopSignal": "SIGTERM",
    "Healthcheck": {"Test": ["CMD", "/srv/pages/server", "child"], "Interval": 30_000_000_000},
}


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The service, as its people build it: static, with its symbols."""
    out = tmp_path_factory.mktemp("pages") / "pages"
    subprocess.run(
        ["go", "build", "-o", str(out), "."],
        cwd=PAGES,
        env={**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod"},
        check=True,
    )
    return out.read_bytes()


@pytest.fixture
def here(tmp_path: Path) -> Module:
    """A folder without a module."""
    return Module(tmp_path)


def base() -> Layer:
    """A system of the usual kind: links, a hard link, a device, what the next layer removes."""
    made = Layer()
    made.link("bin", "usr/bin").link("lib", "usr/lib").folder("usr").folder("usr/bin")
    made.file("usr/bin/sh", b"a shell" * 1000, mode=0o755).file("usr/lib/libc.so.6", b"c" * 90_000)
    made.link("usr/bin/dash", "usr/bin/sh", hard=True).device("dev/null")
    made.file("etc/os-release", b"ID=some")
    made.folder("tmp", mode=0o1777).folder("etc").file("etc/motd", b"removed further up")
    made.file("etc/passwd", b"root:x:0:0::/root:/bin/sh\nweb:x:1000:1000::/home/web:/bin/sh\n")
    made.file("etc/group", b"root:x:0:\nstaff:x:50:\n").folder("home/web", uid=1000, gid=50)
    made.file("usr/share/child.txt", b"the child's\n")
    berlin = files("tzdata").joinpath("zoneinfo/Europe/Berlin").read_bytes()
    return made.file("usr/share/zoneinfo/Europe/Berlin", berlin)


def own(program: bytes) -> Layer:
    """What a Dockerfile puts above it."""
    made = Layer().file("etc/.wh.motd").folder("srv/pages", uid=1000, gid=50, mode=0o750)
    made.file("srv/pages/server", program, mode=0o755, uid=1000, gid=50)
    made.link("usr/local/bin/pages", "/srv/pages/server")
    made.file("bin/tool", program, mode=0o755)  # through the link to usr/bin
    made.link("etc/pages.conf", "../srv/pages/conf").file("srv/pages/conf", b"hello\n", mode=0o600,
                                                          uid=1000)  # fmt: skip
    for name in ("one", "two", "three"):
        made.file(f"srv/pages/pages/{name}.html", name.encode(), uid=1000)
    return made.file("srv/pages/README.md", b"read me")


def original(here: Module, program: bytes, *more: Layer, **config: Any) -> Path:  # noqa: ANN401  docker's own words
    return saved(here.path / "web.tar", base(), own(program), *more, config={**CONFIG, **config})


def shrink(here: Module, *words: str) -> Done:
    done = here.slimgo("shrink", *words)
    assert "Traceback" not in done.err
    return done


def facts(here: Module, tag: str = "web:1.2-slim") -> ImageFacts:
    return read_image(here.path / "build" / parse_tag(tag).file_name)
