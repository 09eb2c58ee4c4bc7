"""A module of every kind of part, and what can happen to each of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FILES = {
    "app/go.mod": "module example.com/app\n\ngo 1.25\n\nrequire example.com/lib v0.0.0\n\n"
    "replace example.com/lib => ../lib\n",
    "app/main.go": 'package main\n\nimport (\n\t"example.com/app/inner"\n\t"example.com/lib"\n)\n\n'
    "func main() { println(inner.All(), lib.Says(), 1000) }\n",
    "app/inner/inner.go": "package inner\n\n"
    'import "embed"\n\n'
    "//go:embed *.txt tree all:whole deep/*/x.bin\nvar files embed.FS\n\n"
    'func All() int {\n\tfound, _ := files.ReadDir(".")\n\treturn len(found) + only() + 2000\n}\n',
    "app/inner/tagged.go": "//go:build never\n\npackage inner\n\nfunc init() { println(3000) }\n",
    "app/inner/plain.go": "package inner\n\nfunc only() int { return 4000 }\n",
    "app/inner/other_windows.go": "package inner\n\nconst windows = 5000\n",
    "app/inner/inner_test.go": "package inner\n\nconst tested = 6000\n",
    "app/inner/note.txt": "note 7000\n",
    "app/inner/tree/leaf": "leaf 8000\n",
    "app/inner/whole/leaf": "whole 9000\n",
    "app/inner/deep/one/x.bin": "deep 1000\n",
    "app/inner/testdata/case.golden": "golden 1000\n",
    "app/unused/unused.go": "package unused\n\nconst Unused = 1000\n",
    "app/README.md": "read me 1000\n",
    "lib/go.mod": "module example.com/lib\n\ngo 1.25\n",
    "lib/lib.go": 'package lib\n\nfunc Says() string { return "lib 1000" }\n',
    "lib/native.go": 'package lib\n\n// #include "native.h"\nimport "C"\n\n'
    "func init() { println(int(C.NATIVE)) }\n",
    "lib/native.h": "#define NATIVE 1000\n",
    "lib/lib_amd64.s": "// 1000\n",
    "lib/lib_arm64.s": "// 1000\n",
}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that is done to the module's folder."""

    name: str
    do: Callable[[Path], None]
    counts: bool
    """Whether the build is made of it with cgo off."""

    counts_with_cgo: bool | None = None
    """The same with cgo on; None for no difference."""

    builds: bool = True
    """Whether Go can build it afterwards."""


_LONG_AGO = (1_600_000_000 * 10**9,) * 2
"""Old enough for what Go itself remembers by size and time: it takes two seconds."""


def write(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, ns=_LONG_AGO)


def edited(name: str, old: str = "000", new: str = "001") -> Callable[[Path], None]:
    """Another content of the same size, with the time of the old one."""

    def do(folder: Path) -> None:
        path = folder / name
        before = path.stat()
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert len(old) != len(new) or path.stat().st_size == before.st_size

    return do


def added(name: str, text: str) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert not path.exists()
        path.write_text(text)
        os.utime(path, ns=_LONG_AGO)

    return do


def removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def touched(name: str) -> Callable[[Path], None]:
    """Another time, the same content."""
    return lambda folder: os.utime(folder / name, ns=(0, 0))


_INPUTS = (
    *("app/main.go", "app/inner/inner.go", "app/inner/plain.go", "app/inner/note.txt"),
    *("app/inner/tree/leaf", "app/inner/whole/leaf", "app/inner/deep/one/x.bin", "lib/lib.go"),
)
_NONE = (
    *("app/inner/other_windows.go", "app/inner/inner_test.go", "app/unused/unused.go"),
    *("app/inner/testdata/case.golden", "app/README.md"),
)
_NEW = "package inner\n\nfunc init() { println(1) }\n"

HAPPENINGS = (
    *(Happening(name=f"{name} is edited", do=edited(name), counts=True) for name in _INPUTS),
    *(Happening(name=f"{name} is edited", do=edited(name), counts=False) for name in _NONE),
    *(Happening(name=f"{name} is touched", do=touched(name), counts=False) for name in _INPUTS),
    # assembly may include it, so it counts for Go without cgo too
    Happening(name="a header is edited", do=edited("lib/native.h"), counts=True),
    Happening(name="a cgo file is edited", do=edited("lib/native.go", "(int(", "(int64("),
              counts=False, counts_with_cgo=True),
    Happening(name="a Go file is new", do=added("app/inner/new.go", _NEW), counts=True),
    Happening(name="the library has a new Go file", do=added("lib/new.go", "package lib\n"),
              counts=True),
    Happening(name="a new Go file goes", do=removed("app/inner/new.go"), counts=True),
    Happening(name="a test is new", do=added("app/inner/new_test.go", "package inner\n"),
              counts=False),
    Happening(name="a tag goes", do=edited("app/inner/tagged.go", "never", "linux"), counts=True),
    Happening(name="a tag comes", do=edited("app/inner/tagged.go", "linux", "never"), counts=True),
    Happening(name="a pattern matches more", do=added("app/inner/more.txt", "x"), counts=True),
    Happening(name="a tree has a leaf more", do=added("app/inner/tree/a/b/c", "x"), counts=True),
    Happening(name="a tree has a hidden leaf", do=added("app/inner/tree/.a", "x"), counts=False),
    Happening(name="a whole tree has one", do=added("app/inner/whole/.a", "x"), counts=True),
    Happening(name="a folder matches", do=added("app/inner/deep/two/x.bin", "x"), counts=True),
    Happening(name="a folder does not", do=added("app/inner/deep/two/y.bin", "x"), counts=False),
    Happening(name="a leaf goes", do=removed("app/inner/tree/a/b/c"), counts=True),
    Happening(name="a golden file is new", do=added("app/inner/testdata/new", "x"), counts=False),
    Happening(name="a package is new", do=added("app/new/new.go", "package new\n"), counts=False),
    Happening(name="go.mod has another Go", do=edited("app/go.mod", "1.25", "1.26"), counts=True),
    Happening(name="the library has another Go", do=edited("lib/go.mod", "1.25", "1.24"),
              counts=True),
    Happening(name="there is a go.sum", do=added("app/go.sum", ""), counts=True),
    Happening(name="there is a profile", do=added("app/default.pgo", "x"), counts=True,
              builds=False),
    Happening(name="a profile goes", do=removed("app/default.pgo"), counts=True),
)  # fmt: skip
"""In an order in which all of them can happen one after the other."""
