"""One thing to be shipped."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.companion import Companion
from slimgo.values.original import Original
from slimgo.values.probe import Probe

BUILD = "build"
"""The folder, in the project, of everything that is made, where no other is named."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A Go package; an executable that exists; or an image that exists, whose program is that
    executable. Of the last two nothing else is said."""

    folder: str
    """Of its module, from the project's folder; `.` for that itself."""
    package: str
    """As `go build` takes it there: `./cmd/server`, or a file."""
    path: str = ""
    """Its import path, where that was found out."""
    back: str = ""
    """The project's folder from the module's, where the way there does not follow from `folder`:
    when the module stands outside of the project."""
    tags: tuple[str, ...] = ()
    """Build tags."""
    ldflags: tuple[str, ...] = ()
    """For the linker, beside those of the variant: `-X main.version=1.2`."""
    gcflags: tuple[str, ...] = ()
    """For the compiler, beside those of the variant."""
    goamd64: str = ""
    """`v1` to `v4`: the least amd64 processor that runs it; empty for Go's own choice."""
    cgo: str = ""
    """How C becomes part of it, an entry of plan/cgo.py; empty for Go alone."""
    executable: str = ""
    """The file, from the project's folder; empty for a package."""
    image: Original | None = None
    """The image that the executable comes from."""
    packed_by: str = ""
    """The packer that it comes from, to be unpacked first; empty for none."""
    workspace: bool = False
    """Whether a go.work in the module's folder or above it counts, as it does for `go build`."""


@dataclass(frozen=True, kw_only=True)
class Extra:
    """A file, folder or symbolic link of the image beside the program."""

    path: str
    """Absolute, in the image."""
    mode: int
    """Permission bits."""
    uid: int = 0
    gid: int = 0
    source: str = ""
    """Of a file: where its content is found, absolute; empty for the rest, or where the content is
    known."""
    content: bytes = b""
    """Of a file without a source."""
    is_folder: bool = False
    link: str = ""
    """Of a symbolic link: where it leads."""
    mtime: int = 0
    """When it was last changed, in seconds since 1970; 0 for the image's own time."""


@dataclass(frozen=True, kw_only=True)
class ImageChoices:
    """What an image from scratch is made of and says of itself, beside its program."""

    tags: tuple[str, ...] = ()
    """More names for it, beside the program's tag."""
    labels: tuple[tuple[str, str], ...] = ()
    user: str = ""
    """`UID` or `UID:GID`; empty for the usual one."""
    workdir: str = ""
    """Absolute; empty for /."""
    entrypoint: tuple[str, ...] = ()
    """The program's path in the image, and the arguments that always follow; empty for /NAME."""
    arguments: tuple[str, ...] = ()
    """Those that follow where nobody gives others."""
    env: tuple[tuple[str, str], ...] = ()
    ports: tuple[str, ...] = ()
    """`8443/tcp`, beside the port that its probe asks at."""
    extras: tuple[Extra, ...] = ()
    """Sorted by path; folders before what is in them."""
    volumes: tuple[str, ...] = ()
    """Absolute paths of folders."""
    needs: tuple[str, ...] = ()
    """What is added for what the program needs: `auto` for what is found out, or needs by name;
    `none` only says what it is. Empty: nobody looks."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What is built, how it is found out that it works, and what its image is made of."""

    name: str
    source: Source
    probes: tuple[Probe, ...]
    """In the order in which they are proven; at least one. The first is the main one: its start is
    timed, swept and served."""
    tag: str
    """The image's."""
    out: str = BUILD
    """The folder of everything that is made, from the project's: one name; below it a folder of its
    own for another target than this machine's."""
    context: str = "."
    """The folder of its Dockerfile, which is what the image is made of, from the project's."""
    build_args: tuple[tuple[str, str], ...] = ()
    """What the Dockerfile is told by ARG."""
    image: ImageChoices = ImageChoices()
    companions: tuple[Companion, ...] = ()
    """Started before it wherever it is probed, in this order, and ended after it."""
    dockerfile: str = ""
    """The text to write there; empty where the project has a Dockerfile of its own."""

    @property
    def probe(self) -> Probe:
        """The main one."""
        return self.probes[0]
