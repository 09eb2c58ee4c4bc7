"""A price list as a file: written after each measurement, whole or not at all, and read again."""

from __future__ import annotations

from pathlib import Path

import msgspec

from slimgo.errors import BadInput
from slimgo.report.price.json import as_json
from slimgo.run.store import write_whole
from slimgo.values.price import SCHEMA_VERSION, PriceList
from slimgo.values.price_search import SearchResult


def save(path: Path, known: PriceList) -> None:
    """Raises BadInput where it cannot be written."""
    _write(path, as_json(known))


def read(path: Path) -> PriceList:
    """Raises BadInput, in a line, for whatever is no price list of ours: cut off, of a newer
    schema, with a number that is none."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read", why=error.strerror or str(error)) from error
    what = f"{path} is no price list"
    try:
        version = msgspec.json.decode(raw, type=_Versioned).schema_version
        if version > SCHEMA_VERSION:
            raise BadInput(
                f"{path} is of a newer slimgo",
                why=f"its schema is {version}, and this one reads up to {SCHEMA_VERSION}",
                cure="take a newer release of it",
            )
        return msgspec.json.decode(raw, type=PriceList)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(what, why=str(error), cure="slimgo price   (writes one)") from error


def save_search(path: Path, found: SearchResult) -> None:
    """Raises BadInput where it cannot be written."""
    _write(path, msgspec.json.encode(found))


def read_search(path: Path) -> SearchResult:
    """Raises BadInput."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=SearchResult)
    except OSError as error:
        raise BadInput(f"{path} cannot be read", why=error.strerror or str(error)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"{path} is no part of a search", why=str(error)) from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{path.parent} cannot be made",
            why=error.strerror or str(error),
            cure="make room for it, or name another folder: --out FOLDER",
        ) from error
    write_whole(path, content)


class _Versioned(msgspec.Struct):
    schema_version: int
