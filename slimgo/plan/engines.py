"""The engines as a table: what differs between them beside their commands. Best first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class EngineKind:
    """What differs between engines beside their commands."""

    name: str
    """As it is typed."""
    program: str = ""
    """What must be on PATH for it; empty where nothing must."""
    builds_more: bool = True
    """Whether it builds Dockerfiles that our own reader refuses."""
    keeps_files: bool = False
    """Whether it keeps an image as a file in the build folder, not in a store of its own."""
    stamps_time: bool = False
    """Whether everything in its images has one time: SOURCE_DATE_EPOCH's, or the epoch."""
    other_targets: bool = False
    """Whether it makes images for other processors than the one it runs on."""
    read_only: tuple[str, ...] = ("--read-only",)
    """The flags with which a program may write nowhere in its image's files."""
    health_check_env: tuple[tuple[str, str], ...] = ()
    """Without these variables it drops an image's health check when it builds one."""
    normalises_modes: bool = False
    """Whether its files have one of two modes, whatever the umask was (oci/modes)."""


ENGINES = {
    each.name: each
    for each in (
        EngineKind(name="docker", program="docker"),
        EngineKind(
            name="podman",
            program="podman",
            # podman alone would put a /run, /tmp and /var/tmp there that can be written to
            read_only=("--read-only", "--read-only-tmpfs=false"),
            # OCI's config has no field for it (buildah-build(1), --format)
            health_check_env=(("BUILDAH_FORMAT", "docker"),),
        ),
        EngineKind(
            name="builtin",
            builds_more=False,
            keeps_files=True,
            stamps_time=True,
            other_targets=True,
            normalises_modes=True,
        ),
    )
}
