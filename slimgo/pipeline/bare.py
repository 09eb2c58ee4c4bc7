"""A program alone in a folder, with what its image would give it: files, variables, arguments."""

from __future__ import annotations

import os
import posixpath
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from slimgo.config.extras import owner_of
from slimgo.plan.ship import USER, entrypoint, program_path
from slimgo.sandbox.given import place_given
from slimgo.values.account import Account
from slimgo.values.guest import Guest
from slimgo.values.image import ImageFile
from slimgo.values.probe import Probe
from slimgo.values.program import Extra, Program


def bare(root: Path, executable: tuple[str, ...], program: Program, how: Probe) -> Guest:
    """Its files are written below the root, the probe's over the image's; all are the user's own,
    as far as modes go. executable: names of files in the root: the program, or an emulator and the
    program. They are named as seen from the working folder: not on every level is the root the
    program's /."""
    image, given = program.image, how.given
    for each in image.extras:
        _place(root, each)
    place_given(root, given.files)
    for folder in filter(None, (image.workdir, *image.volumes)):
        (root / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
    up = posixpath.relpath("/", image.workdir or "/")
    started = (f"./{posixpath.normpath(f'{up}/{each}')}" for each in executable)
    return Guest(
        root=root,
        argv=(*started, *image.entrypoint[1:], *(given.arguments or image.arguments)),
        port=how.port,
        env=tuple({**dict(image.env), **dict(given.env)}.items()),
        stdin=given.stdin,
        working_dir=image.workdir or "/",
        volumes=image.volumes,
        reaches=tuple(each.port for each in program.companions),
    )


def _place(root: Path, extra: Extra) -> None:
    """Extras come sorted: a folder before what is in it. What its owner may not write cannot be
    filled, so that bit stays."""
    place = root / extra.path.lstrip("/")
    if extra.link:
        place.symlink_to(extra.link)
        return
    if extra.is_folder:
        place.mkdir(exist_ok=True)
        place.chmod(extra.mode | 0o700)
        return
    if extra.source:
        shutil.copyfile(extra.source, place)
    else:
        place.write_bytes(extra.content)
    place.chmod(extra.mode)
    if extra.mtime:
        os.utime(place, (extra.mtime, extra.mtime))


def in_its_place(guest: Guest, program: Program, *, emulated: bool = False) -> Guest:
    """The same at the path that its image has it at: some print their name. An emulated program is
    only called so."""
    if emulated:  # argv begins with the emulator (qemu-user, -0)
        return replace(guest, argv=(guest.argv[0], "-0", entrypoint(program)[0], *guest.argv[1:]))
    there = guest.root / program_path(program).lstrip("/")
    if program.source.image is None:
        there.parent.mkdir(parents=True, exist_ok=True)
        (guest.root / posixpath.basename(guest.argv[0])).rename(there)
    return replace(guest, argv=(entrypoint(program)[0], *guest.argv[1:]))


def as_its_user(guest: Guest, program: Program) -> Guest:
    """The same as the image's user, in a root that is root's but for what the settings give it."""
    who = account_of(program)
    own = {each.path: each for each in program.image.extras}
    entries = [("/", guest.root), *_below(guest.root)]
    files = tuple(_entry(path, where, own.get(path)) for path, where in entries)
    return replace(guest, uid=who.uid, gid=who.gid, groups=who.groups, home=who.home, files=files)


def account_of(program: Program) -> Account:
    """Whom its image starts it as."""
    original = program.source.image
    if original:
        return original.account
    uid, gid = owner_of(program.image.user or USER, "the user")
    return Account(uid=uid, gid=gid)


def _below(root: Path) -> Iterator[tuple[str, Path]]:
    for where in sorted(root.rglob("*")):
        yield f"/{where.relative_to(root).as_posix()}", where


def _entry(path: str, where: Path, own: Extra | None) -> ImageFile:
    status = where.lstat()
    kinds = {stat.S_IFDIR: "directory", stat.S_IFLNK: "symlink"}
    return ImageFile(
        path=path,
        kind=kinds.get(stat.S_IFMT(status.st_mode), "file"),
        mode=own.mode if own else status.st_mode & 0o7777 if path != "/" else 0o755,
        uid=own.uid if own else 0,
        gid=own.gid if own else 0,
        size_bytes=status.st_size,
        sha256="",
    )
