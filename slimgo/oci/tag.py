"""An image's tag: its grammar, its full form, and the file that an image with it is kept in.

Grammar: the distribution project's `reference` package, whose rules docker and podman follow.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from slimgo.errors import BadInput

_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?"
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_NAME = rf"(?:{_HOST}/)?{_COMPONENT}(?:/{_COMPONENT})*"
_VERSION = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_LONGEST_NAME = 255
_LONGEST_FILE_NAME = 180
_LIKE_AN_ID = r"[0-9a-f]{64}"


@dataclass(frozen=True, kw_only=True)
class Tag:
    """The name of an image, taken apart."""

    name: str
    """What stands before the version, as typed."""
    full_name: str
    """With registry, docker's way."""
    version: str

    def __str__(self) -> str:
        return f"{self.name}:{self.version}"

    @property
    def full(self) -> str:
        """As containerd names it: `docker.io/library/server:latest`."""
        return f"{self.full_name}:{self.version}"

    @property
    def file_name(self) -> str:
        """One file name per tag: `server.tar`, `reg.example%2Fx%2Fy%3A1.2.tar`."""
        text = self.name if self.version == "latest" else str(self)
        name = text.replace("/", "%2F").replace(":", "%3A")
        if len(name) > _LONGEST_FILE_NAME:
            digest = hashlib.sha256(name.encode()).hexdigest()[:16]
            name = f"{name[: _LONGEST_FILE_NAME - 17]}-{digest}"
        return f"{name}.tar"


def parse_tag(text: str) -> Tag:
    """`server`, `reg.example/x/y:1.2`; no version means `latest`. Raises BadInput."""
    name, colon, version = text.rpartition(":")
    if not colon or "/" in version:
        name, version = text, "latest"
    if (
        not re.fullmatch(_NAME, name)
        or not re.fullmatch(_VERSION, version)
        or len(name) > _LONGEST_NAME
        or re.fullmatch(_LIKE_AN_ID, text)
    ):
        raise BadInput(
            f"{text[:80]!r} is no image tag",
            cure="choose small letters, digits and . _ - between them: reg.example/x/y:1.2",
        )
    first, slash, _ = name.partition("/")
    # docker: a first part without dot, port and capital is no registry unless it is localhost
    registry = slash and (first == "localhost" or re.search(r"[.:A-Z]", first))
    if registry and first != "docker.io":
        full_name = name
    else:
        path = name.removeprefix("docker.io/")
        full_name = f"docker.io/{path}" if "/" in path else f"docker.io/library/{path}"
    return Tag(name=name, full_name=full_name, version=version)
