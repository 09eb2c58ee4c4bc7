"""A3: a packed program starts wherever the unpacked one does, or the packer's fault is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from slimgo.checks.starts import check_starts
from slimgo.plan.faults import known_faults
from slimgo.plan.surroundings import ARGUMENTS, FULL, PLAIN, emulated
from slimgo.run.process import Surroundings
from slimgo.sandbox.best_level import choose_level
from slimgo.sandbox.starts.sweep import Starter, pairs
from slimgo.values.guest import Guest
from slimgo.values.surrounding import PairOfStarts
from slimgo.values.target import Target
from slimgo.values.verdict import Verdict
from tests.cases.conftest import new_checkout
from tests.faults.checkout import PROJECT, Checkout
from tests.integration.gopack.programs import pack

ARM64 = Target(goos="linux", goarch="arm64")
ASK = b"GET /?name=Ahmed HTTP/1.0\r\n\r\n"
NAMES = ("no variables", "500 variables", "520 variables", "3,000 variables", ARGUMENTS.name)
PATIENCE_SECONDS = 900


def verify(checkout: Checkout, cell: str, *, status: int = 0, first: str = "") -> str:
    """Makes a cell of the matrix; returns what was printed. first: done when Python starts."""
    (checkout.folder / "sitecustomize.py").write_text(first)
    done = subprocess.run(
        (sys.executable, "-m", "article.verify", cell),
        cwd=checkout.path,
        env=os.environ | {"PYTHONPATH": f"{checkout.folder}:{PROJECT}"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A project in which the cells for linux/arm64 can be made."""
    with ExitStack() as left:
        yield new_checkout(tmp_path_factory.mktemp("matrix"), left)


@pytest.fixture(scope="module")
def upx(matrix) -> str:
    """What the cell of UPX for linux/arm64 printed."""
    return verify(matrix, "linux-arm64/small-upx9")


@pytest.fixture(scope="module")
def version(matrix: Checkout, upx: str) -> str:
    """UPX's; one that nobody tried tells nothing about what is known."""
    assert "fails exactly as known" in upx or "starts everywhere" in upx
    saved = (matrix.build / "verify/linux-arm64/small-upx9.json").read_text()
    found = next(
        (each for each in ("4.2.2", "4.2.4") if f'["upx","{each}"]' in saved.replace(", ", ",")), ""
    )
    if not found:
        pytest.skip("not run: only UPX 4.2.2 and 4.2.4 were tried for linux/arm64")
    return found


def seen(checkout: Checkout, packed: str, folder: Path) -> tuple[PairOfStarts, ...]:
    """The packed and the unpacked service, emulated, in five surroundings."""
    emulator = shutil.which("qemu-aarch64-static") or shutil.which("qemu-aarch64")
    assert emulator, "apt-get install qemu-user-static"
    both = []
    for name in ("small", packed):
        root = folder / name
        root.mkdir()
        shutil.copy(checkout.build / f"verify/linux-arm64/{name}.bin", root / "app.bin")
        shutil.copy(emulator, root / "emulator")
        both.append(Guest(root=root, argv=("./emulator", "./app.bin"), port=3000))
    here = Surroundings(directory=folder, environment={"PATH": os.environ["PATH"]})
    starter = Starter(folder=folder, level=choose_level("amd64").level, surroundings=here, ask=ASK)
    table = [each for each in emulated(FULL) if each.name in NAMES]
    assert table[0] == PLAIN
    return pairs(starter, both[0], both[1], table)


def judged(starts: tuple[PairOfStarts, ...], version: str, *, expected: bool) -> Verdict:
    fault = known_faults("upx", version)[0] if expected else None
    first, *rest = check_starts(starts, packer="upx", version=version, target=ARM64, fault=fault)
    assert not rest
    return first


def test_the_cell_expects_exactly_the_fault_of_that_version(upx, version) -> None:
    (line,) = (line for line in upx.splitlines() if "fails exactly as known" in line)
    assert f"upx {version} fails with" in line
    assert line.endswith("✓")
    assert {"4.2.2": "520 variables", "4.2.4": "1,000 variables"}[version] in line


def test_a_cell_that_was_started_everywhere_is_up_to_date(matrix, version) -> None:
    assert version
    assert verify(matrix, "linux-arm64/small-upx9").count("up to date (") == 2


def test_were_the_fault_not_known_the_cell_would_be_red(matrix, version) -> None:
    """As `invoke slim` is on such a machine, and a cell of another version that has the fault."""
    assert version
    printed = verify(
        matrix,
        "linux-arm64/small-upx9",
        status=1,
        first="import slimgo.plan.faults\nslimgo.plan.faults.KNOWN_FAULTS = ()\n",
    )
    assert "starts everywhere ✗: with " in printed
    assert "1,000 variables" in printed
    assert "packed, it ends with status" in printed


def test_where_no_fault_is_known_of_it_the_same_starts_are_red(matrix, version, tmp_path) -> None:
    verdict = judged(seen(matrix, "small-upx9", tmp_path), version, expected=False)
    assert verdict.status == "fail"
    assert "3,000 variables" in verdict.evidence
    assert "packed, it ends with status" in verdict.evidence
    assert "unpacked, it answers (HTTP/1.0 200 OK)" in verdict.evidence
    assert f": a fault of upx {version}" in verdict.evidence
    assert verdict.cure == "pack with gopack: invoke slim --with gopack"


def test_gopacks_program_starts_everywhere_and_is_not_taken_for_the_known_fault(
    matrix, version, tmp_path
) -> None:
    folder = matrix.build / "verify/linux-arm64"
    pack(folder / "small.bin", folder / "small-gopack.bin")
    starts = seen(matrix, "small-gopack", tmp_path)
    assert judged(starts, version, expected=False).evidence == "as unpacked in 5 surroundings"
    verdict = judged(starts, version, expected=True)
    assert verdict.status == "fail"  # a UPX that were mended would be seen
    assert "where it is known to fail" in verdict.evidence
