"""The layers of an image merged, as an engine would unpack them.

Whiteouts as in the OCI image specification, "Layer changesets".
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from slimgo.oci.blobs import Archive
from slimgo.oci.documents import ImageDocuments
from slimgo.oci.tar_reader import Broken, Content, Member
from slimgo.values.image import ImageFile

WHITEOUT = ".wh."
"""Before the name of a file that a layer removes."""
_OPAQUE = ".wh..wh..opq"
_LARGEST_TEXT = 1 << 20
_LONGEST_PATH, _LONGEST_NAME = 4000, 255
"""In bytes: PATH_MAX of linux/limits.h less the folder that it is unpacked into, and NAME_MAX."""
_DEEPEST = 200
_SHOWN = 60


_MOST_LINKS = 40  # the kernel's MAXSYMLINKS


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A file of the image, and where its content is."""

    file: ImageFile
    layer: int
    """The layer that holds its content, counted from 0; that of a hard link may be another."""
    member: str
    """The path there, which links may lead elsewhere, of the entry that has its content."""


@dataclass
class _Node:
    path: str = "/"
    above: _Node | None = None
    placed: Placed | None = None
    """None for a folder that no layer mentions and that something lies in."""
    below: dict[str, _Node] = field(default_factory=dict)


def merged(archive: Archive, image: ImageDocuments) -> dict[str, Placed]:
    """The image's files by absolute path, sorted, `/` itself left out. Raises Broken.

    What lies in a folder that is a link lies where the link leads, within the image, as engines
    unpack it (containerd, archive/tar.go).
    """
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
            elif base and member.kind == "hardlink":
                added[path] = _linked(path, member, added, root, index)
            elif base:
                file = _file(path, member, content, index)
                added[path] = Placed(file=file, layer=index, member=path)
        for path, placed in added.items():
            folder, base = posixpath.split(path)
            above = _folder(root, folder)
            there = above.below.get(base)
            real = posixpath.join(above.path, base)
            above.below[base] = _Node(
                path=real,
                above=above,
                placed=replace(placed, file=replace(placed.file, path=real)),
                below=there.below if there and _is_folder(placed) else {},
            )
    return dict(sorted(_walk(root)))


def _linked(path: str, member: Member, added: dict[str, Placed], root: _Node, layer: int) -> Placed:
    """A hard link: the file it links to, of its own layer or of one below, under another name."""
    target = image_path(member.link)
    folder, base = posixpath.split(target)
    node = _folder(root, folder).below.get(base)
    found = added.get(target) or (node.placed if node else None)
    if found is None or _is_folder(found):
        raise Broken(f"{path} is a hard link to {target}, which is no file before it")
    return replace(found, file=replace(found.file, path=path, layer=layer))


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
        if image_path(member.name) == placed.member and member.kind == "file"
    ]
    return found[-1].decode("utf-8", "replace")


def _folder(root: _Node, path: str) -> _Node:
    """The folder of that path, links followed; it comes into being where it is not there."""
    node, left, links = root, _parts(path), 0
    while left:
        part = left.pop(0)
        if part == "..":
            node = node.above or root
            continue
        below = node.below.setdefault(part, _Node(path=posixpath.join(node.path, part), above=node))
        there = below.placed.file if below.placed else None
        if there is None or there.kind == "directory":
            node = below
        elif there.kind == "symlink":
            links += 1
            if links > _MOST_LINKS:
                raise Broken(f"{path}: its links lead in a circle")
            node = root if there.link.startswith("/") else node
            left = _parts(there.link) + left
        else:
            raise Broken(f"{there.path} is no folder, and something lies in it")
    return node


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in {"", "."}]


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
    parts = _parts(name)
    if ".." in parts:
        raise Broken(f"{name!r} leads out of the image")
    path = "/" + "/".join(parts)
    long = len(path.encode()) > _LONGEST_PATH or any(
        len(part.encode()) > _LONGEST_NAME for part in parts
    )
    if long or len(parts) > _DEEPEST:
        raise Broken(f"{name[:_SHOWN]!r}… is longer than a path can be")
    return path


def _file(path: str, member: Member, content: Content, layer: int) -> ImageFile:
    kinds = {"file", "directory", "symlink"}
    if member.kind == "symlink" and not member.link:
        raise Broken(f"{path} is a link to nothing")
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
        capabilities=member.capabilities,
        layer=layer,
        mtime=member.mtime,
    )
