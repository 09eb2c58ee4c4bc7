"""Disks that are full, folders that are read-only."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from platformdirs import user_cache_path

from tests.faults.checkout import RECORDS, Checkout, Outcome, Variables
from tests.faults.fault import Fault
from tests.faults.tools import go_says

_ROOM_BYTES = 1 << 30


def full(free_bytes: int) -> Callable[[Checkout], Outcome]:
    """The build folder is a disk of its own, with so much room left; later there is room again."""

    def provoke(checkout: Checkout) -> Outcome:
        kept = shutil.copytree(checkout.build, checkout.folder / "kept")
        mounted(checkout, checkout.build, "-t", "tmpfs", "tmpfs")
        shutil.copytree(kept, checkout.build, dirs_exist_ok=True)
        shutil.rmtree(kept)
        space = os.statvfs(checkout.build)
        used = (space.f_blocks - space.f_bfree) * space.f_frsize
        _resize(checkout.build, used + free_bytes)
        try:
            return checkout.invoke(*checkout.command)
        finally:
            _resize(checkout.build, _ROOM_BYTES)

    return provoke


def full_temporary(checkout: Checkout) -> Outcome:
    mounted(checkout, checkout.temporary, "-t", "tmpfs", "-o", "size=1m", "tmpfs")
    try:
        return checkout.invoke(*checkout.command)
    finally:
        _resize(checkout.temporary, _ROOM_BYTES)


def mounted(checkout: Checkout, folder: Path, *words: str) -> None:
    done = subprocess.run(["mount", *words, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"NOT RUN: a disk of one's own needs a root that may mount ({done.stderr!r})")
    checkout.left.callback(lambda: subprocess.run(["umount", folder], check=True))


def _resize(folder: Path, size_bytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size_bytes}", folder], check=True)


def limited(file_bytes: int) -> Callable[[Checkout], Outcome]:
    """No file may be larger: what a full disk is to a user who may not mount one."""
    through = ("prlimit", f"--fsize={file_bytes}")
    return lambda checkout: checkout.invoke(*checkout.command, through=through)


def read_only(folder: Callable[[Checkout], Path], **env: str) -> Callable[[Checkout], Outcome]:
    def provoke(checkout: Checkout) -> Outcome:
        path = folder(checkout)
        if os.geteuid():
            path.chmod(0o555)
        else:  # whom permissions do not stop
            mounted(checkout, path, "--bind", str(path))
            subprocess.run(["mount", "-o", "remount,bind,ro", path], check=True)
        try:
            return checkout.invoke(*checkout.command, **cast(Variables, env))
        finally:
            if os.geteuid():
                path.chmod(0o755)
            else:
                subprocess.run(["mount", "-o", "remount,bind,rw", path], check=True)

    return provoke


def read_only_cache(checkout: Checkout) -> Outcome:
    cache = checkout.folder / "cache"
    cache.mkdir()
    kept = user_cache_path("slimgo") / "upx"
    if kept.exists():  # where the system has no UPX of its own
        shutil.copy(kept, cache)
    return read_only(lambda _: cache, SLIMGO_CACHE=str(cache))(checkout)


def read_only_go_cache(checkout: Checkout) -> Outcome:
    """What must be compiled anew cannot be kept."""
    cache = checkout.folder / "cache"
    cache.mkdir()
    mounted(checkout, cache, "--bind", go_says("env", "GOCACHE"))
    subprocess.run(["mount", "-o", "remount,bind,ro", cache], check=True)
    source = checkout.path / "app/app.go"
    text = source.read_text()
    source.write_text(f"{text}\nvar {checkout.folder.name} = true\n")
    outcome = checkout.invoke(*checkout.command, GOCACHE=str(cache))
    source.write_text(text)
    return outcome


def json_to(target: str) -> Callable[[Checkout], Outcome]:
    return lambda checkout: checkout.invoke(*checkout.command, "--json", target)


def spoiled_records(checkout: Checkout) -> Outcome:
    """What a disk that was full, or lost its power, may leave of them."""
    records = [
        file for file in checkout.build.glob(f"{RECORDS}/*.json") if file.name != "pack.json"
    ]
    for index, record in enumerate(sorted(records)):
        whole = record.read_bytes()
        record.write_bytes([b"", whole[: len(whole) // 2], b"\0" * len(whole), b"[]"][index % 4])
    assert json.loads((checkout.build / "slim.json").read_bytes())
    (checkout.build / "slim.json").write_bytes(b"{")
    return checkout.invoke("slim", "--engine", "builtin")


FAULTS = (
    Fault(
        step="build",
        name="the disk is full when Go links",
        provoke=full(3_000_000),
        status=1,
        words="o space left on device",
    ),
    Fault(
        step="pack",
        name="the disk is full when UPX packs",
        provoke=full(1_000_000),
        status=1,
        words="o space left on device",
    ),
    Fault(
        step="image",
        name="the disk is full when a layer is written",
        provoke=full(1_000_000),
        status=1,
        words="No space left on device",
    ),
    Fault(
        step="image",
        name="the disk of TMPDIR is full when the image is unpacked",
        provoke=full_temporary,
        status=1,
        words="No space left on device",
    ),
    Fault(
        step="build",
        name="a file's size is limited when Go links",
        provoke=limited(3_000_000),
        status=1,
        words="file too large",
    ),
    Fault(
        step="pack",
        name="a file's size is limited when UPX packs",
        provoke=limited(1_000_000),
        status=1,
        words="ended with status 153",
    ),
    Fault(
        step="image",
        name="a file's size is limited when a layer is written",
        provoke=limited(1_000_000),
        status=1,
        words="File too large",
    ),
    Fault(
        step="image",
        name="the build folder is read-only",
        provoke=read_only(lambda checkout: checkout.build),
        status=1,
        words="cannot be written",
    ),
    Fault(
        step="all",
        name="the cache folder is read-only",
        provoke=read_only_cache,
        status=0,
    ),
    Fault(step="build", name="Go's cache is read-only", provoke=read_only_go_cache, status=0),
    Fault(
        step="all",
        name="TMPDIR is read-only",
        provoke=read_only(lambda checkout: checkout.temporary),
        status=0,
    ),
    Fault(
        step="image",
        name="the result goes to a full disk",
        provoke=json_to("/dev/full"),
        status=1,
        words="/dev/full cannot be written: No space left on device",
    ),
    Fault(step="all", name="the records are spoiled", provoke=spoiled_records, status=0),
)
