"""Which files of an image its program needs: those it was seen to open, and those it must have."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from slimgo.oci.image_paths import ImagePaths
from slimgo.plan.engine_defaults import DEFAULT_PATH, MOUNTED_FOLDERS, NAME_FILES
from slimgo.plan.needs import BY_NAME
from slimgo.values.image import ImageFacts, ImageFile
from slimgo.values.need import Need
from slimgo.values.opened import Opened

_EMPTY_FOLDERS = ("/tmp", "/var/tmp", "/run", "/var/run")  # noqa: S108 - the image's
"""Kept where the image has them: a folder takes no bytes, and many a program writes there."""
_SOCKET = "unix /"
_USERS = ("/etc/passwd", "/etc/group")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is kept besides what is opened."""

    program: str
    """The path of the program that the image starts: it comes by itself."""
    paths: tuple[str, ...] = ()
    """What whoever asks names: with all that is in it."""
    needs: tuple[Need, ...] = ()
    """What it may need though it was not seen to open it."""
    interpreters: Mapping[str, str] = field(default_factory=dict)
    """A path -> the program that the kernel starts it for."""
    home: str = "/"
    """Its user's home folder."""


def kept(image: ImageFacts, seen: Opened, wish: Wish) -> dict[str, str]:
    """Path -> why it is kept; folders above, and links on the way, among them. Devices and pipes
    are none: whoever runs an image makes its own."""
    paths = ImagePaths(image.files)
    found: dict[str, str] = {}
    for path, why in _wanted(image, seen, wish, paths):
        links, real = paths.way(posixpath.join(image.config.working_dir, path))
        for link in links:
            # one that leads nowhere may lead to what is mounted, or made, when it runs
            found.setdefault(link, f"a link to {real}" if real else "a link")
        if real and not _is_mounted(real):
            found.setdefault(real, why)
    for path in tuple(found):
        for above in _above(path):
            found.setdefault(above, "a folder above")
    there = {file.path for file in image.files if file.kind != "other"} - {wish.program}
    return {path: found[path] for path in sorted(found.keys() & there)}


def lost(image: ImageFacts, remaining: Iterable[str]) -> tuple[ImageFile, ...]:
    """What the image has and the remaining paths do not name."""
    there = set(remaining)
    return tuple(file for file in image.files if file.path not in there)


def executed(seen: Opened) -> tuple[str, ...]:
    """What it was seen to execute beside itself, as it named it."""
    return tuple(each.name for each in seen.names if each.what == "executes" and not each.error)


def health_check_program(image: ImageFacts) -> str:
    """What its health check executes, as far as it names it; empty for nothing."""
    check = image.config.health_check
    return check.test[1] if check and check.test[0] == "CMD" and len(check.test) > 1 else ""


def found_on_path(image: ImageFacts, name: str) -> str:
    """A program's path in an image, links not followed; empty where it has none of that name."""
    if not name or "/" in name:
        return name
    env = dict(pair.split("=", 1) for pair in image.config.env if "=" in pair)
    paths = ImagePaths(image.files)
    folders = env.get("PATH", DEFAULT_PATH).split(":")
    return next((path for each in folders if paths.resolved(path := f"{each}/{name}")), "")


def _wanted(
    image: ImageFacts, seen: Opened, wish: Wish, paths: ImagePaths
) -> Iterator[tuple[str, str]]:
    """Each path and why; those that the image has not, too. The first reason counts."""
    for path in wish.paths:
        yield path, "asked for"
        for file in paths.below(paths.resolved(path)):
            yield file.path, "asked for"
    for path, of in wish.interpreters.items():
        yield path, f"started by the kernel for {of}"
    yield from _opened(image, seen, paths)
    yield from _said_by_config(image, paths)
    for path in _USERS:
        yield path, "who its user is"
    for need in wish.needs:
        yield from _for(need, paths)
    for path in (*_EMPTY_FOLDERS, wish.home):
        yield path, "where its user may write"


def _opened(image: ImageFacts, seen: Opened, paths: ImagePaths) -> Iterator[tuple[str, str]]:
    for each in seen.names:
        if each.what in {"file", "executes"} and not each.by_go:
            yield each.name, "opened" if each.what == "file" else "executed"
            if not paths.resolved(posixpath.join(image.config.working_dir, each.name)):
                yield posixpath.dirname(each.name), "it looked for something there"
        elif each.name.startswith(_SOCKET):
            yield posixpath.dirname(each.name.removeprefix("unix ")), "a socket is there"
        elif each.what == "lists":
            folder = paths.resolved(posixpath.join(image.config.working_dir, each.name))
            for file in paths.entries(folder):
                yield file.path, f"in {folder}, which it lists"


def _said_by_config(image: ImageFacts, paths: ImagePaths) -> Iterator[tuple[str, str]]:
    config = image.config
    if config.entrypoint or config.cmd:
        yield found_on_path(image, (*config.entrypoint, *config.cmd)[0]), "the way to its program"
    if check := found_on_path(image, health_check_program(image)):
        yield check, "its health check"
    yield config.working_dir, "its working folder"
    for volume in config.volumes:
        yield volume, "a volume"
        for file in paths.below(paths.resolved(volume)):
            yield file.path, "a volume's first content"


def _for(need: Need, paths: ImagePaths) -> Iterator[tuple[str, str]]:
    wanted = BY_NAME[need.name]
    why = f"{wanted.title}: {need.standing}"
    there = [path for path in wanted.files if paths.resolved(path)]
    if wanted.alternatives == "all" and there:
        yield there[0], why  # Go's library looks no further
        return
    for path in there:
        yield path, why
    for folder in wanted.folders:
        yield folder, why
        if need.name != "tmp":
            for file in paths.below(paths.resolved(folder)):
                yield file.path, why


def _is_mounted(path: str) -> bool:
    """Whether an engine puts its own there."""
    mounted = any(path == each or path.startswith(f"{each}/") for each in MOUNTED_FOLDERS)
    return path == "/" or mounted or path in NAME_FILES


def _above(path: str) -> Iterator[str]:
    while (path := posixpath.dirname(path)) != "/":
        yield path
