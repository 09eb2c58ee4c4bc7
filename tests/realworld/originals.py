"""What each program would be to pull without slimgo: `python -m tests.realworld.originals`.

An image that `docker build` makes of a Dockerfile as people write it: the program as `go build`
leaves it, copied onto a Debian root. Each layer counts as gzip -6 leaves it, which is how docker
pushes it. Writes docs/originals.json.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from slimgo.engines.client import Client
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from tests.engines.daemon import docker_at, dockerd, installed
from tests.realworld.building import BUILDS, built
from tests.realworld.catalogue import programs
from tests.realworld.measured import PULL_LEVEL

ORIGINALS = Path(__file__).parents[2] / "docs/originals.json"
_SUITE = "bookworm"
_DOCKERFILE = """\
FROM debian
COPY program /usr/local/bin/program
ENTRYPOINT ["/usr/local/bin/program"]
"""


def _debian() -> Path:
    """A Debian root as one tar, made once: minbase with ca-certificates. Without usr-is-merged apt
    would take usrmerge in its place, and with it all of Perl, which no public Debian image has."""
    made = BUILDS / f"{_SUITE}.tar"
    if not made.exists():
        BUILDS.mkdir(parents=True, exist_ok=True)
        words = (
            "--variant=minbase",
            "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr",
            "--include=ca-certificates,usr-is-merged",
            _SUITE,
            f"{made}.new.tar",
        )
        here = Surroundings(
            directory=BUILDS,
            environment=dict(os.environ),
            programs={"mmdebstrap": installed("mmdebstrap")},
        )
        run(Command(argv=("mmdebstrap", *words)), here)
        Path(f"{made}.new.tar").rename(made)
    return made


@contextmanager
def _originals() -> Iterator[Callable[[Path], list[int]]]:
    """Builds the image of an executable: the bytes to pull of each layer, the base's first."""
    with dockerd("--bridge=none") as endpoint:
        client = Client(name="docker", surroundings=docker_at(endpoint))
        client.call("import", str(_debian()), "debian")
        yield partial(_layers, client)


def _layers(client: Client, executable: Path) -> list[int]:
    with TemporaryDirectory(dir=BUILDS) as name:
        folder = Path(name)
        (folder / "Dockerfile").write_text(_DOCKERFILE)
        os.link(executable, folder / "program")
        there = replace(client, surroundings=replace(client.surroundings, directory=folder))
        there.call("build", "-t", "original", ".")
        there.call("save", "-o", "image.tar", "original")
        there.call("rmi", "-f", "original")
        with tarfile.open(folder / "image.tar") as archive:
            archive.extractall(folder / "image", filter="data")
        (manifest,) = json.loads((folder / "image/manifest.json").read_bytes())
        return [_pulled((folder / "image" / layer).read_bytes()) for layer in manifest["Layers"]]


@cache
def _pulled(layer: bytes) -> int:
    return len(gzip.compress(layer, PULL_LEVEL, mtime=0))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    asked = parser.parse_args()
    known = json.loads(ORIGINALS.read_text()) if ORIGINALS.exists() else {}
    with _originals() as layers:
        for program in programs():
            if asked.names and program.name not in asked.names:
                continue
            base, own = layers(built(program.name, program.origin).plain)
            known[program.name] = {"base_pull_bytes": base, "own_pull_bytes": own}
            line = f"{program.name:<16} {base + own:>12,} B, {own:>12,} B of it its own"
            sys.stdout.write(f"{line}\n")
            _kept(known)
    return 0


def _kept(known: dict[str, dict[str, int]]) -> None:
    beside = ORIGINALS.with_suffix(".new")
    beside.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    beside.rename(ORIGINALS)


if __name__ == "__main__":
    sys.exit(main())
