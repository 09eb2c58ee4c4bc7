"""What Go says when it cannot build, with the cure; and what cgo off leaves out. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from slimgo.errors import BadInput, CommandFailed
from slimgo.values.sources import LeftOut
from slimgo.values.verdict import Verdict

_FOUND_BY_STARTING = frozenset(("runs", "ends on SIGTERM"))
"""The checks that a program fails which lacks a part of itself."""


@dataclass(frozen=True, kw_only=True)
class Cure:
    """A way in which `go build` fails, known by its own words."""

    words: str
    """A regular expression."""

    what: str
    """What happened; `{name}` is the pattern's group of that name."""

    cure: str


_NEWER = "name a newer Go with --go PATH or SLIMGO_GO, or lower the `go` line in go.mod"

CURES = (
    Cure(
        words=r"requires go >= (?P<wanted>[\w.]+) \(running go (?P<running>[\w.]+)",
        what="this Go is {running}, and the module needs {wanted}",
        cure=_NEWER,
    ),
    Cure(
        words=r"invalid go version '(?P<wanted>[^']*)'",
        what="go.mod asks for Go {wanted}, which is no version",
        cure="write the `go` line in go.mod like this: go 1.25",
    ),
    Cure(
        words=r"function main is undeclared in the main package",
        what="package main has no function main",
        cure="write `func main() { … }` in it",
    ),
    Cure(
        words=r'C compiler "(?P<compiler>[^"]+)" not found',
        what="the C compiler {compiler} is not here",
        cure="install one, with the headers of its C library (Debian: gcc and libc6-dev)",
    ),
    Cure(
        words=r"note: module requires Go (?P<wanted>[\w.]+)",
        what="the module needs Go {wanted}, and this one is older",
        cure=_NEWER,
    ),
)
"""In the words of Go 1.21 and newer (cmd/go, internal/gover), and in those of older ones."""

_NOTHING_LEFT = r"no Go source files|build constraints exclude all Go files"


def build_failure(what: str, words: str, left_out: tuple[LeftOut, ...]) -> CommandFailed:
    """The error to show for a build that failed. what: which command ended how.

    words: Go's own; they are always shown. left_out: what was left out because cgo is off.
    """
    if left_out and re.search(_NOTHING_LEFT, words):
        named = [each for each in left_out if each.package in words] or list(left_out)
        package = _package(named[0])
        return CommandFailed(
            f"nothing of {package} is left to build with CGO_ENABLED=0",
            why=f'{_files(named)} imports "C" and is left out\n{words}',
            cure=f'take `import "C"` out of {named[0].file}'
            if package == _THE_PROGRAM
            else _ANOTHER.format(package=package),
        )
    for known in CURES:
        match = re.search(known.words, words)
        if match:
            return CommandFailed(known.what.format(**match.groupdict()), why=words, cure=known.cure)
    return CommandFailed(what, why=words)


def no_program(package: str, argument: str) -> BadInput:
    """The error to show for another package than main. argument: what `go build` is given."""
    return BadInput(
        f"package {package} is no program",
        why=f"{argument} says `package {package}`, and Go links package main only",
        cure="write `package main` and `func main()` in it, or name another package",
    )


def suspicion(left_out: tuple[LeftOut, ...]) -> str:
    """One line, before anything is built."""
    first, *more = _by_package(left_out)
    others = f" (and {len(more)} more packages)" if more else ""
    return (
        f"{_package(first[0])} may need cgo{others}: {_files(first)} is left out with CGO_ENABLED=0"
    )


def with_suspicion(
    verdicts: tuple[Verdict, ...], left_out: tuple[LeftOut, ...]
) -> tuple[Verdict, ...]:
    """Names the files beside what a failed program printed; changes nothing that passed."""
    if not left_out:
        return verdicts
    packages = _by_package(left_out)
    reason = "; ".join(
        f"{_package(files[0])} needs cgo: {_files(files)} is left out with CGO_ENABLED=0"
        for files in packages
    )
    return tuple(
        replace(
            verdict,
            evidence=f"{verdict.evidence}; {reason}",
            cure=_ANOTHER.format(package=_package(packages[0][0])),
        )
        if verdict.status == "fail" and verdict.check in _FOUND_BY_STARTING
        else verdict
        for verdict in verdicts
    )


_ANOTHER = "use a package that is Go alone in place of {package}"
_THE_PROGRAM = "the program"


def _by_package(left_out: Sequence[LeftOut]) -> list[list[LeftOut]]:
    packages: dict[str, list[LeftOut]] = {}
    for each in left_out:
        packages.setdefault(each.package, []).append(each)
    return list(packages.values())


def _package(left_out: LeftOut) -> str:
    """Its import path; of files that were named to Go there is none."""
    return _THE_PROGRAM if left_out.package == "command-line-arguments" else left_out.package


def _files(left_out: Sequence[LeftOut]) -> str:
    """The first package's first file, and how many more of them there are."""
    own = [each.file for each in left_out if each.package == left_out[0].package]
    return own[0] + (f" (and {len(own) - 1} more)" if len(own) > 1 else "")
