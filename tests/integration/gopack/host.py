"""Parts of the stub compiled for the machine the tests run on, so that Python can call them."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
from pathlib import Path

STUB = Path(__file__).parents[3] / "slimgo/gopack/stub"


def compiled(folder: Path, source: str, stub: Path = STUB) -> Path:
    """The shared library made of C text that includes headers of the stub, in folder.

    As the stub itself: optimised, for the oldest CPUs, without a C library.
    """
    room = Path(tempfile.mkdtemp(dir=folder))
    (room / "part.c").write_text(source)
    made = room / "part.so"
    command = [sys.executable, "-m", "ziglang", "cc", "-shared", "-fPIC", "-O2"]
    command += ["-ffreestanding", "-nostdlib"]  # a bare machine has no headers of a C library
    command += ["-mcpu=baseline", "-fno-sanitize=all", "-fno-stack-protector", "-Wall", "-Wextra"]
    command += ["-Werror", "-Wno-unused-function", "-I", str(stub), "-o", str(made), "part.c"]
    caches = dict.fromkeys(("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"), str(folder / "cache"))
    done = subprocess.run(
        command, cwd=room, env={**os.environ, **caches}, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr
    return made


def library(tmp_path: Path, source: str) -> ctypes.CDLL:
    """The same, loaded: its functions that are not static can be called."""
    return ctypes.CDLL(str(compiled(tmp_path, source)))
