"""The options of a program as a function's keyword arguments, for who calls us from Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypedDict

from slimgo.config.options import Option, options


class ProgramKeywords(TypedDict, total=False):
    """What a program is. Each is optional and means what the option of `slimgo build` means."""

    port: int | None
    """Where it listens, over TCP."""
    ask: tuple[str, ...]
    """`PATH`, `PATH=TEXT` or `PATH~PATTERN`: what a GET must answer."""
    run: str | None
    """It is a command, and this is how it is run; an empty text runs it without arguments."""
    says: str | None
    """A regular expression for what `run` must print."""
    tags: str
    """Build tags, by commas."""
    values: tuple[str, ...]
    """`NAME=VALUE` for the linker's `-X`."""
    go: str
    """The Go to build with: a path."""
    upx: str
    """Another UPX than the one found: a path."""
    cache: str
    """The folder of what slimgo fetches and knows."""


class BuildKeywords(ProgramKeywords, total=False):
    """How it is shipped, too."""

    pack: str
    """`gopack`, `upx` or `none`."""
    best: bool
    """Pack smaller; it starts slower."""
    tag: str
    """The image's name."""
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


def _words(option: Option, value: object) -> Iterator[str]:
    flag = option.flags[-1]
    match value:
        case None | False:
            return
        case True:
            yield flag
        case tuple() | list():
            for each in value:
                yield from (flag, str(each))
        case _:
            yield from (flag, str(value))
