"""Whether an image is exactly what its Dockerfile says, and not a byte more."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from slimgo.values.image import ArchiveEntry, ImageConfig, ImageFacts, ImageFile, ImagePlan
from slimgo.values.target import Target
from slimgo.values.verdict import AS_WRITTEN, Verdict, failed, passed, skipped

_NAMES_SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class ImageExpectation:
    """What an image must hold."""

    files: tuple[tuple[str, int, int, str], ...]
    """Path -> (mode, size in bytes, sha256)."""
    config: ImageConfig
    target: Target
    created: str
    """RFC 3339, or empty where the engine stamps its own clock."""
    added: tuple[ArchiveEntry, ...] = ()
    """What a tar adds, its folders too."""


def image_expectation(
    plan: ImagePlan,
    contents: dict[str, tuple[int, int, str]],
    *,
    target: Target,
    created: str,
    added: tuple[ArchiveEntry, ...] = (),
) -> ImageExpectation:
    """contents: source path -> (mode, size in bytes, sha256) of each file that is copied.
    added: what the plan's tars hold."""
    files = []
    for copy in plan.copies:
        mode, size, sha256 = contents[copy.source]
        files.append((copy.target, mode if copy.mode is None else copy.mode, size, sha256))
    files += [
        (each.path, each.mode, each.size_bytes, each.sha256)
        for each in added
        if not (each.is_folder or each.link)
    ]
    return ImageExpectation(
        files=tuple(sorted(files)),
        config=plan.config,
        target=target,
        created=created,
        added=added,
    )


def check_image(facts: ImageFacts, expected: ImageExpectation) -> tuple[Verdict, ...]:
    return (
        _files(facts, expected),
        *_added(facts, expected.added),
        _disk_size(facts, expected),
        _config(facts.config, expected.config),
        _platform(facts, expected.target),
        _created(facts, expected),
    )


def check_kept(found: ImageConfig, original: ImageConfig) -> Verdict:
    """Whether an image that was made of another one says of itself what that one does."""
    check = "config as before"
    for name in ("entrypoint", "cmd", "exposed_ports", "user", "stop_signal", "volumes"):
        if getattr(found, name) != getattr(original, name):
            here, there = getattr(found, name), getattr(original, name)
            return failed(check, f"{name} is {here!r}, the original's is {there!r}", "")
    pairs = (
        ("working folder", _folder(found.working_dir), _folder(original.working_dir)),
        ("labels", dict(found.labels), dict(original.labels) | _engine_labels(found)),
        ("environment", _without_path(found.env), _without_path(original.env)),
        ("health check", found.health_check, original.health_check),
    )
    for name, here, there in pairs:
        if here != there:
            return failed(check, f"{name} is {here!r}, the original's is {there!r}", "")
    return passed(check, "word for word")


def check_unread(facts: ImageFacts, target: Target, why: str) -> tuple[Verdict, ...]:
    """For a Dockerfile that only the engine can read: nothing of it is held against the image.

    why: what our reader says of it.
    """
    return (skipped(AS_WRITTEN, why), _platform(facts, target))


def _files(facts: ImageFacts, expected: ImageExpectation) -> Verdict:
    names = [path.lstrip("/") for path, *_ in expected.files]
    more = len(names) - _NAMES_SHOWN
    told = ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
    check = f"exactly {told}"
    cure = "invoke image"
    wanted = {path: rest for path, *rest in expected.files}
    parents = {
        "/".join(path.split("/")[:depth]) or "/"
        for path in wanted
        for depth in range(1, path.count("/") + 1)
    } | {each.path for each in expected.added if each.is_folder}
    links = {each.path: each.link for each in expected.added if each.link}
    found: dict[str, ImageFile] = {}
    for file in facts.files:
        if file.kind == "symlink" and links.get(file.path) == file.link:
            continue
        if file.kind == "directory" and file.path in parents:
            continue
        if file.path not in wanted or file.kind != "file":
            return failed(check, f"the image also has {file.path} ({file.kind})", cure)
        found[file.path] = file
    for path, (mode, size, sha256) in wanted.items():
        if path not in found:
            return failed(check, f"the image lacks {path}", cure)
        file = found[path]
        if (file.sha256, file.size_bytes) != (sha256, size):
            return failed(check, f"{path} is not the file that was built", cure)
        if file.mode != mode:
            return failed(check, f"{path} has mode {file.mode:04o}, wanted {mode:04o}", cure)
    if not wanted:
        return failed(check, "the Dockerfile copies nothing", "add a COPY to the Dockerfile")
    return passed(check, f"{len(wanted)} file in {len(facts.layers)} layer")


def _added(facts: ImageFacts, entries: tuple[ArchiveEntry, ...]) -> tuple[Verdict, ...]:
    """Owners and modes of what a tar adds. Nothing where there is no tar."""
    check = "owners and modes"
    found = {file.path: file for file in facts.files}
    for entry in entries:
        file = found.get(entry.path)
        if file is None:
            return (failed(check, f"the image lacks {entry.path}", "invoke image"),)
        kind = "symlink" if entry.link else "directory" if entry.is_folder else "file"
        # a link's own mode means nothing, and engines differ in it
        here = (file.kind, "" if entry.link else f"{file.mode:04o}", file.uid, file.gid)
        there = (kind, "" if entry.link else f"{entry.mode:04o}", entry.uid, entry.gid)
        if here != there:
            return (failed(check, f"{entry.path} is {here}, wanted {there}", "invoke image"),)
    return (passed(check, f"of {len(entries)} files, folders and links"),) if entries else ()


def _disk_size(facts: ImageFacts, expected: ImageExpectation) -> Verdict:
    wanted = sum(size for _, _, size, _ in expected.files)
    if facts.disk_size_bytes != wanted:
        return failed(
            "disk size",
            f"{facts.disk_size_bytes:,} B, the files alone are {wanted:,} B",
            "invoke image",
        )
    return passed("disk size", f"{wanted:,} B, the binary's own")


def _config(found: ImageConfig, wanted: ImageConfig) -> Verdict:
    pairs = (
        ("entrypoint", found.entrypoint, wanted.entrypoint),
        ("command", found.cmd, wanted.cmd),
        ("ports", found.exposed_ports, wanted.exposed_ports),
        ("user", found.user, wanted.user),
        ("working folder", _folder(found.working_dir), _folder(wanted.working_dir)),
        ("labels", dict(found.labels), dict(wanted.labels) | _engine_labels(found)),
        ("environment", _without_path(found.env), _without_path(wanted.env)),
        ("stop signal", found.stop_signal, wanted.stop_signal),
        ("volumes", found.volumes, wanted.volumes),
        ("health check", found.health_check, wanted.health_check),
    )
    for name, here, there in pairs:
        if here != there:
            dropped = name == "health check" and not here
            cure = "export BUILDAH_FORMAT=docker   (podman keeps it then)"
            return failed(
                "config",
                f"{name} is {here!r}, the Dockerfile says {there!r}",
                cure if dropped else "invoke image",
            )
    user = wanted.user or "root (the Dockerfile names no USER)"
    return passed("config", f"{list(wanted.entrypoint)}, user {user}")


def _folder(path: str) -> str:
    """Docker and podman keep slashes and dots as the Dockerfile has them."""
    # normpath keeps two slashes at the start
    return posixpath.normpath(f"/./{path}")


def _without_path(env: tuple[str, ...]) -> tuple[str, ...]:
    """Docker adds a PATH of its own to every image, also where nothing is on it."""
    return tuple(pair for pair in env if not pair.startswith("PATH="))


def _engine_labels(config: ImageConfig) -> dict[str, str]:
    """Podman's builder signs its images with a label of its own."""
    return {name: value for name, value in config.labels if name.startswith("io.buildah.")}


def _platform(facts: ImageFacts, target: Target) -> Verdict:
    found = Target(goos=facts.goos, goarch=facts.goarch)
    if found != target:
        return failed(
            "image platform",
            f"{found}, wanted {target}",
            "",
        )
    return passed("image platform", str(found))


def _created(facts: ImageFacts, expected: ImageExpectation) -> Verdict:
    if expected.created and facts.created != expected.created:
        return failed(
            "creation time",
            f"{facts.created or 'none'}, wanted {expected.created}",
            "unset SOURCE_DATE_EPOCH",
        )
    whose = "" if expected.created else " (the engine's clock)"
    return passed("creation time", f"{facts.created or 'none'}{whose}")
