"""The proof of a packed file: its own stub decodes its own payload, in a process of its own.

Where the file is for another machine, the same C sources compiled for this one do it.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from slimgo.gopack import container, pack
from slimgo.gopack.errors import NotProven

GARBAGE = 0x5A
"""What the buffer is full of before: memory is zero at a real start, and a byte that was
forgotten would pass for a zero that was written."""

_SLACK = 64
_SECONDS = 120
_CPUS = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
_CHILD = Path(__file__).parent / "proof_child.py"


def prove(packed: Path, image: bytes) -> str:
    """Says by what the file was proven. Raises NotProven.

    packed: the file as it will stand. image: what must come out, byte for byte.
    """
    data = packed.read_bytes()
    cpu = _CPUS.get(platform.machine().lower(), "")
    if sys.platform != "linux" or not cpu:
        if pack.unpack_image(data) != image:
            raise NotProven("the packed file does not unpack to the program")
        return "unpacked by gopack's Python side: no stub runs on this machine"
    stub_at, header_at = container.header_place(data)
    goarch = container.goarch_of(data)
    own = pack.CPU[goarch] == cpu
    code = packed if own else pack.blob_path(cpu, pack.payload_of(data))
    code_at = (stub_at if own else 0) + container.PROOF_AT
    joins = () if own else (str(pack.blob_path(cpu, goarch)),)
    with tempfile.TemporaryDirectory(prefix="gopack-") as folder:
        buffer = Path(folder) / "image"
        buffer.write_bytes(bytes([GARBAGE]) * (len(image) + _SLACK))
        command = (sys.executable, "-I", str(_CHILD), str(code), str(code_at))
        _run((*command, str(packed), str(header_at), str(buffer), *joins))
        made = buffer.read_bytes()
    if made[: len(image)] != image:
        at = next(i for i, byte in enumerate(image) if made[i] != byte)
        raise NotProven("the packed file does not unpack to the program", why=f"at byte {at:,}")
    return "decoded by its own stub" if own else "decoded by its stub's sources, compiled for here"


def _run(command: tuple[str, ...]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotProven("the packed file does not unpack in time") from error
    if done.returncode:
        words = done.stderr.strip().splitlines()
        why = words[-1] if words else f"the decoder ended with status {done.returncode}"
        raise NotProven("the packed file does not unpack", why=why)
