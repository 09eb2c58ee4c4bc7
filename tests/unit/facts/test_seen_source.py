"""What a program's source shows: what Go lists, and the ports in its files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slimgo.facts import seen_source as room
from slimgo.facts.seen_source import seen_source
from slimgo.run.process import Completed, Surroundings
from slimgo.values.command import Command
from slimgo.values.main import Main
from slimgo.values.seen_source import SeenPort, SeenSource

NOWHERE = Surroundings(directory=Path("/"), environment={})


def looked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *packages: dict[str, object]
) -> SeenSource:
    def run(command: Command, _: Surroundings, *, check: bool) -> Completed:
        assert not check
        assert command.argv[:4] == ("go", "list", "-C", str(folder / "m"))
        assert command.argv[-1] == "./cmd/x"
        out = "\n".join(json.dumps(each) for each in packages)
        return Completed(command=command, status=0, stdout=out, stderr="", seconds=0)

    monkeypatch.setattr(room, "run", run)
    main = Main(project=folder, folder="m", package="./cmd/x", name="x", path="example.com/x")
    return seen_source(main, NOWHERE, tags=("a",))


def own(folder: Path, *files: str, **more: object) -> dict[str, object]:
    return {
        "Dir": str(folder), "ImportPath": "example.com/x", "Module": {"Main": True},
        "GoFiles": list(files), **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "ports"),
    [
        ('http.ListenAndServe(":8080", nil)', [8080]),
        ('Addr: "0.0.0.0:9090",', [9090]),
        ('net.Listen("tcp", "[::1]:443")', [443]),
        ('flag.Int("port", 3000, "where")', [3000]),
        ("const port = 5000", [5000]),
        ('Port: "7000"', [7000]),
        ('// ":8080"', []),
        ('"host:80000" + ":0"', []),
        ('fmt.Sprintf("%s:%d")', []),
        ('"12:30"', [30]),
    ],
)
def test_a_port_is_what_stands_in_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, ports: list[int]
) -> None:
    (tmp_path / "main.go").write_text(f"package main\n{code}\n{code}\n")
    found = looked(tmp_path, monkeypatch, own(tmp_path, "main.go"))
    assert found.ports == tuple(SeenPort(port=each, where="main.go:2") for each in ports)


def test_only_the_modules_own_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.go").write_text('":1111"')
    library: dict[str, object] = {
        "Dir": str(tmp_path),
        "ImportPath": "example.com/lib",
        "GoFiles": ["other.go"],
    }
    standard: dict[str, object] = {
        "Dir": "/go",
        "ImportPath": "net/http",
        "Standard": True,
        "CgoFiles": ["c.go"],
    }
    found = looked(tmp_path, monkeypatch, library, standard, own(tmp_path, "none.go"))
    assert found.ports == ()
    assert found.imports == {"example.com/lib", "net/http", "example.com/x"}
    assert found.cgo == ()


def test_files_that_need_c_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "c.go").write_text("package main")
    assert looked(tmp_path, monkeypatch, own(tmp_path, CgoFiles=["c.go"])).cgo == ("c.go",)
