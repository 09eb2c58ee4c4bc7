"""The modes that the built-in engine gives to files: two, so that no umask reaches a digest.

docker and podman keep what a file has in the context; `COPY --chmod` decides with all of them.
"""

from __future__ import annotations

import stat


def image_mode(mode: int) -> int:
    """0755 for a file that anyone may execute, else 0644. mode: the permission bits it has."""
    return 0o755 if mode & 0o111 else 0o644


def mode_note(source: str, mode: int) -> str:
    """What is to be said where that is no mere umask; empty where it is.

    A umask takes bits from groups and others: 0600 is more likely meant, and so is setuid.
    """
    mode = stat.S_IMODE(mode)
    becomes = image_mode(mode)
    widened = becomes & 0o004 and not mode & 0o044
    if not (widened or mode & 0o7000):
        return ""
    return (
        f"COPY {source}: mode {mode:04o} becomes {becomes:04o} in the image; "
        f"COPY --chmod={mode:04o} keeps it"
    )
