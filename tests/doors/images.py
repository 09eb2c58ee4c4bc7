"""Images that others made: written here entry by entry, as docker saves them."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Layer:
    """One layer, an entry after the other."""

    entries: list[tuple[tarfile.TarInfo, bytes]] = field(default_factory=list)

    def file(self, path: str, content: bytes = b"x", **fields: int) -> Layer:
        return self._add(path, tarfile.REGTYPE, content, fields)

    def folder(self, path: str, **fields: int) -> Layer:
        return self._add(path, tarfile.DIRTYPE, b"", {"mode": 0o755, **fields})

    def link(self, path: str, to: str, *, hard: bool = False) -> Layer:
        kind = tarfile.LNKTYPE if hard else tarfile.SYMTYPE
        self._add(path, kind, b"", {"mode": 0o777})
        self.entries[-1][0].linkname = to
        return self

    def device(self, path: str) -> Layer:
        return self._add(path, tarfile.CHRTYPE, b"", {"devmajor": 1, "devminor": 3})

    def _add(self, path: str, kind: bytes, content: bytes, fields: Mapping[str, int]) -> Layer:
        entry = tarfile.TarInfo(path.lstrip("/"))
        entry.type, entry.size = kind, len(content)
        for name, value in fields.items():
            setattr(entry, name, value)
        self.entries.append((entry, content))
        return self

    def bytes(self) -> bytes:
        return _tar(self.entries)


def saved(
    tar: Path,
    *layers: Layer,
    tag: str = "web:1.2",
    architecture: str = "amd64",
    config: Mapping[str, Any],
) -> Path:
    """Writes the tar. config: docker's own words for how the image runs."""
    raw = [each.bytes() for each in layers]
    document = {
        "os": "linux",
        "architecture": architecture,
        "config": config,
        "rootfs": {
            "type": "layers",
            "diff_ids": [f"sha256:{hashlib.sha256(each).hexdigest()}" for each in raw],
        },
    }
    names = [f"{number}/layer.tar" for number in range(len(raw))]
    manifest = [{"Config": "config.json", "RepoTags": [tag], "Layers": names}]
    members: dict[str, bytes] = {
        "config.json": json.dumps(document).encode(),
        "manifest.json": json.dumps(manifest).encode(),
        **dict(zip(names, raw, strict=True)),
    }
    tar.write_bytes(_tar(_members(members)))
    return tar


def _members(members: Mapping[str, bytes]) -> Iterable[tuple[tarfile.TarInfo, bytes]]:
    for name, content in members.items():
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        yield entry, content


def _tar(entries: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for entry, content in entries:
            tar.addfile(entry, io.BytesIO(content))
    return raw.getvalue()
