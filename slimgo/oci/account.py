"""Who a container runs as: an image's USER, looked up in the image's own /etc/passwd.

Rules: moby's `user.GetExecUser` (github.com/moby/sys/user), which docker and podman both follow.
File formats: passwd(5), group(5).
"""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.errors import BadInput
from slimgo.values.account import Account


@dataclass(frozen=True, kw_only=True)
class _User:
    name: str
    uid: int
    gid: int
    home: str


def account(user: str, *, passwd: str = "", group: str = "") -> Account:
    """The account of an image's USER: `name`, `uid`, `name:group`, `uid:gid`, or empty for root.

    passwd, group: the image's /etc/passwd and /etc/group; empty where it has none. A number that
    no file knows is taken as it is, with group 0 and home /. Raises BadInput for an unknown name.
    """
    wanted, _, wanted_group = user.partition(":")
    found = next((each for each in _users(passwd) if _is(each, wanted)), None)
    if found is None and wanted and not _is_number(wanted):
        raise BadInput(
            f"the image's user {wanted!r} is a name that its /etc/passwd does not know",
            cure="write a number: USER 65534",
        )
    uid = found.uid if found else int(wanted or 0)
    gid = found.gid if found else 0
    groups: tuple[int, ...] = ()
    if wanted_group:
        gid = _group_number(wanted_group, group)
    elif found:
        groups = tuple(number for _, number, members in _groups(group) if found.name in members)
    return Account(uid=uid, gid=gid, groups=groups, home=(found.home if found else "") or "/")


def _is(user: _User, wanted: str) -> bool:
    if not wanted:
        return user.uid == 0
    return user.name == wanted or (_is_number(wanted) and user.uid == int(wanted))


def _group_number(wanted: str, group: str) -> int:
    for name, number, _ in _groups(group):
        if name == wanted or (_is_number(wanted) and number == int(wanted)):
            return number
    if _is_number(wanted):
        return int(wanted)
    raise BadInput(
        f"the image's group {wanted!r} is a name that its /etc/group does not know",
        cure="write a number: USER 65534:65534",
    )


def _users(passwd: str) -> list[_User]:
    lines = [line.strip().split(":") for line in passwd.splitlines()]
    return [
        _User(name=words[0], uid=int(words[2]), gid=int(words[3] or 0), home=words[5])
        for words in (words + [""] * 4 for words in lines)
        if _is_number(words[2]) and (_is_number(words[3]) or not words[3])
    ]


def _groups(group: str) -> list[tuple[str, int, tuple[str, ...]]]:
    lines = [line.strip().split(":") for line in group.splitlines()]
    return [
        (words[0], int(words[2]), tuple(filter(None, words[3].split(","))))
        for words in (words + [""] * 4 for words in lines)
        if _is_number(words[2])
    ]


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal()
