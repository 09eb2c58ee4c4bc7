"""How Go is asked what a build is made of: the build's own words with another verb."""

from __future__ import annotations

from dataclasses import replace

from slimgo.values.command import Command

_NOT_ASKED_WITH = ("-o", "-ldflags", "-gcflags", "-asmflags")
"""Flags with a value that change no list of files; without them builds share one answer."""

_NOT_ASKED = ("-trimpath", "-buildvcs")

FILES = (
    *("GoFiles", "CgoFiles", "CFiles", "CXXFiles", "MFiles", "HFiles", "FFiles", "SFiles"),
    *("SwigFiles", "SwigCXXFiles", "SysoFiles", "EmbedFiles"),
)
"""Fields of `go list` that name files which become part of the program."""

LOOKED_AT = ("IgnoredGoFiles", "IgnoredOtherFiles", "InvalidGoFiles", "TestGoFiles", "XTestGoFiles")
"""Files that are no part of it, but an edit could make them one, or make Go refuse the folder."""

_FIELDS = (
    *("Dir", "ImportPath", "Name", "Standard", "DepOnly", "Module", "Incomplete", "Error"),
    *(*FILES, *LOOKED_AT, "EmbedPatterns"),
)

SETTINGS = (
    *("GOOS", "GOARCH", "GO386", "GOAMD64", "GOARM", "GOARM64", "GOMIPS", "GOMIPS64", "GOPPC64"),
    *("GORISCV64", "GOWASM", "GOEXPERIMENT", "GOFIPS140", "GOFLAGS", "CGO_ENABLED", "CC", "CXX"),
    *("PKG_CONFIG", "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_FFLAGS", "CGO_LDFLAGS"),
)
"""What `go env` says that can change the bytes of a program."""

PLACES = ("GOMOD", "GOWORK", "GOROOT", "GOENV")
"""Files and folders that `go env` names and that a build is read from."""


def folder_of(build: Command) -> str:
    """The folder that `go build -C` works in, relative to the project's; `.` without -C."""
    return build.argv[build.argv.index("-C") + 1] if "-C" in build.argv else "."


def list_command(build: Command) -> Command:
    """`go list` of what that `go build` would build, and of all it is made of, as JSON.

    With -e it names what is wrong with a package and goes on.
    """
    verb, *words = build.argv[1:]
    if verb != "build":
        raise ValueError(f"{build} builds nothing")
    before, after, skip = [], [], False
    for number, word in enumerate(words):
        if skip:
            skip = False
        elif word == "-C":  # Go wants it first
            before, skip = ["-C", words[number + 1]], True
        elif word in _NOT_ASKED_WITH:
            skip = True
        elif word.partition("=")[0] not in (*_NOT_ASKED_WITH, *_NOT_ASKED):
            after.append(word)
    question = ("-e", "-deps", f"-json={','.join(_FIELDS)}")
    return Command(argv=("go", "list", *before, *question, *after), env=build.env)


def with_cgo(question: Command) -> Command:
    """The same question of a build with cgo on."""
    env = dict(question.env) | {"CGO_ENABLED": "1"}
    return replace(question, env=tuple(env.items()))


def env_command(build: Command) -> Command:
    """`go env` of all settings and places, as JSON."""
    folder = ("-C", folder_of(build))
    return Command(argv=("go", "env", *folder, "-json", *SETTINGS, *PLACES), env=build.env)


def edit_command(kind: str, path: str) -> Command:
    """`go mod edit` or `go work edit`, which reads such a file and prints it as JSON."""
    return Command(argv=("go", kind, "edit", "-json", path))
