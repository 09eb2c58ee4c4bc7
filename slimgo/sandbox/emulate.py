"""A program of another processor, run by an emulator that is placed in its root."""

from __future__ import annotations

import posixpath
import shutil
from dataclasses import replace
from pathlib import Path

from slimgo.values.guest import Guest
from slimgo.values.image import ImageFile

NAME = ".slimgo-emulator"
"""What the emulator is called there, so that no file of an image is in its way."""


def emulated(guest: Guest, emulator: Path) -> Guest:
    """The same, started by QEMU's user mode emulator; emulator: a static one, on this machine.

    The program is named as seen from its working folder: not on every level is its root its /.
    It still has its own name as its first argument (qemu-user, -0)."""
    place = guest.root / NAME
    shutil.copyfile(emulator, place)
    place.chmod(0o755)
    program, *arguments = guest.argv
    there = posixpath.relpath(program, guest.working_dir) if program.startswith("/") else program
    entry = ImageFile(
        path=f"/{NAME}",
        kind="file",
        mode=0o755,
        uid=0,
        gid=0,
        size_bytes=place.stat().st_size,
        sha256="",
    )
    return replace(
        guest,
        argv=(f"/{NAME}", "-0", program, f"./{there}", *arguments),
        files=(*guest.files, entry) if guest.files else (),
    )
