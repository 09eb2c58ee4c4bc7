"""Files of an image, taken out of its tar."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from slimgo.errors import BadInput, EngineFailed, Unreadable
from slimgo.oci.blobs import open_archive
from slimgo.oci.contents import contents
from slimgo.oci.merge import image_path
from slimgo.oci.mtree import read_mtree
from slimgo.oci.tar_reader import Broken


def extract(tar: Path, path: str, target: Path) -> None:
    """Writes the regular file of that absolute path, links not followed, to target.

    Raises Unreadable where the image has no such file.
    """
    extract_all(tar, {path: target})


def extract_all(tar: Path, wanted: Mapping[str, Path]) -> None:
    """wanted: absolute paths of regular files in the image -> where they are written; folders come
    into being. Raises Unreadable, as extract."""
    with open_archive(tar) as archive:
        found = contents(archive)
        image, files = found.documents, found.files
        left: dict[tuple[int, str], list[str]] = {}
        for path in wanted:
            placed = files.get(path)
            if placed is None or placed.file.kind != "file":
                raise Unreadable(f"the image has no file {path}")
            left.setdefault((placed.layer, placed.member), []).append(path)
        for index, (name, diff_id) in enumerate(image.layers):
            if not any(layer == index for layer, _ in left):
                continue
            for member, content in archive.layer(name, diff_id):
                paths = left.get((index, image_path(member.name)), [])
                if not paths or member.kind != "file":
                    continue
                raw = b"".join(iter(content.read, b""))
                # of two entries of one name the later counts
                if hashlib.sha256(raw).hexdigest() == files[paths[0]].file.sha256:
                    del left[index, image_path(member.name)]
                    for path in paths:
                        wanted[path].parent.mkdir(parents=True, exist_ok=True)
                        wanted[path].write_bytes(raw)
                        mtime = files[path].file.mtime
                        os.utime(wanted[path], (mtime, mtime))
        for paths in left.values():
            raise Broken(f"{paths[0]} changed while it was read")


def extract_into(
    folder: Path, image: Path, paths: tuple[str, ...], listed: Path | None, directory: Path
) -> str:
    """Writes the files below the folder, at the paths that they have in the image, and nothing
    else: it takes the place of one that is there. Returns what is to be said of it.

    listed: a list as mtree(5) has it, of whose files those are taken, too, whose content lies in
    the folder. directory: absolute; where the other paths begin. Raises BadInput, EngineFailed,
    Unreadable.
    """
    place = directory / folder
    wanted = {path: path for path in paths}
    try:
        text = (directory / listed).read_text(encoding="utf-8") if listed else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{listed} cannot be read", why=str(error)) from None
    for entry in read_mtree(text):
        if entry.source and os.path.normpath(entry.source) == f"{folder}{entry.path}":
            wanted[entry.path] = entry.path
    part = place.with_name(f".{place.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        part.mkdir(parents=True)
        extract_all(directory / image, {path: part / path[1:] for path in wanted})
        shutil.rmtree(place, ignore_errors=True)
        part.rename(place)
    except OSError as error:
        raise EngineFailed(f"{folder} cannot be written", why=error.strerror or "") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return f"{len(wanted)} file{'' if len(wanted) == 1 else 's'}"
