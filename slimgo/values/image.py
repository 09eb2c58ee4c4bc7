"""An image as planned from a Dockerfile, and as read from an exported tar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One file of the context and where the image has it. Paths use `/`.

    source is relative to the context, target absolute in the image.
    """

    source: str
    target: str
    mode: int | None = None
    """Permission bits that `COPY --chmod` sets, or None to keep the source's."""
    uid: int = 0
    gid: int = 0
    layer: int = 0
    """Which layer holds it, from 0; each COPY instruction makes one."""


@dataclass(frozen=True, kw_only=True)
class Added:
    """A tar of the context that is unpacked at the image's root: its names, modes and owners are
    those of the tar."""

    source: str
    """Relative to the context."""
    layer: int = 0


@dataclass(frozen=True, kw_only=True)
class ArchiveEntry:
    """A file, folder or symbolic link of such a tar."""

    path: str
    """Absolute in the image."""
    is_folder: bool
    mode: int
    uid: int
    gid: int
    size_bytes: int
    sha256: str
    """Of a file's content, in hex; empty for the rest."""
    link: str = ""
    """Where a symbolic link leads; empty for the rest."""


@dataclass(frozen=True, kw_only=True)
class Directory:
    """A folder that comes into being with a COPY into it or with WORKDIR; its mode is 0755."""

    path: str
    uid: int = 0
    gid: int = 0
    layer: int = 0


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """One line of an image's history."""

    text: str
    layer: int | None = None
    """The one it made, or None where it made none."""


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """How docker finds out whether a container still works: a field of docker's, which OCI's config
    does not have and whoever reads it leaves in place."""

    test: tuple[str, ...]
    """`NONE`; `CMD` and the words of a command; `CMD-SHELL` and a line for a shell."""
    interval_ns: int = 0
    """Nanoseconds, as docker keeps them; 0 for its default."""
    timeout_ns: int = 0
    start_period_ns: int = 0
    start_interval_ns: int = 0
    retries: int = 0


@dataclass(frozen=True, kw_only=True)
class ImageConfig:
    """The part of an OCI image config that says how the image runs."""

    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    exposed_ports: tuple[str, ...] = ()
    """As OCI writes them: `8080/tcp`, sorted."""
    env: tuple[str, ...] = ()
    user: str = ""
    working_dir: str = "/"
    """Absolute; `/` also where an image leaves it empty, which OCI gives the same meaning."""
    labels: tuple[tuple[str, str], ...] = ()
    """Sorted by name."""
    stop_signal: str = ""
    health_check: HealthCheck | None = None
    volumes: tuple[str, ...] = ()
    """Absolute paths, sorted."""
    of_builds: tuple[str, ...] = ()
    """Names of fields that it has for builds on top of it: `OnBuild`, `Shell`."""


@dataclass(frozen=True, kw_only=True)
class ImagePlan:
    """What a Dockerfile asks for: the instructions that a scratch image can have.

    Layers are numbered from 0 without a gap; no two of them hold the same path, save that what is
    added may give a folder another mode and owner.
    """

    copies: tuple[Copy, ...]
    config: ImageConfig
    added: tuple[Added, ...] = ()
    directories: tuple[Directory, ...] = ()
    history: tuple[Instruction, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The files of the context that it is made of, each once."""
        copied = (each.source for each in self.copies)
        return tuple(dict.fromkeys((*copied, *(each.source for each in self.added))))


@dataclass(frozen=True, kw_only=True)
class ImageDigests:
    """What a written image is known by, each `sha256:…`; see ImageFacts for their meaning."""

    config: str
    manifest: str
    layers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImageFile:
    """One entry of the image's file system. path is absolute; mode holds permission bits only."""

    path: str
    kind: str
    """`file`, `directory`, `symlink` or `other`: a device or a pipe. A hard link is the file it
    links to."""
    mode: int
    uid: int
    gid: int
    size_bytes: int
    sha256: str
    """Of a regular file's content, in hex; empty for the rest."""
    link: str = ""
    """Where a symlink leads, as it stands in the layer; empty for the rest."""
    capabilities: bool = False
    """Whether it has file capabilities, capabilities(7)."""
    layer: int = 0
    """The one that it comes from, counted from 0."""
    mtime: int = 0
    """When it was last changed, in seconds since 1970."""


@dataclass(frozen=True, kw_only=True)
class ImageFacts:
    """What an exported image says of itself, whichever engine wrote it."""

    config_digest: str
    """`sha256:…` of the config blob: docker's and podman's image ID."""
    manifest_digest: str
    """`sha256:…` of the OCI manifest; empty where the tar holds none."""
    layers: tuple[str, ...]
    """diff IDs in order, `sha256:…` of each uncompressed layer."""
    files: tuple[ImageFile, ...]
    """The layers merged, sorted by path."""
    config: ImageConfig
    goos: str
    goarch: str
    created: str
    """RFC 3339, as the config has it; empty where it has none."""
    tags: tuple[str, ...] = ()
    """As the tar names the image: `server:latest`."""
    pull_bytes: int | None = None
    """What a registry transfers: manifest, config and layers; None where the tar's layers are not
    compressed, since whoever pushes them decides how."""
    passwd: str = ""
    """The text of the image's /etc/passwd; empty where it has none."""
    group: str = ""
    """The text of the image's /etc/group; empty where it has none."""

    @property
    def disk_size_bytes(self) -> int:
        """Bytes of the regular files, unpacked."""
        return sum(file.size_bytes for file in self.files)
