"""Finds UPX, and fetches it without root where this system's archive has it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from slimgo.errors import CommandFailed, ToolMissing
from slimgo.run.os_release import is_debian, os_release
from slimgo.run.process import Surroundings, run
from slimgo.run.system_packages import install
from slimgo.run.toolchain import known_version
from slimgo.values.command import Command

OLDEST = (4, 2)
"""The least version that will do: major, minor."""

_PACKAGE = "upx-ucl"
_BACKPORTED = frozenset({"bookworm"})
_VERSION_SECONDS = 10
_ANSWER = re.compile(r"upx (\d+(?:\.\d+)+)")
_FETCHING = ("apt-get", "dpkg-deb")
"""What fetching from Debian's archive takes."""


@dataclass(frozen=True, kw_only=True)
class UpxFound:
    """A UPX that answered and is new enough."""

    path: Path
    version: str
    origin: str
    """Why this one, in a clause."""


def find(named: str | None, search_path: str, cache: Path, surroundings: Surroundings) -> UpxFound:
    """The UPX that was named, else one on the search path, else the one fetched earlier.

    cache: the folder that `fetch` keeps it in. Uses no network. Raises ToolMissing; a named
    UPX that will not do is an error, one on the path that will not do is passed over.
    """
    if named:
        path = shutil.which(named, path=search_path)
        if path is None:
            raise ToolMissing(
                f"there is no program {named}",
                cure="name a UPX that can be run with --upx, or leave it out",
            )
        return _usable(Path(path).absolute(), "as you chose", cache, surroundings)
    passed_over: list[str] = []
    for name, origin in (("upx", "on PATH"), (str(cache / "upx"), "fetched from Debian")):
        path = shutil.which(name, path=search_path)
        if path is None:
            continue
        try:
            return _usable(Path(path).absolute(), origin, cache, surroundings)
        except ToolMissing as error:
            passed_over.append(f"{error.what} ({error.why})")
    raise ToolMissing(
        "UPX is not here",
        why="; ".join(passed_over),
        cure=how_to_get(os_release(), search_path),
    )


def fetch(cache: Path, surroundings: Surroundings, tell: Callable[[str], None]) -> UpxFound:
    """Downloads UPX from this system's Debian archive into the folder, under the name `upx`.

    Raises ToolMissing with what went wrong; nothing half done is left then.
    """
    from slimgo.run import debian  # late: a UPX that is there needs none of it

    release, search = os_release(), surroundings.environment.get("PATH", "")
    if not _can_fetch(release, search):
        raise ToolMissing("UPX is not here", cure=how_to_get(release, search))
    tell("UPX is not here: fetching it from Debian's archive (apt checks the signature)")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".upx-", dir=cache) as folder:
            debian.fetch(_PACKAGE, Path(folder), surroundings, backported=_BACKPORTED)
            unpacked = Path(folder) / "usr" / "bin" / "upx-ucl"
            _new_enough(unpacked, version_of(unpacked, surroundings))
            kept = unpacked.replace(cache.absolute() / "upx")
    except OSError as error:
        raise ToolMissing(
            f"UPX cannot be kept in {cache}",
            why=error.strerror or str(error),
            cure="name a folder that can be written: SLIMGO_CACHE=FOLDER",
        ) from error
    return _usable(kept, "fetched from Debian", cache, surroundings)


def version_of(path: Path, surroundings: Surroundings) -> str:
    """What `upx --version` answers: `4.2.2`. Raises ToolMissing when it is no working UPX."""
    there = Surroundings(
        directory=surroundings.directory,
        environment=surroundings.environment,
        programs={"upx": path},
    )
    try:
        answer = run(
            Command(argv=("upx", "--version")),
            there,
            timeout_seconds=_VERSION_SECONDS,
            check=False,
        )
    except (CommandFailed, ToolMissing) as error:
        raise _broken(path, error.why or error.what) from error
    version = _ANSWER.match(answer.stdout)
    if answer.status:
        raise _broken(path, f"`upx --version` ended with status {answer.status}")
    if version is None:
        raise _broken(path, f"`upx --version` answered {answer.words[:60]!r}")
    return version[1]


def how_to_get(os_release: Mapping[str, str], search: str) -> str:
    """How to get UPX on this system, or what to do without it. search: where programs are found."""
    if _can_fetch(os_release, search):
        return "invoke setup"
    words = install("upx", search).replace("   (as root)", " as root")
    return f"invoke slim --with gopack   (needs no UPX{f'; or {words}' if words else ''})"


def _can_fetch(os_release: Mapping[str, str], search: str) -> bool:
    return is_debian(os_release) and all(shutil.which(name, path=search) for name in _FETCHING)


def _usable(path: Path, origin: str, cache: Path, surroundings: Surroundings) -> UpxFound:
    version = known_version(path, cache, lambda: version_of(path, surroundings))
    _new_enough(path, version)
    return UpxFound(path=path, version=version, origin=origin)


def _new_enough(path: Path, version: str) -> None:
    if tuple(map(int, version.split("."))) < OLDEST:
        raise ToolMissing(
            f"{path} is UPX {version}",
            why="{}.{} or newer is needed".format(*OLDEST),
            cure="name a newer one with --upx, or leave it out and it is fetched: invoke setup",
        )


def _broken(path: Path, why: str) -> ToolMissing:
    return ToolMissing(
        f"{path} is no working UPX",
        why=why,
        cure="name another with --upx, or leave it out",
    )
