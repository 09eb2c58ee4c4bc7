"""How the files of an image get their owners on this machine: decided before anything starts.

Four ways, best first:

`mapped`  each number of the image is another number of this machine's in a user namespace;
`exact`   as root on the machine's own numbers, where a program changes to its user by itself;
`own`     every file and the program are one user's, and a namespace calls our own user so;
`by mode` the files stay ours, and each mode says what the image's user may do with the file.

`by mode` gives the program the same access; what it sees of owners and modes is not the image's.
"""

from __future__ import annotations

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from slimgo.plan.permissions import allowed
from slimgo.sandbox.tree import LINK, Entry
from slimgo.values.account import Account
from slimgo.values.guest import Guest
from slimgo.values.idmap import IdMap, IdRange, outside
from slimgo.values.image import ImageFile

Way = Literal["mapped", "exact", "own", "by mode"]

_FIRST_OF_ROOT = 2_130_000_000
"""Where root's maps begin: above systemd's containers (up to 1,879,048,191, systemd's UIDS-GIDS)
and SSSD's default (up to 2,000,200,000, sssd-ldap(5)), and below 2^31."""
_USUAL_IDS = 1 << 16
"""A container has at least these: a program of root's may change to any of them."""


@dataclass(frozen=True, kw_only=True)
class Owners:
    """What `decide` decided."""

    way: Way
    uids: IdMap = ()
    gids: IdMap = ()
    why: str = ""
    """What is missing for a better way; empty where nothing is."""

    def groups(self, wanted: tuple[int, ...]) -> tuple[int, ...]:
        """The image's groups in this machine's numbers."""
        mapped = self.way == "mapped"
        return tuple(outside(self.gids, group) for group in wanted) if mapped else wanted


@dataclass(frozen=True, kw_only=True)
class Subordinate:
    """A range of ids that this user may map into a user namespace; subuid(5), subgid(5)."""

    first: int
    count: int


def decide(
    guest: Guest,
    *,
    maps: bool,
    us: tuple[int, int],
    uids: Subordinate | None,
    gids: Subordinate | None,
) -> Owners:
    """maps: whether the level starts programs in a user namespace. us: our own uid and gid.

    uids, gids: the ranges that we may map; as root, all that this root has power over.
    """
    if not guest.files:
        return Owners(way="own")
    wanted_uids = {0, guest.uid, *(file.uid for file in guest.files)}
    wanted_gids = {0, guest.gid, *guest.groups, *(file.gid for file in guest.files)}
    if not maps:
        power = _all_in(wanted_uids, uids) and _all_in(wanted_gids, gids)
        return _one_to_one(us, power=power)
    euid, egid = us
    if euid == 0:
        uids, gids = _beyond_everyone(uids), _beyond_everyone(gids)
    mapped_uids = _mapped(wanted_uids, uids, guest.uid, euid)
    mapped_gids = _mapped(wanted_gids, gids, guest.gid, egid)
    if mapped_uids and mapped_gids:
        return Owners(way="mapped", uids=mapped_uids, gids=mapped_gids)
    why = "this user has too few subordinate ids" if uids and gids else _NO_RANGE
    all_roots = (wanted_uids, wanted_gids) == ({0}, {0})
    return Owners(way="own" if all_roots else "by mode", why=why)


def _one_to_one(us: tuple[int, int], *, power: bool) -> Owners:
    """power: whether we, if root, have it over every id of the image."""
    if us[0]:
        return Owners(way="by mode", why="we are not root")
    if power:
        return Owners(way="exact")
    return Owners(way="by mode", why="this root has no power over the image's users")


_NO_RANGE = "this user has no subordinate ids, or no newuidmap"


def _all_in(wanted: set[int], ids: Subordinate | None) -> bool:
    return ids is not None and all(ids.first <= number < ids.first + ids.count for number in wanted)


def _beyond_everyone(ids: Subordinate | None) -> Subordinate | None:
    """What root maps of all that it may; None where that is not there, as in a namespace."""
    chosen = Subordinate(first=_FIRST_OF_ROOT, count=2 * _USUAL_IDS)
    return chosen if _all_in({chosen.first, chosen.first + chosen.count - 1}, ids) else None


def _mapped(wanted: set[int], ids: Subordinate | None, guest: int, ours: int) -> IdMap:
    """The usual ids and those that are wanted beside them; empty where the range is too short.

    The program's own number stays ours where the two are equal: bwrap, which changes to the
    program's, compares the numbers and then stays who it is.
    """
    if ids is None:
        return ()
    beyond = sorted(number for number in wanted if number >= _USUAL_IDS)
    usual = min(_USUAL_IDS, ids.count - len(beyond))
    if any(usual <= number < _USUAL_IDS for number in wanted) or usual <= 0:
        return ()
    ranges = [IdRange(0, ids.first, usual)]
    ranges += [IdRange(number, ids.first + usual + place, 1) for place, number in enumerate(beyond)]
    if guest != ours:
        return tuple(ranges)
    return tuple(each for old in ranges for each in _with_ours(old, ours))


def _with_ours(old: IdRange, ours: int) -> list[IdRange]:
    """The range with one number in it mapped to itself."""
    before = ours - old.inside
    if not 0 <= before < old.size:
        return [old]
    parts = (
        IdRange(old.inside, old.outside, before),
        IdRange(ours, ours, 1),
        IdRange(ours + 1, old.outside + before + 1, old.size - before - 1),
    )
    return [part for part in parts if part.size]


def entries(guest: Guest, owners: Owners, *, inside: bool) -> list[Entry]:
    """Path, mode, uid and gid of each file, for `tree.place`.

    inside: in the image's own numbers, as a namespace has them; otherwise in this machine's.
    setuid and setgid bits are left out: on this machine they would be somebody else's power.
    """
    placed = []
    for file in guest.files:
        mode, uid, gid = file.mode & 0o1777, file.uid, file.gid
        if owners.way == "own":
            uid, gid = -1, -1
        elif owners.way == "mapped" and not inside:
            uid, gid = outside(owners.uids, uid), outside(owners.gids, gid)
        elif owners.way == "by mode":
            mode, uid, gid = _as_owner(guest, file), -1, -1
        if file.kind == "symlink":
            mode = LINK
        placed.append((file.path, mode, uid, gid))
    return placed


def _as_owner(guest: Guest, file: ImageFile) -> int:
    """The mode that gives a file's owner what the image's user may do, and nobody else anything."""
    who = Account(uid=guest.uid, gid=guest.gid, groups=guest.groups)
    granted = allowed(
        who, mode=file.mode, uid=file.uid, gid=file.gid, folder=file.kind == "directory"
    )
    return granted << 6


def subordinate(kind: Literal["uid", "gid"]) -> Subordinate | None:
    """The first range that we may map: this user's, where its setuid helper is there too; root's
    is what its own namespace maps one to one. None where there is none."""
    if os.geteuid() == 0:
        return _whole(Path(f"/proc/self/{kind}_map").read_text())
    try:
        name = pwd.getpwuid(os.geteuid()).pw_name
        lines = Path(f"/etc/sub{kind}").read_text().splitlines()
    except (KeyError, OSError):
        return None
    if shutil.which(f"new{kind}map") is None:
        return None
    for line in lines:
        words = line.strip().split(":")
        if words[0] in {name, str(os.geteuid())} and len(words) == 3:  # noqa: PLR2004 - subuid(5)
            return Subordinate(first=int(words[1]), count=int(words[2]))
    return None


def _whole(mapped: str) -> Subordinate | None:
    """The range from 0 on that a namespace has, in its own numbers; user_namespaces(7)."""
    for line in mapped.splitlines():
        first, _, count = map(int, line.split())
        if first == 0:
            return Subordinate(first=0, count=count)
    return None
