"""The programs of `bench.packers.collection`: Go's own commands, this project's, other people's,
and a few that Go did not build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.realworld.building import Origin


@dataclass(frozen=True, kw_only=True)
class Ours:
    """A package by its name, seen from a folder of this project."""

    folder: str
    package: str = "."

    def __str__(self) -> str:
        return self.folder if self.package == "." else self.package


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """What another compiler makes, by a command in which IN and OUT stand for the files."""

    source: Source
    command: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.command)


_COMMANDS = (
    *("addr2line", "asm", "buildid", "cgo", "compile", "covdata", "cover", "distpack", "fix", "go"),
    *("gofmt", "link", "nm", "objdump", "pack", "pprof", "preprofile", "test2json", "trace", "vet"),
)
_OURS = (
    *("dies", "dripping", "endless", "flood", "garbage", "hello", "mirror", "prober", "profile"),
    *("silent", "slowly", "stubborn", "witness", "wrong", "zone"),
)
_MODULES = {
    "age": "filippo.io/age@v1.3.2 ./cmd/age",
    "age-keygen": "filippo.io/age@v1.3.2 ./cmd/age-keygen",
    "bbolt": "go.etcd.io/bbolt@v1.5.0 ./cmd/bbolt",
    "benchstat": "golang.org/x/perf@v0.0.0-20260908200009-22c9c6c9d4da ./cmd/benchstat",
    "crane": "github.com/google/go-containerregistry@v0.22.1 ./cmd/crane",
    "dlv": "github.com/go-delve/delve@v1.27.2 ./cmd/dlv",
    "errcheck": "github.com/kisielk/errcheck@v1.30.0 .",
    "esbuild": "github.com/evanw/esbuild@v0.28.2 ./cmd/esbuild",
    "fzf": "github.com/junegunn/fzf@v0.65.2 .",
    "gofumpt": "mvdan.cc/gofumpt@v0.12.0 .",
    "goimports": "golang.org/x/tools@v0.52.0 ./cmd/goimports",
    "gopls": "golang.org/x/tools/gopls@v0.24.0 .",
    "gosh": "mvdan.cc/sh/v3@v3.14.1 ./cmd/gosh",
    "hey": "github.com/rakyll/hey@v0.1.5 .",
    "mkcert": "filippo.io/mkcert@v1.4.4 .",
    "nats-server": "github.com/nats-io/nats-server/v2@v2.15.2 .",
    "node_exporter": "github.com/prometheus/node_exporter@v1.12.1 .",
    "protoc-gen-go": "google.golang.org/protobuf@v1.36.12 ./cmd/protoc-gen-go",
    "restic": "github.com/restic/restic@v0.10.0 ./cmd/restic",
    "shfmt": "mvdan.cc/sh/v3@v3.14.1 ./cmd/shfmt",
    "staticcheck": "honnef.co/go/tools@v0.8.2 ./cmd/staticcheck",
    "stringer": "golang.org/x/tools@v0.52.0 ./cmd/stringer",
    "tomlv": "github.com/BurntSushi/toml@v1.6.0 ./cmd/tomlv",
    "wazero": "github.com/tetratelabs/wazero@v1.12.0 ./cmd/wazero",
    "yaegi": "github.com/traefik/yaegi@v0.16.1 ./cmd/yaegi",
    "yq": "github.com/mikefarah/yq/v4@v4.54.2 .",
}
"""Module, version and package."""

_C = Source(name="hello.c", text='#include <stdio.h>\nint main(void) { printf("%g\\n", 1.5); }\n')
_RUST = Source(name="hello.rs", text='fn main() { println!("hello"); }\n')

FOREIGN: Mapping[str, Foreign] = {
    "zighello": Foreign(
        source=_C,
        command=(
            *("python", "-m", "ziglang", "cc", "-target", "x86_64-linux-musl", "-O2", "-s"),
            *("-static", "-o", "OUT", "IN"),
        ),
    ),
    "glibchello": Foreign(
        source=_C, command=("cc", "-O2", "-s", "-static", "-no-pie", "-o", "OUT", "IN")
    ),
    "cpphello": Foreign(
        source=Source(
            name="hello.cc",
            text='#include <iostream>\nint main() { std::cout << "hello\\n"; }\n',
        ),
        command=("c++", "-O2", "-s", "-static", "-no-pie", "-o", "OUT", "IN"),
    ),
    "rusthello": Foreign(
        source=_RUST,
        command=(
            *("rustc", "-O", "-C", "target-feature=+crt-static", "-C", "relocation-model=static"),
            *("-C", "strip=symbols", "-o", "OUT", "IN"),
        ),
    ),
}


def collected() -> Mapping[str, Origin | Ours | Foreign]:
    """All of them by name."""
    modules = {
        name: Origin(module=origin.split()[0], package=origin.split()[1])
        for name, origin in _MODULES.items()
    }
    return {
        **{name: Ours(folder=".", package=f"cmd/{name}") for name in _COMMANDS},
        **{name: Ours(folder=f"tests/programs/{name}") for name in _OURS},
        **modules,
        **FOREIGN,
    }
