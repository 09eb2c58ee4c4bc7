"""From a need to the files that meet it; pure: what they hold is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slimgo.plan.needs import BY_NAME
from slimgo.values.bundle import Bundle
from slimgo.values.cure import AddedFile, Cure
from slimgo.values.need import Need

CERTIFICATES_AT = "/etc/ssl/certs/ca-certificates.crt"
ZONES_AT = "/usr/share/zoneinfo"
_TYPES_AT = "/etc/mime.types"
_HOSTS = b"hosts: files dns\n"
_STICKY = 0o1777
_ROOT = 0
_NOBODYS_SHELL = "/sbin/nologin"
_KNOWN_NAMES = {65532: "nonroot", 65534: "nobody"}


@dataclass(frozen=True, kw_only=True)
class User:
    """Who the program runs as."""

    uid: int
    gid: int
    home: str = "/"


def zones_wanted(need: Need) -> frozenset[str]:
    """The zones, or what may be none, that it looked for; such as `Europe/Berlin`."""
    folders = BY_NAME["zones"].folders
    return frozenset(
        each.name.removeprefix(folder)
        for each in need.observations
        for folder in folders
        if each.name.startswith(folder)
    )


def certificates_cure(bundle: Bundle) -> Cure:
    """One file with all root certificates, where Debian has it and Go looks first."""
    (content,) = bundle.contents.values()
    return Cure(
        need="certificates",
        files=(AddedFile(path=CERTIFICATES_AT, content=content),),
        source=bundle.source,
    )


def zones_cure(bundle: Bundle, wanted: Iterable[str] = ()) -> Cure:
    """The zones of the bundle. wanted: those that the program asked for; one that the bundle has
    not is named in `lacks`."""
    missing = sorted(set(wanted) - set(bundle.contents))
    return Cure(
        need="zones",
        files=tuple(
            AddedFile(path=f"{ZONES_AT}/{name}", content=content)
            for name, content in sorted(bundle.contents.items())
        ),
        source=bundle.source,
        lacks=f"there is no zone {', '.join(missing)}" if missing else "",
    )


def user_cure(user: User) -> Cure:
    """/etc/passwd and /etc/group with root and the program's user. Nobody can log in by them."""
    name = _KNOWN_NAMES.get(user.uid, "user")
    users, groups = [f"root:x:0:0:root:/root:{_NOBODYS_SHELL}"], ["root:x:0:"]
    if user.uid != _ROOT:
        users.append(f"{name}:x:{user.uid}:{user.gid}:{name}:{user.home}:{_NOBODYS_SHELL}")
    if user.gid != _ROOT:
        groups.append(f"{_KNOWN_NAMES.get(user.gid, name)}:x:{user.gid}:")
    return Cure(
        need="user",
        files=tuple(
            AddedFile(path=path, content="".join(f"{line}\n" for line in lines).encode())
            for path, lines in (("/etc/group", groups), ("/etc/passwd", users))
        ),
    )


def tmp_cure(folders: Iterable[str] = ("/tmp",)) -> Cure:  # noqa: S108 - the image's own
    """Folders that anyone may write into, and only a file's owner may remove it there."""
    made = (AddedFile(path=each, mode=_STICKY, folder=True) for each in sorted(set(folders)))
    return Cure(need="tmp", files=tuple(made))


def mime_cure(bundle: Bundle) -> Cure:
    """A table of file types."""
    (content,) = bundle.contents.values()
    return Cure(
        need="mime",
        files=(AddedFile(path=_TYPES_AT, content=content),),
        source=bundle.source,
    )


def resolver_cure() -> Cure:
    """An nsswitch.conf that says what Go does without one, for a libc that does otherwise."""
    return Cure(
        need="resolver",
        files=(AddedFile(path="/etc/nsswitch.conf", content=_HOSTS),),
        lacks="/etc/services and /etc/protocols: write ports as numbers",
    )


def home_cure(user: User) -> Cure:
    """A home folder of the user's own, to be named by HOME. Below / where it has none."""
    home = user.home if user.home != "/" else "/home/user"
    made = AddedFile(path=home, mode=0o700, uid=user.uid, gid=user.gid, folder=True)
    return Cure(need="home", files=(made,))
