"""Paths in an image, followed as the kernel does: path_resolution(7)."""

from __future__ import annotations

import posixpath

from slimgo.values.image import ImageFile

_MOST_LINKS = 40  # the kernel's MAXSYMLINKS


class ImagePaths:
    """The files of an image by their paths. A folder that no layer names is there, too."""

    def __init__(self, files: tuple[ImageFile, ...]) -> None:
        self._files = {file.path: file for file in files}
        above = {folder for path in self._files for folder in _above(path)}
        self._folders = above | {file.path for file in files if file.kind == "directory"}
        self._entries: dict[str, list[ImageFile]] = {}
        for file in files:
            self._entries.setdefault(posixpath.dirname(file.path), []).append(file)

    def get(self, path: str) -> ImageFile | None:
        return self._files.get(path)

    def entered(self, folder: str) -> list[ImageFile]:
        """The named folders that who enters a resolved one goes through, the outermost first."""
        way = [*reversed(_above(folder)), folder]
        found = (self._files.get(each) for each in way)
        return [file for file in found if file and file.kind == "directory"]

    def resolved(self, path: str) -> str:
        """An absolute path with the image's links followed; empty where it leads nowhere.

        What comes before `..`, or before a slash at the end, must be a folder that is there.
        """
        return self.way(path)[1]

    def way(self, path: str) -> tuple[tuple[str, ...], str]:
        """The links that are followed on the way, and where it leads; see resolved."""
        done, left = "/", _parts(path)
        links: list[str] = []
        while left:
            part = left.pop(0)
            if done not in self._folders:
                return tuple(links), ""
            if part == ".":
                continue
            if part == "..":
                done = posixpath.dirname(done)
                continue
            here = posixpath.join(done, part)
            file = self._files.get(here)
            if file and file.kind == "symlink":
                links.append(here)
                if len(links) > _MOST_LINKS:
                    return tuple(links), ""
                done = "/" if file.link.startswith("/") else done
                left = _parts(file.link) + left
            else:
                done = here
        there = done in self._files or done in self._folders
        return tuple(dict.fromkeys(links)), done if there else ""

    def below(self, folder: str) -> list[ImageFile]:
        """What lies in a resolved folder, and in those in it."""
        found, left = [], [folder]
        while left:
            for file in self.entries(left.pop()):
                found.append(file)
                left += [file.path] if file.kind == "directory" else []
        return found

    def entries(self, folder: str) -> list[ImageFile]:
        """What lies in a resolved folder itself."""
        return self._entries.get(folder, [])


def _parts(path: str) -> list[str]:
    """Its names; `.` stands for a slash at the end, which only a folder may have."""
    parts = [part for part in path.split("/") if part]
    return [*parts, "."] if path.endswith("/") else parts


def _above(path: str) -> list[str]:
    """The folders above a path, the innermost first, `/` last."""
    parts = _parts(path)
    return ["/" + "/".join(parts[:depth]) for depth in range(len(parts) - 1, -1, -1)]
