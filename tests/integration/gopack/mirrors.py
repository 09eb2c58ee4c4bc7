"""The program `mirror`, which shows what it was given: unpacked, packed, packed with --best."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.integration.gopack.programs import build, pack
from tests.integration.gopack.services import EACH
from tests.waiting import PATIENCE_SECONDS


def mirrors(root: Path) -> dict[str, Path]:
    """A folder for each, by name, in which it has the same name."""
    found = {name: root / name for name in EACH}
    for folder in found.values():
        folder.mkdir()
    plain = found["plain"] / "mirror"
    build("mirror", plain)
    pack(plain, found["gopack"] / "mirror")
    pack(plain, found["best"] / "mirror", "--best")
    return found


def run(
    folder: Path,
    show: str,
    *,
    env: Mapping[str, str] | None = None,
    preexec_fn: Callable[[], object] | None = None,
) -> tuple[int, str, str]:
    """Exit status and words, without what differs from one start to the next."""
    done = subprocess.run(
        ("./mirror", show),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        env=env,
        preexec_fn=preexec_fn,
    )
    return done.returncode, _same(done.stdout, folder), _same(done.stderr, folder)


def _same(words: str, folder: Path) -> str:
    words = words.replace(str(folder), "FOLDER")
    words = re.sub(r"0x[0-9a-f]{10,12}", "HEAP", words)
    return re.sub(r"goroutine \d+|pid=\d+", "N", words)
