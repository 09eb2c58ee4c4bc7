"""The text of a first settings file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from slimgo.config.file import settings_file
from slimgo.report.first_settings import first_settings
from slimgo.values.seen_source import SeenPort, SeenSource


def seen(*imports: str, ports: tuple[int, ...] = (), cgo: tuple[str, ...] = ()) -> SeenSource:
    found = tuple(SeenPort(port=each, where=f"main.go:{each}") for each in ports)
    return SeenSource(imports=frozenset(imports), ports=found, cgo=cgo)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (seen("fmt"), ['run = ["--help"]   # a command: these arguments must succeed']),
        (seen("net/http", ports=(80, 81)), [
            "port = 80   # seen in main.go:80",
            "# port = 81   # seen in main.go:81",
            '# ask = ["/healthz=ok"]   # what it must answer: PATH, PATH=TEXT or PATH~PATTERN',
        ]),
        (seen("net"), [
            "# port = 8080   # where it listens; found out by a start where nobody says it",
        ]),
        (seen("google.golang.org/grpc", "net/http"), [
            "# [[program.x.probe]]   # its health service must say that it serves",
            '# kind = "grpc"',
        ]),
        (seen("os/exec"), [
            "# os/exec: it may run other programs, which an image from scratch lacks",
        ]),
        (seen(cgo=("a.go", "b.go")), [
            '# a.go imports "C": with cgo off, as here, Go leaves it out',
        ]),
    ],
)  # fmt: skip
def test_it_says_what_the_source_shows(source: SeenSource, lines: list[str]) -> None:
    text = first_settings({"x": ("./cmd/x", source)})
    for line in lines:
        assert line in text.splitlines()


def test_it_is_a_settings_file_with_and_without_its_comments() -> None:
    programs = {
        "x": ("./cmd/x", seen("net/http", ports=(8080, 9))),
        "y.z": ('./a"b', seen("fmt")),
        "g": (".", seen("google.golang.org/grpc", ports=(5,))),
    }
    text = first_settings(programs)
    plain = settings_file(Path("/p/slimgo.toml"), tomllib.loads(text))
    assert plain.programs["x"] == {"package": "./cmd/x", "port": 8080}
    assert plain.programs["y.z"] == {"package": './a"b', "run": ["--help"]}
    head, _, tables = text.partition("\n\n")
    assert all(line.startswith("#") for line in head.splitlines())
    said = [
        line.removeprefix("# ")
        for line in tables.splitlines()
        if not line.startswith(("# port", "# os"))
    ]
    whole = settings_file(Path("/p/slimgo.toml"), tomllib.loads("\n".join(said)))
    assert whole.programs["x"]["ask"] == ["/healthz=ok"]
    assert whole.programs["g"]["probe"]
