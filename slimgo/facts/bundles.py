"""What others keep well and a program may need: root certificates, time zones, file types."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from slimgo.errors import ToolMissing
from slimgo.values.bundle import Bundle

_ZONES = "tzdata"
_ZONES_AT = "zoneinfo"
_CERTIFICATES = "certifi"
_KNOWN_TO_GO = frozenset(
    ".avif .css .gif .htm .html .jpeg .jpg .js .json .mjs .pdf .png .svg .wasm .webp .xml".split()
)
"""The table of mime/type.go in Go 1.21 to 1.27. A mime.types would overrule it: Python 3.11 says
application/javascript where Go says text/javascript."""


def certificates() -> Bundle:
    """Mozilla's roots in PEM, by the package certifi; under the one name `cacert.pem`.

    Raises ToolMissing.
    """
    source = _source(_CERTIFICATES)
    import certifi

    content = Path(certifi.where()).read_bytes()
    return Bundle(source=source, contents={"cacert.pem": content})


def zones(wanted: Iterable[str] | None = None) -> Bundle:
    """Those of the zones that there are, by their names such as `Europe/Berlin`, from the package
    tzdata; None for all. Raises ToolMissing."""
    source = _source(_ZONES)
    known = zone_names()
    names = known if wanted is None else sorted(known.intersection(wanted))
    folder = files(_ZONES).joinpath(_ZONES_AT)
    contents = {name: folder.joinpath(*name.split("/")).read_bytes() for name in sorted(names)}
    return Bundle(source=source, contents=contents)


@cache
def zone_names() -> frozenset[str]:
    """All that the package tzdata has. Raises ToolMissing."""
    _source(_ZONES)
    return frozenset(files(_ZONES).joinpath("zones").read_text().split())


def file_types() -> Bundle:
    """A mime.types file made of the table in Python's module mimetypes, whatever this machine's
    files say, without what Go knows itself; under the one name `mime.types`."""
    from mimetypes import MimeTypes

    table: dict[str, list[str]] = {}
    for ending, kind in MimeTypes(filenames=()).types_map[True].items():
        if ending not in _KNOWN_TO_GO:
            table.setdefault(kind, []).append(ending.removeprefix("."))
    lines = (f"{kind}\t{' '.join(sorted(endings))}\n" for kind, endings in sorted(table.items()))
    return Bundle(
        source=f"Python {platform.python_version()}",
        contents={"mime.types": "".join(lines).encode()},
    )


def _source(package: str) -> str:
    """Its name and version. Raises ToolMissing."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        raise ToolMissing(f"{package} is not here", cure=f"pip install {package}") from None
