"""The whole table of surroundings for this machine's packed programs: each starts as unpacked.

Other machines' programs are swept by their cells of the matrix, under QEMU.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from article.door import article_settings
from slimgo.checks.starts import check_starts
from slimgo.pipeline.find import surroundings_of
from slimgo.pipeline.packers import find_upx
from slimgo.plan.surroundings import FULL
from slimgo.run.process import Surroundings, run
from slimgo.sandbox.best_level import choose_level
from slimgo.sandbox.starts.sweep import Starter, pairs
from slimgo.values.command import Command
from slimgo.values.guest import Guest
from slimgo.values.target import Target
from tests.faults.checkout import PROJECT
from tests.integration.gopack.programs import build_source, pack

AMD64 = Target(goos="linux", goarch="amd64")
ASK = b"GET /?name=Ahmed HTTP/1.0\r\n\r\n"
PACKERS = ("upx -9", "gopack", "gopack --best")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Guest:
    """The article's, unpacked."""
    root = tmp_path_factory.mktemp("unpacked")
    source = (PROJECT / "app/app.go").read_text()
    build_source(source, root / "app.bin", "amd64", "-ldflags=-s -w")
    return _program(root)


@pytest.fixture(params=PACKERS)
def packed(
    request: pytest.FixtureRequest, service: Guest, tmp_path: Path
) -> tuple[str, str, Guest]:
    """The packer, its version, and what it made of the service."""
    packer, *flags = request.param.split()
    root = tmp_path / "packed"
    root.mkdir()
    original, output = service.root / "app.bin", root / "app.bin"
    if packer == "upx":
        return packer, _upx(root, *flags, "-o", str(output), str(original)), _program(root)
    pack(original, output, *flags)
    return packer, "", _program(root)


def _upx(folder: Path, *words: str) -> str:
    """Packs with the UPX that `invoke slim` would take; returns its version."""
    settings = article_settings({}, os.environ, {}, project=PROJECT)
    here = surroundings_of(settings)
    found = find_upx(settings, here, lambda _: None)
    there = Surroundings(
        directory=folder, environment=here.environment, programs={"upx": found.path}
    )
    run(Command(argv=("upx", "-qq", *words)), there)
    return found.version


def _program(root: Path) -> Guest:
    return Guest(root=root, argv=("./app.bin",), port=3000)


def test_it_starts_in_every_surrounding_as_it_does_unpacked(service, packed, tmp_path) -> None:
    packer, version, program = packed
    here = Surroundings(directory=tmp_path, environment={"PATH": os.environ["PATH"]})
    level = choose_level("amd64").level
    starter = Starter(folder=tmp_path, level=level, surroundings=here, ask=ASK)
    seen = pairs(starter, service, program, FULL)
    verdicts = check_starts(seen, packer=packer, version=version, target=AMD64, fault=None)
    assert [f"{each.status}: {each.evidence}" for each in verdicts] == [
        f"pass: as unpacked in {len(FULL)} surroundings"
    ]
