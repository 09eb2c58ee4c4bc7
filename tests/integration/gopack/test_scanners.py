"""A scanner reads of a packed program what it reads of the original: modules, settings, Go.

Scanners read it through Go's debug/buildinfo, and whether there are symbols through debug/elf.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integration.gopack.programs import build_source, pack

_READER = """
package main

import (
	"debug/buildinfo"
	"debug/elf"
	"encoding/json"
	"log"
	"os"
)

func main() {
	build, err := buildinfo.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	file, err := elf.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	_, err = file.Symbols()
	json.NewEncoder(os.Stdout).Encode(map[string]any{"Build": build, "Symbols": err == nil})
}
"""

_SCANNED = """
package main

import (
	"encoding/json"
	"os"
	"runtime/debug"

	"example.com/greeting"
	"example.com/moved"
)

func main() {
	build, _ := debug.ReadBuildInfo()
	json.NewEncoder(os.Stdout).Encode(build)
	println(greeting.Name, moved.Name)
}
"""

_MODULE = """
module example.com/scanned

go 1.21

require (
	example.com/greeting v1.2.3
	example.com/moved v0.4.0
)

replace example.com/moved => example.com/fork v0.5.0-rc.1
"""

_PUBLISHED = (
    ("example.com/greeting", "v1.2.3", "greeting"),
    ("example.com/fork", "v0.5.0-rc.1", "moved"),
)
"""Module, version, package."""

_FLAGS = ("-mod=mod", "-modcacherw", "-tags=netgo")


def publish(proxy: Path, module: str, version: str, package: str) -> None:
    """The files of a module proxy (https://go.dev/ref/mod#goproxy-protocol)."""
    folder = proxy / module / "@v"
    folder.mkdir(parents=True)
    says = f"module {module}\n"
    (folder / f"{version}.info").write_text(json.dumps({"Version": version}))
    (folder / f"{version}.mod").write_text(says)
    with zipfile.ZipFile(folder / f"{version}.zip", "w") as archive:
        archive.writestr(f"{module}@{version}/go.mod", says)
        code = f'package {package}\n\nvar Name = "{module}"\n'
        archive.writestr(f"{module}@{version}/{package}.go", code)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`reader`, and of each program three files: itself, `.gopack` and `.best`."""
    root = tmp_path_factory.mktemp("scanners")
    for module in _PUBLISHED:
        publish(root / "proxy", *module)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOPROXY", (root / "proxy").as_uri())
        patch.setenv("GOSUMDB", "off")
        patch.setenv("GOMODCACHE", str(root / "modules"))
        for name, machine, ldflags in (
            ("stripped", "amd64", "-s -w"),
            ("symbols", "amd64", ""),
            ("arm64", "arm64", "-s -w"),
        ):
            sources = root / f"{name}.source"
            sources.mkdir()
            (sources / "go.mod").write_text(_MODULE)
            build_source(_SCANNED, root / name, machine, f"-ldflags={ldflags}", *_FLAGS)
            pack(root / name, root / f"{name}.gopack")
            pack(root / name, root / f"{name}.best", "--best")
    build_source(_READER, root / "reader", "amd64")
    return root


def read(folder: Path, path: Path) -> Mapping[str, Any]:
    done = subprocess.run((folder / "reader", path), capture_output=True, text=True, check=True)
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("packed", ["gopack", "best"])
@pytest.mark.parametrize("name", ["stripped", "symbols", "arm64"])
def test_build_information_is_read_as_from_the_original(folder, name, packed) -> None:
    found = read(folder, folder / f"{name}.{packed}")["Build"]
    assert found == read(folder, folder / name)["Build"]
    assert found["GoVersion"].startswith("go1.")
    greeting, moved = found["Deps"]
    assert (greeting["Path"], greeting["Version"]) == ("example.com/greeting", "v1.2.3")
    assert greeting["Sum"].startswith("h1:")
    assert moved["Replace"]["Path"] == "example.com/fork"
    settings = {setting["Key"]: setting["Value"] for setting in found["Settings"]}
    assert settings["-tags"] == "netgo"
    assert settings["GOARCH"] == ("arm64" if name == "arm64" else "amd64")


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_go_version_prints_the_same(folder, packed) -> None:
    go = Path(sys.executable).parent / "go"
    words = [
        subprocess.run((go, "version", "-m", path), capture_output=True, text=True, check=True)
        for path in (folder / "stripped", folder / f"stripped.{packed}")
    ]
    plain, found = (done.stdout.partition(":")[2] for done in words)
    assert found == plain
    assert "\tdep\texample.com/greeting\tv1.2.3\th1:" in found


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_the_program_reads_of_itself_what_a_scanner_reads(folder, packed) -> None:
    done = subprocess.run(
        (folder / f"stripped.{packed}",), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == read(folder, folder / f"stripped.{packed}")["Build"]


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_a_packed_program_is_to_a_scanner_one_without_symbols(folder, packed) -> None:
    """A symbol table is kept for unpacking only; the packed file has none to be read."""
    assert read(folder, folder / "symbols")["Symbols"]
    assert not read(folder, folder / "stripped")["Symbols"]
    assert read(folder, folder / f"symbols.{packed}") == read(folder, folder / f"stripped.{packed}")


def test_without_its_section_header_nothing_would_be_read(folder, tmp_path) -> None:
    bare = tmp_path / "bare"
    data = bytearray((folder / "stripped.gopack").read_bytes())
    data[40:48] = bytes(8)  # e_shoff
    data[60:62] = bytes(2)  # e_shnum
    bare.write_bytes(data)
    with pytest.raises(subprocess.CalledProcessError):
        read(folder, bare)
