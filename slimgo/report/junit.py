"""JUnit XML as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from junitparser import JUnitXml


def written(document: JUnitXml) -> bytes:
    """The document, with a newline at its end."""
    # junitparser's methods bear no types
    text: bytes = document.tostring()  # type: ignore[no-untyped-call]
    return text + b"\n"
