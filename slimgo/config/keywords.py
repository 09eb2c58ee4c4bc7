"""The options of a program as a function's keyword arguments, for who calls us from Python."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import TypedDict

from slimgo.config.option import Option
from slimgo.config.options import options


class ProgramKeywords(TypedDict, total=False):
    """What a program is. Each is optional and means what the option of `slimgo build` means."""

    port: int | None
    """Where it listens, over TCP."""
    ask: tuple[str, ...]
    """`PATH`, `PATH=TEXT` or `PATH~PATTERN`: what a GET must answer."""
    run: str | tuple[str, ...] | None
    """It is a command, and this is how it is run; an empty text runs it without arguments."""
    says: str | None
    """A regular expression for what `run` must print."""
    tags: str | tuple[str, ...]
    """Build tags; in one text by commas."""
    values: Mapping[str, str] | tuple[str, ...]
    """For the linker's `-X`: by name, or each as `NAME=VALUE`."""
    ldflags: str | tuple[str, ...]
    """More flags for the linker; one text is split as a shell does."""
    gcflags: str | tuple[str, ...]
    """Flags for the compiler, likewise."""
    goamd64: str
    """`v1` to `v4`: the least amd64 processor that runs it."""
    go: str
    """The Go to build with: a path."""
    upx: str
    """Another UPX than the one found: a path."""
    cache: str
    """The folder of what slimgo fetches and knows."""


class BuildKeywords(ProgramKeywords, total=False):
    """How it is shipped, too."""

    cgo: str
    """`off`, `glibc` or `zig`: how C is linked into it."""
    executable: str
    """An executable that exists, in place of a package."""
    target: str | tuple[str, ...]
    """`linux/arm64`: what it is built for, an image for each; this machine's by default."""
    pack: str
    """`gopack`, `upx` or `none`."""
    best: bool
    """Pack smaller; it starts slower."""
    tag: str | tuple[str, ...]
    """The image's names."""
    label: Mapping[str, str] | tuple[str, ...]
    """The image's labels: by name, or each as `NAME=VALUE`."""
    user: str
    """Whom it runs as: `UID` or `UID:GID`."""
    workdir: str
    """The folder that the program starts in."""
    entrypoint: str | tuple[str, ...]
    """The program's path in the image, and what always follows it."""
    arguments: str | tuple[str, ...]
    """Its arguments where nobody gives others."""
    env: Mapping[str, str] | tuple[str, ...]
    """The image's environment variables: by name, or each as `NAME=VALUE`."""
    expose: tuple[str, ...]
    """More ports that it listens at: `8443`, `53/udp`."""
    file: tuple[str, ...]
    """`FROM:TO[:MODE[:OWNER]]`: files and folders of the project that the image has at TO."""
    volume: tuple[str, ...]
    """Folders of the image whose content outlives a container."""
    needs: str | tuple[str, ...]
    """What is added for what it needs: `auto` by default, `none`, or needs by name."""
    name: str
    """What the program is called."""
    fetch_go: bool
    """Let Go fetch the version that the module asks for, where this one is older."""
    engine: str
    """`docker`, `podman` or `builtin`."""
    out: str
    """The folder where everything is made."""
    read_only: bool
    """Run the image so that it may write nowhere."""
    recheck: bool
    """Check again what has not changed."""


OF_A_PROGRAM = options(*ProgramKeywords.__annotations__)
OF_A_BUILD = options(*BuildKeywords.__annotations__)


def known(given: Mapping[str, object], table: Iterable[Option]) -> dict[str, object]:
    """The same. Raises TypeError for a name that is no option, as Python does for a parameter."""
    names = {each.name for each in table}
    for name in given:
        if name not in names:
            import difflib

            near = difflib.get_close_matches(name, names, n=1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            raise TypeError(f"unexpected keyword argument {name!r}{hint}")
    return dict(given)


def typed(given: Mapping[str, object], table: Iterable[Option]) -> tuple[str, ...]:
    """The words of a command line that say the same. None, False and () say nothing; an empty
    text says something."""
    return tuple(word for each in table for word in _words(each, given.get(each.name)))


def _several(flag: str, option: Option, values: list[str]) -> Iterator[str]:
    if option.kind == "words":
        yield from (flag, shlex.join(values))
    elif option.kind == "commas":
        yield from (flag, ",".join(values)) if values else ()
    else:
        for each in values:
            yield from (flag, each)


def _words(option: Option, value: object) -> Iterator[str]:
    flag = option.flags[-1]
    match value:
        case None | False:
            return
        case True:
            yield flag
        case Mapping():
            for name, each in value.items():
                yield from (flag, f"{name}={each}")
        case tuple() | list():
            yield from _several(flag, option, [str(each) for each in value])
        case _:
            yield from (flag, str(value))
