"""What two images of one Dockerfile differ in, and which of that is meant to be so."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from slimgo.oci.modes import image_mode
from slimgo.values.image import ImageConfig
from tests.buildkit.images import Image

FILE = ("kind", "mode", "uid", "gid", "size_bytes", "sha256", "link")
ENTRY = ("kind", "mode", "uid", "gid")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that the two images do not agree on."""

    what: str
    """Which property: `mode`, `uid`, `env`, …"""
    where: str
    """Of what: a path, a layer and a path; empty for the image itself."""
    ours: object
    theirs: object

    def __str__(self) -> str:
        where = f" of {self.where}" if self.where else ""
        return f"{self.what}{where}: ours {self.ours!r}, BuildKit's {self.theirs!r}"


@dataclass(frozen=True, kw_only=True)
class Design:
    """A difference that is meant."""

    name: str
    why: str
    holds: Callable[[Difference], bool]
    """Whether a difference is of this kind."""


def _two_modes(found: Difference) -> bool:
    """COPY --chmod gives both the same, so this is a mode of the context."""
    return (
        found.what == "mode"
        and isinstance(found.theirs, int)
        and found.ours == image_mode(found.theirs)
    )


def _same_folder(found: Difference) -> bool:
    # normpath keeps two slashes at the start
    return found.what == "working_dir" and found.ours == posixpath.normpath(f"/./{found.theirs}")


def _folder_mode(found: Difference) -> bool:
    """Of a folder that everyone may enter in both."""
    return (
        found.what == "folder mode"
        and found.ours == 0o755
        and isinstance(found.theirs, int)
        and found.theirs & 0o111 == 0o111
    )


DESIGN = (
    Design(
        name="two modes",
        why="a file's mode is 0644 or 0755, so that no umask reaches a digest; "
        "COPY --chmod decides with both",
        holds=_two_modes,
    ),
    Design(
        name="spelling of WORKDIR",
        why="BuildKit keeps slashes and dots as they are written; it is the same folder",
        holds=_same_folder,
    ),
    Design(
        name="mode of a new folder",
        why="0755, as engines made it before BuildKit 0.20; newer ones take --chmod's, and what "
        "would then keep somebody out is refused",
        holds=_folder_mode,
    ),
    Design(
        name="empty layer",
        why="BuildKit writes a layer for WORKDIR also where the folder is there; it holds nothing",
        holds=lambda found: found.what == "empty layers",
    ),
    Design(
        name="owner before --link",
        why="COPY --link gives folders that are there a new owner in its own layer; our earlier "
        "layers name that owner already, and the image is the same",
        holds=lambda found: found.what == "earlier owner",
    ),
    Design(
        name="created",
        why="our image's time is fixed, so that the same files make the same image",
        holds=lambda found: found.what == "created",
    ),
    Design(
        name="words of the history",
        why="our history quotes the Dockerfile; BuildKit writes each line anew",
        holds=lambda found: found.what == "history",
    ),
)


def differences(ours: Image, theirs: Image) -> list[Difference]:
    """All that the two do not agree on, meant or not."""
    return [found for found in _compared(ours, theirs) if found.ours != found.theirs]


def design_of(found: Difference) -> Design | None:
    """Which row of the table a difference belongs to; None where it is not meant."""
    return next((row for row in DESIGN if row.holds(found)), None)


def _compared(ours: Image, theirs: Image) -> Iterator[Difference]:
    yield from _entries(ours.files, theirs.files, FILE, "")
    yield from _layers(ours, theirs)
    for field in fields(ImageConfig):
        mine, other = getattr(ours.config, field.name), getattr(theirs.config, field.name)
        yield _pair(field.name, "", mine, other)
    for name in ("created", "history"):
        yield _pair(name, "", getattr(ours, name), getattr(theirs, name))


def _layers(ours: Image, theirs: Image) -> Iterator[Difference]:
    """Without BuildKit's empty ones, which are told by their number."""
    full = [layer for layer in theirs.layers if layer]
    yield _pair("empty layers", "", 0, len(theirs.layers) - len(full))
    yield _pair("number of layers", "", len(ours.layers), len(full))
    made = iter(theirs.layers)
    makes_layer = tuple(makes and bool(next(made, None)) for makes in theirs.makes_layer)
    yield _pair("makes_layer", "", ours.makes_layer, makes_layer)
    for number, (mine, other) in enumerate(zip(ours.layers, full, strict=False)):
        later = {path for layer in full[number + 1 :] for path in layer}
        for found in _entries(mine, other, ENTRY, f"layer {number}, "):
            path = found.where.removeprefix(f"layer {number}, ")
            last = theirs.files.get(path)
            if (
                found.what in {"uid", "gid"}
                and path in later
                and mine[path].kind == "directory"
                and last
                and getattr(last, found.what) == found.ours
            ):
                yield replace(found, what="earlier owner")
            else:
                yield found


def _entries(
    ours: Mapping[str, object], theirs: Mapping[str, object], names: tuple[str, ...], prefix: str
) -> Iterator[Difference]:
    for path in sorted(ours.keys() | theirs.keys()):
        where = prefix + path
        yield _pair("presence", where, path in ours, path in theirs)
        if path in ours and path in theirs:
            for name in names:
                mine, other = getattr(ours[path], name), getattr(theirs[path], name)
                folder = getattr(ours[path], "kind", "") == "directory"
                yield _pair(
                    "folder mode" if folder and name == "mode" else name, where, mine, other
                )


def _pair(what: str, where: str, ours: object, theirs: object) -> Difference:
    return Difference(what=what, where=where, ours=ours, theirs=theirs)
