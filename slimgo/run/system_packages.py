"""How this system installs a program: the package managers as a table."""

from __future__ import annotations

import shutil

MANAGERS = {
    "apt-get": "apt-get install",
    "dnf": "dnf install",
    "apk": "apk add",
    "pacman": "pacman -S",
    "zypper": "zypper install",
    "brew": "brew install",
    "choco": "choco install",
    "conda": "conda install -c conda-forge",
}
"""Program -> what is typed in front of a package; a system's own before those that are added."""

_WITHOUT_ROOT = frozenset(("brew", "choco", "conda"))
_PACKAGES = {
    ("apt-get", "docker"): "docker.io",
    ("apt-get", "upx"): "upx-ucl",
    ("dnf", "docker"): "moby-engine",
}
"""Package names that differ from the program's."""


def install(program: str, search: str) -> str:
    """`dnf install upx   (as root)`, by the first manager on the search path; empty without one."""
    for manager, words in MANAGERS.items():
        if shutil.which(manager, path=search):
            package = _PACKAGES.get((manager, program), program)
            return f"{words} {package}" + ("" if manager in _WITHOUT_ROOT else "   (as root)")
    return ""
