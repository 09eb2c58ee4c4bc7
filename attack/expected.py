"""What may be done on which level. Everything else must be refused."""

from __future__ import annotations

BITES = frozenset(
    (
        "read by absolute path",
        "list a folder",
        "write a file",
        "execute a program",
        "connect over TCP",
        "connect over MPTCP",
        "connect to a Unix socket",
        "connect to an abstract socket",
        "listen at another port over TCP",
        "listen at another port over MPTCP",
        "send over UDP",
        "list processes",
        "signal a process",
        "attach shared memory",
    )
)
"""What anyone can do without isolation, wherever it is: if not, the probe proves nothing."""

_A_CONTAINERS = frozenset(("write inside its root", "hold a capability"))
"""What docker and podman allow too: its files are its own copy, its root has power over them."""
_NEVER_ISOLATED = frozenset(("send over UDP", "attach shared memory", "notice a process"))
_BY_NAME = frozenset(("stat a file", "change a file's mode", "connect to a Unix socket"))
_LEVELS = {
    "bubblewrap": _A_CONTAINERS,
    "chroot": _NEVER_ISOLATED | _A_CONTAINERS,
    "Landlock": _NEVER_ISOLATED | _BY_NAME,
}
# from which ABI of Landlock on it is refused
_SINCE = {
    "write inside its root": 1,
    "truncate a file": 3,
    "connect over TCP": 4,
    "connect over MPTCP": 4,
    "listen at another port over TCP": 4,
    "listen at another port over MPTCP": 4,
    "connect to an abstract socket": 6,
    "signal a process": 6,
}
_OUT_OF_REACH = frozenset(("truncate a file",))
"""What a chroot refuses whatever Landlock says."""


def expected(level: str, abi: int) -> frozenset[str]:
    """The attempts that succeed there, if they do without isolation. Raises KeyError for none."""
    allowed = _LEVELS[level]
    if level == "bubblewrap":
        return allowed
    late = frozenset(name for name, since in _SINCE.items() if abi < since)
    return allowed | (late - _OUT_OF_REACH if level == "chroot" else late)
