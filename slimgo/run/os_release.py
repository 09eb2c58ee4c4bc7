"""Which system this is, in its own words."""

from __future__ import annotations

import platform
from collections.abc import Mapping


def os_release() -> Mapping[str, str]:
    """What the system says it is (os-release(5)); nothing where it says nothing."""
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}


def is_debian(release: Mapping[str, str]) -> bool:
    """Debian or made from it."""
    return "debian" in {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
