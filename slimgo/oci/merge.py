"""The layers of an image merged, as an engine would unpack them.

Whiteouts as in the OCI image specification, "Layer changesets".
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from slimgo.oci.blobs import Archive
from slimgo.oci.documents import ImageDocuments
from slimgo.oci.tar_reader import Broken, Content, Member
from slimgo.values.image import ImageFile

WHITEOUT = ".wh."
"""Before the name of a file that a layer removes."""
_OPAQUE = ".wh..wh..opq"
_LARGEST_TEXT = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A file of the image, and the layer it comes from, counted from 0."""

    file: ImageFile
    layer: int


@dataclass
class _Node:
    placed: Placed | None = None
    """None for a folder that no layer mentions and that something lies in."""
    below: dict[str, _Node] = field(default_factory=dict)


def merged(archive: Archive, image: ImageDocuments) -> dict[str, Placed]:
    """The image's files by absolute path, sorted, `/` itself left out. Raises Broken."""
    root = _Node()
    for index, (name, diff_id) in enumerate(image.layers):
        # a whiteout hides what lower layers have, wherever it stands in its own
        added: dict[str, Placed] = {}
        for member, content in archive.layer(name, diff_id):
            path = image_path(member.name)
            folder, base = posixpath.split(path)
            if base == _OPAQUE:
                _folder(root, folder).below.clear()
            elif base.startswith(WHITEOUT):
                _folder(root, folder).below.pop(base.removeprefix(WHITEOUT), None)
            elif base:
                added[path] = Placed(file=_file(path, member, content), layer=index)
        for path, placed in added.items():
            folder, base = posixpath.split(path)
            siblings = _folder(root, folder).below
            below = siblings[base].below if base in siblings else {}
            siblings[base] = _Node(placed, below if _is_folder(placed) else {})
    return dict(sorted(_walk(root)))


def text_of(archive: Archive, image: ImageDocuments, files: dict[str, Placed], path: str) -> str:
    """A regular file of the image as text; empty where there is none, or it is over 1 MiB.

    files: what `merged` gave. Raises Broken.
    """
    placed = files.get(path)
    if placed is None or placed.file.kind != "file" or placed.file.size_bytes > _LARGEST_TEXT:
        return ""
    found = [
        b"".join(iter(content.read, b""))
        for member, content in archive.layer(*image.layers[placed.layer])
        if image_path(member.name) == path and member.kind == "file"
    ]
    return found[-1].decode("utf-8", "replace")


def _folder(root: _Node, path: str) -> _Node:
    node = root
    for part in path.strip("/").split("/") if path != "/" else ():
        node = node.below.setdefault(part, _Node())
        if node.placed and not _is_folder(node.placed):
            raise Broken(f"{node.placed.file.path} is no folder, and something lies in it")
    return node


def _is_folder(placed: Placed) -> bool:
    return placed.file.kind == "directory"


def _walk(root: _Node) -> Iterator[tuple[str, Placed]]:
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if node.placed:
            yield node.placed.file.path, node.placed
        nodes.extend(node.below.values())


def image_path(name: str) -> str:
    """The absolute path of a layer's entry. Raises Broken where it would lead out of the image."""
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise Broken(f"{name!r} leads out of the image")
    return "/" + "/".join(parts)


def _file(path: str, member: Member, content: Content) -> ImageFile:
    kinds = {"file", "directory", "symlink"}
    digest = hashlib.sha256()
    while chunk := content.read():
        digest.update(chunk)
    return ImageFile(
        path=path,
        kind=member.kind if member.kind in kinds else "other",
        mode=member.mode,
        uid=member.uid,
        gid=member.gid,
        size_bytes=member.size_bytes,
        sha256=digest.hexdigest() if member.kind == "file" else "",
        link=member.link if member.kind == "symlink" else "",
    )
