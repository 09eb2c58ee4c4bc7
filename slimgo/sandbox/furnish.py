"""A program's files made ready for one start: owners, names, and what it has changed at the end."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.errors import EngineFailed
from slimgo.plan.engine_defaults import MOUNTS_LINK, NAME_FILES, hosts, resolv_conf, variables
from slimgo.sandbox import tree
from slimgo.sandbox.level import Level
from slimgo.sandbox.owners import Owners, decide, entries, subordinate
from slimgo.sandbox.spawn import Maps, as_root_of, namespace
from slimgo.values.guest import Guest
from slimgo.values.idmap import IdMap, IdRange, outside
from slimgo.values.image import ImageFile
from slimgo.values.running import Change

BOX = "box"
"""The folder of a scratch folder that holds an image's root, and that its user alone may enter."""
_FOLDERS = ("/proc", "/dev", "/sys", "/etc")
_OURS = frozenset((*_FOLDERS, *NAME_FILES, MOUNTS_LINK))


@dataclass(frozen=True, kw_only=True)
class Furnished:
    """A program that can be started."""

    guest: Guest
    """With its whole environment."""
    owners: Owners
    before: tree.Seen
    """Its files as they are at the start."""
    userns: int | None = None
    """A descriptor of the user namespace for its ids; None where its launcher makes one."""
    maps: Maps | None = None
    """Those of a namespace in which a user has power over the files; None where we have it."""

    def changes(self) -> tuple[Change, ...]:
        """What it has written by now. Raises EngineFailed."""
        root = os.fspath(self.guest.root)
        after = as_root_of(self.maps, "look", root, None) if self.maps else tree.snapshot(root)
        volumes = tuple(f"{path}/" for path in self.guest.volumes)
        return tuple(
            Change(kind=kind, path=path, size_bytes=size)
            for kind, path, size in tree.differences(self.before, after)
            if path not in (*_OURS, *self.guest.volumes)
            and not path.startswith(("/proc/", "/dev/", "/sys/", *volumes))
        )


def furnish(guest: Guest, level: Level, left: ExitStack) -> Furnished:
    """Gives the program what a container would give it, as far as the level can.

    left: takes back what would stay. Raises EngineFailed.
    """
    hostname = secrets.token_hex(6) if level.own_network else os.uname().nodename
    env = variables(guest.env, hostname=hostname, home=guest.home)
    guest = replace(guest, env=env, hostname=hostname)
    if level.own_root:
        try:
            guest = _with_names(guest, level)
        except OSError as error:
            why = f"{guest.root}: {error.strerror or ''}"
            raise EngineFailed("the program's root cannot be made ready", why=why) from None
    owners = _owners(guest, level)
    wanted = (guest.uid, guest.gid)
    changes = os.geteuid() == 0 and not level.own_network and owners.way != "by mode"
    if changes and wanted != (os.geteuid(), os.getegid()):
        guest = replace(guest, runs_as=wanted)
    if owners.way != "mapped":
        return Furnished(guest=guest, owners=owners, before=_placed(guest, owners))
    maps = _maps(owners)
    try:
        userns = namespace(maps)
    except EngineFailed as error:  # as in a container, where a helper may have lost its power
        owners = Owners(way="by mode", why=f"{error.what}: {error.why}")
        return Furnished(guest=guest, owners=owners, before=_placed(guest, owners))
    guest = replace(guest, mapped=True)
    left.callback(os.close, userns)
    if os.geteuid() == 0:
        before = _placed(guest, owners)
        return Furnished(guest=guest, owners=owners, before=before, userns=userns)
    ours, root = _with_ourselves(maps), os.fspath(guest.root)
    left.callback(_take_back, ours, os.fspath(guest.root.parent))
    before = as_root_of(ours, "place", root, _with_box(guest, owners, inside=True))
    return Furnished(guest=guest, owners=owners, before=before, userns=userns, maps=ours)


def _owners(guest: Guest, level: Level) -> Owners:
    owners = decide(
        guest,
        maps=level.own_network,
        us=(os.geteuid(), os.getegid()),
        uids=subordinate("uid"),
        gids=subordinate("gid"),
    )
    # the folder right above is the program's user's alone
    above = guest.root.resolve().parents[1:]
    closed = [each for each in above if not each.stat().st_mode & 0o001]
    if owners.way == "mapped" and closed:
        return Owners(way="by mode", why=f"{closed[0]} cannot be entered by another user")
    return owners


def _placed(guest: Guest, owners: Owners) -> tree.Seen:
    root = os.fspath(guest.root)
    try:
        tree.place(root, _with_box(guest, owners, inside=False))
    except OSError as error:
        raise EngineFailed(
            "the image's files cannot get their owners", why=error.strerror or ""
        ) from None
    return tree.snapshot(root)


def _with_box(guest: Guest, owners: Owners, *, inside: bool) -> list[tree.Entry]:
    """The files, and above them a folder that nobody but the program's user may enter: what it
    makes setuid there gives nobody else on this machine its power."""
    placed = entries(guest, owners, inside=inside)
    if not placed:
        return []
    uid, gid = -1, -1
    if owners.way == "exact" or (owners.way == "mapped" and inside):
        uid, gid = guest.uid, guest.gid
    elif owners.way == "mapped":
        uid, gid = outside(owners.uids, guest.uid), outside(owners.gids, guest.gid)
    return [*placed, ("/..", 0o700, uid, gid)]


def empty_as_owner(scratch: Path) -> None:
    """Empties what a killed run left, whose files belong to ids that this user maps."""
    uids, gids = subordinate("uid"), subordinate("gid")
    for root in scratch.glob(BOX):
        if uids and gids and os.geteuid():
            every = Owners(
                way="mapped",
                uids=(IdRange(0, uids.first, uids.count),),
                gids=(IdRange(0, gids.first, gids.count),),
            )
            _take_back(_with_ourselves(_maps(every)), os.fspath(root))
        tree.empty(os.fspath(root))


def _take_back(maps: Maps, root: str) -> None:
    with suppress(EngineFailed):  # what stays goes with the next run
        as_root_of(maps, "empty", root, None)


def _maps(owners: Owners) -> Maps:
    if os.geteuid() == 0:
        return owners.uids, owners.gids, ()
    helpers = tuple(shutil.which(name) or name for name in ("newuidmap", "newgidmap"))
    return owners.uids, owners.gids, helpers


def _with_ourselves(maps: Maps) -> Maps:
    """With our own ids too: whoever gives files away must have power over whose they are."""
    uids, gids, helpers = maps
    return _with(uids, os.geteuid()), _with(gids, os.getegid()), helpers


def _with(mapped: IdMap, ours: int) -> IdMap:
    if any(0 <= ours - each.outside < each.size for each in mapped):
        return mapped
    unused = 1 + max(each.inside + each.size for each in mapped)
    return (*mapped, IdRange(unused, ours, 1))


def _with_names(guest: Guest, level: Level) -> Guest:
    """/etc/hosts and its like in place of the image's own, and the folders to mount on."""
    there = {file.path for file in guest.files}
    added = [_entry(folder, "directory", 0o755) for folder in _FOLDERS if folder not in there]
    for folder in _FOLDERS:
        place = guest.root / folder[1:]
        if place.is_symlink():
            what = f"the image's {folder} is a link, and nothing can be mounted there"
            raise EngineFailed(what, cure="run it with docker or podman")
        place.mkdir(exist_ok=True)
    if level.own_network:  # what docker and podman make where there is a /proc
        link = guest.root / MOUNTS_LINK[1:]
        if not link.is_dir():
            link.unlink(missing_ok=True)
            link.symlink_to("/proc/mounts")
    hostname = guest.hostname
    texts = (hosts(hostname), f"{hostname}\n", resolv_conf(_machines_resolv_conf()))
    for path, text in zip(NAME_FILES, texts, strict=True):
        place = guest.root / path[1:]
        if place.is_symlink():
            place.unlink()  # what it leads to may be this machine's
        place.write_text(text)
        added.append(_entry(path, "file", 0o644))
    if not guest.files:
        return guest
    kept = [file for file in guest.files if file.path not in (*NAME_FILES, MOUNTS_LINK)]
    return replace(guest, files=(*kept, *added))


def _entry(path: str, kind: str, mode: int) -> ImageFile:
    return ImageFile(path=path, kind=kind, mode=mode, uid=0, gid=0, size_bytes=0, sha256="")


def _machines_resolv_conf() -> str:
    try:
        return Path("/etc/resolv.conf").read_text()
    except OSError:
        return ""
