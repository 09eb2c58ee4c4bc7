"""The proof of a packed file: its own stub decodes its own payload, in a process of its own.

Where the file is for another machine, the same C sources compiled for this one do it.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

from slimgo.gopack import container, pack
from slimgo.gopack.errors import NotProven

_SECONDS = 120
_CPUS = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
_CHILD = Path(__file__).parent / "proof_child.py"


def prove(packed: bytes, image: bytes) -> str:
    """Says by what the file was proven. Raises NotProven.

    packed: the file as it stands. image: what must come out, byte for byte.
    """
    cpu = _CPUS.get(platform.machine().lower(), "")
    if sys.platform != "linux" or not cpu:
        if pack.unpack_image(packed) != image:
            raise NotProven("the packed file does not unpack to the program")
        return "unpacked by gopack's Python side: no stub runs on this machine"
    stub_at, header_at = container.header_place(packed)
    goarch = container.goarch_of(packed)
    own = pack.CPU[goarch] == cpu
    code = "" if own else str(pack.blob_path(cpu, pack.payload_of(packed)))
    code_at = (stub_at if own else 0) + container.PROOF_AT
    joins = () if own else (str(pack.blob_path(cpu, goarch)),)
    made = _run((code, str(code_at), str(header_at), str(len(image)), *joins), packed)
    if made != image:
        at = next((i for i, byte in enumerate(made) if image[i] != byte), len(made))
        raise NotProven("the packed file does not unpack to the program", why=f"at byte {at:,}")
    return "decoded by its own stub" if own else "decoded by its stub's sources, compiled for here"


def _run(arguments: tuple[str, ...], packed: bytes) -> bytes:
    command = (sys.executable, "-I", str(_CHILD), *arguments)
    try:
        done = subprocess.run(
            command, input=packed, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotProven("the packed file does not unpack in time") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        why = words[-1] if words else f"the decoder ended with status {done.returncode}"
        raise NotProven("the packed file does not unpack", why=why)
    return done.stdout
