"""An OCI image layout that is a folder, as a tar, which everything else reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slimgo.errors import Unreadable
from slimgo.oci.tar_writer import BLOCK, header, padding

_CHUNK = 1 << 20


def is_layout(folder: Path) -> bool:
    """Whether the folder says that it is an image layout (OCI image layout specification)."""
    return (folder / "oci-layout").is_file() and (folder / "index.json").is_file()


def tar_of_layout(folder: Path, out: Path) -> None:
    """Writes the layout's files as one tar. Raises Unreadable."""
    try:
        with out.open("xb") as tar:
            for path in _files(folder):
                with path.open("rb") as file:
                    size = path.stat().st_size
                    tar.write(header(path.relative_to(folder).as_posix(), size_bytes=size))
                    left = size
                    while left and (chunk := file.read(min(left, _CHUNK))):
                        tar.write(chunk)
                        left -= len(chunk)
                    tar.write(bytes(left) + padding(size))
            tar.write(bytes(2 * BLOCK))
    except OSError as error:
        why = error.strerror or ""
        raise Unreadable(f"{folder} cannot be read as an image", why=why) from None


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path
