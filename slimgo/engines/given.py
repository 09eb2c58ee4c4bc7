"""The files of a probe, put into a container of docker or podman before it starts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from slimgo.oci.tar_writer import BLOCK, header, padding
from slimgo.plan.given_files import read_given
from slimgo.values.probe import GivenFile


def archive_of(files: Sequence[GivenFile]) -> bytes:
    """The tar that `cp -` unpacks at the container's root. Raises BadInput."""
    return archive((file.path, content, mode) for file, content, mode in read_given(files))


def archive(files: Iterable[tuple[str, bytes, int]]) -> bytes:
    """Of paths, contents and modes. It names no folder: one that is there keeps its mode, and one
    that is not is made."""
    parts = []
    for path, content, mode in files:
        size = len(content)
        parts += [header(path[1:], size_bytes=size, mode=mode), content, padding(size)]
    return b"".join((*parts, bytes(2 * BLOCK)))


def mounts(files: Sequence[GivenFile], folder: Path) -> tuple[str, ...]:
    """The flags that show them in a container whose root is read-only, where `cp` is refused.

    folder: where copies of them are made, with their modes there; they are this user's. Raises
    BadInput.
    """
    flags: list[str] = []
    for number, (file, content, mode) in enumerate(read_given(files)):
        copy = folder / str(number)
        copy.write_bytes(content)
        copy.chmod(mode)
        fields = ("type=bind", f"src={copy}", f"dst={file.path}", "readonly")
        flags += ["--mount", ",".join(map(_field, fields))]
    return tuple(flags)


def _field(text: str) -> str:
    """As both clients read one, which is as CSV."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"') else text
