"""What a program sees otherwise than under docker, by place, and why: the whole list."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

Seen = dict[str, str]
"""Field -> value, both as text; see attack.sights."""
_REFERENCE = "docker"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """fields, places: patterns, fnmatch(3), of what differs and where."""

    fields: tuple[str, ...]
    places: tuple[str, ...]
    why: str


_UNREACHED = ("chroot *", "Landlock *", "none *")
_THIS_MACHINES_FILES = ("Landlock *", "none *")
_OWNERS_BY_MODE = ("bubblewrap as a user",)

DIFFERENCES = (
    Difference(
        fields=("file /", "file /etc"),
        places=("podman", "bubblewrap as root", "chroot *"),
        why="docker adds /.dockerenv, podman /run and the user to /etc/passwd, and podman's / is "
        "0555; a chroot has no /etc/mtab",
    ),
    Difference(
        fields=("home",),
        places=("podman",),
        why="podman sets HOME to the working folder of a user that /etc/passwd does not know",
    ),
    Difference(fields=("groups",), places=("podman",), why="podman leaves out root's own group"),
    Difference(
        fields=("interfaces", "localhost", "start", "ended"),
        places=("podman",),
        why="podman's network has IPv6, docker's has not: nor has ours",
    ),
    Difference(
        fields=("listen at port 80",),
        places=("podman", "bubblewrap *", *_UNREACHED),
        why="podman refuses a port below 1024 to who is not root, docker allows it: we refuse",
    ),
    Difference(
        fields=("bytes of /dev/shm",),
        places=("podman", "bubblewrap *"),
        why="podman gives 65,536,000 bytes, docker 67,108,864: we give the less",
    ),
    Difference(
        fields=("make a user namespace", "find a session keyring"),
        places=("podman",),
        why="podman allows it, docker does not: we refuse",
    ),
    Difference(
        fields=("/sys",),
        places=("bubblewrap *", "chroot *"),
        why="/sys is empty; a container's shows the machine's devices",
    ),
    Difference(
        fields=("open to write *",),
        places=_OWNERS_BY_MODE,
        why="root is this user here, whom the file's mode refuses before the mount does",
    ),
    Difference(
        fields=("environment",),
        places=("podman", "bubblewrap *"),
        why="podman sets TERM and container, bwrap sets PWD",
    ),
    Difference(
        fields=("CapEff",),
        places=("bubblewrap *", *_UNREACHED),
        why="root keeps what docker and podman both leave it, in a chroot only its power over "
        "files; without /proc it is not seen",
    ),
    Difference(
        fields=("NoNewPrivs",),
        places=("bubblewrap *", *_UNREACHED),
        why="no program may gain privileges by a setuid file",
    ),
    Difference(
        fields=("descriptors",),
        places=("bubblewrap as root", *_UNREACHED),
        why="bwrap keeps the descriptor of the namespace that it was given; without /proc they are "
        "not seen",
    ),
    Difference(
        fields=("file /dev/*",),
        places=("bubblewrap *", *_UNREACHED),
        why="devices are this machine's, shared memory the user's; a chroot has none",
    ),
    Difference(
        fields=("start", "ended", "changes"),
        places=("bubblewrap *", *_UNREACHED),
        why="what docker refuses to start ends at once here, with bwrap's or the shell's status",
    ),
    Difference(
        fields=("file *", "chown *", "setuid *", "uid", "groups"),
        places=_OWNERS_BY_MODE,
        why="this user has no subordinate ids: the files are its own, with modes that allow the "
        "same, and there is no other user to become",
    ),
    Difference(
        fields=(
            *("/proc", "SigIgn", "executable", "read /dev/*", "write to /dev/*"),
            *("process", "parent", "bytes of /dev/shm", "open to write *", "read /proc/*"),
            "file /sys/*",
        ),
        places=_UNREACHED,
        why="without a namespace of its own it has no /proc, no /dev and no process 1; an image's "
        "own files there are seen",
    ),
    Difference(
        fields=("asked from", "host name", "interfaces", "its own name", "listen on localhost"),
        places=_UNREACHED,
        why="network and host name are this machine's; under Landlock it may listen at the "
        "image's port only",
    ),
    Difference(
        fields=("setuid *", "uid", "file /etc/hosts"),
        places=("chroot *", "Landlock as root", "none as root"),
        why="root may not become another user of this machine",
    ),
    Difference(
        fields=("*",),
        places=_THIS_MACHINES_FILES,
        why="its / is this machine's, which Landlock keeps it from; as a user it stays who we are",
    ),
)


_SECTION = """
## What a program sees otherwise than under docker

The same images (attack/images.py) were started by docker, by podman and on every level, as
root and as a user without subordinate ids. Their program tells its user, groups, environment,
names, files with owners and modes, descriptors, devices, network, what it may write, what it is
kept from and how it ends. What differs from docker is listed here with its reason;
`nox -s engines` compares again, and is red for a difference that is not listed and for a line that
is no longer needed.

Users and owners are real as root, by a map of ids, and for a user who has `newuidmap` and
subordinate ids. Elsewhere each file's mode says what the image's user may do with it: the program's
access is the same, and `invoke image` names what it cannot show.

| what | where | why |
|---|---|---|
"""


def section() -> str:
    """The table as a section of docs/isolation.md."""
    rows = (
        f"| {_listed(each.fields)} | {_places(each.places)} | {each.why} |" for each in DIFFERENCES
    )
    return _SECTION + "\n".join(rows) + "\n"


def _places(patterns: tuple[str, ...]) -> str:
    return ", ".join(each.removesuffix(" *") for each in patterns)


def _listed(patterns: tuple[str, ...]) -> str:
    names = (each.replace("*", "…") for each in patterns)
    return ", ".join("everything else" if each == "…" else f"`{each}`" for each in names)


def compared(
    places: dict[str, dict[str, Seen]],
) -> tuple[list[str], set[Difference]]:
    """A line for each difference that has no reason, and the reasons that were needed.

    places: place -> image -> what was seen; docker among them.
    """
    unexplained, used = [], set()
    for place, images in places.items():
        for image, fields in images.items():
            reference = places[_REFERENCE][image]
            for field in sorted({*fields, *reference}):
                there, here = reference.get(field, "absent"), fields.get(field, "absent")
                if there == here:
                    continue
                reasons = [each for each in DIFFERENCES if _applies(each, field, place)]
                used |= {*reasons[:1]}
                if not reasons:
                    how = f"{fields['start']}, {fields.get('ended', 'not started')}"
                    unexplained.append(
                        f"{place}, {image}, {field}: {here!r}, docker: {there!r} ({how})"
                    )
    return unexplained, used


def _applies(difference: Difference, field: str, place: str) -> bool:
    return any(fnmatchcase(field, each) for each in difference.fields) and any(
        fnmatchcase(place, each) for each in difference.places
    )
