"""A Go and a UPX of a few lines each. What they make are real ELF files, if small ones."""

from __future__ import annotations

import json
import shutil
import struct
from dataclasses import dataclass, field
from pathlib import Path

from slimgo.errors import CommandFailed
from slimgo.run.process import InProcess, Request
from slimgo.values.tool import Tool

GO = Tool(name="go", version="1.27.3", path=Path("/go/bin/go"), origin="", identity="go 1")
UPX = Tool(name="upx", version="4.2.4", path=Path("/bin/upx"), origin="", identity="upx 4.2.4")
_BASE = 0x400000
_MARK = b"UPX!"


def elf(content: bytes) -> bytes:
    """A static program for linux/amd64: a header, one segment, and what it holds."""
    size = 120 + len(content)
    kind, amd64 = 2, 62
    header = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", kind, amd64, 1, _BASE, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, 4096)
    return header + segment + content


def packed(program: bytes) -> bytes:
    return elf(_MARK + program[::-1] + _MARK)


def unpacked(file: bytes) -> bytes:
    return file[120 + len(_MARK) : -len(_MARK)][::-1]


@dataclass
class FakeGo:
    """Builds the one file main.go, or several packages into a folder: each is its own path.

    done: its verbs, each time that it was called."""

    broken: str = ""
    """What it says where it cannot build."""
    leaves_out: str = ""
    """A package that it makes nothing of, where it builds several."""
    unlisted: bool = False
    """Whether it cannot say what a program is made of."""
    settings: tuple[tuple[str, str], ...] = (
        ("CGO_ENABLED", "0"),
        ("GOOS", "linux"),
        ("GOARCH", "amd64"),
        ("-trimpath", "true"),
    )
    package: str = "main"
    more: tuple[str, ...] = ()
    """Files of the program beside main.go."""
    ignored: tuple[str, ...] = ()
    """Files that it leaves out, as for cgo."""
    environments: list[dict[str, str]] = field(default_factory=list)
    listed_for: list[str | None] = field(default_factory=list)
    """The processors for which it was asked what the program is made of."""
    done: list[str] = field(default_factory=list)

    @property
    def in_process(self) -> InProcess:
        return {
            ("go", "build"): self._build,
            ("go", "version"): self._version,
            ("go", "list"): self._list,
            ("go", "env"): self._env,
            ("go", "mod"): self._mod,
        }

    def _build(self, request: Request) -> str:
        self.done.append("build")
        self.environments.append(dict(request.environment))
        if self.broken:
            raise CommandFailed("`go build` ended with status 1", why=self.broken)
        folder = _folder(request)
        out, *packages = request.words[request.words.index("-o") + 1 :]
        if not out.endswith("/"):
            (folder / out).write_bytes(elf((folder / "main.go").read_bytes()))
            return ""
        for package in packages:
            if package != self.leaves_out:
                (folder / out / Path(package).name).write_bytes(elf(package.encode()))
        return ""

    def _version(self, request: Request) -> str:
        if _MARK in Path(request.words[-1]).read_bytes():
            return ""
        pairs = [{"Key": key, "Value": value} for key, value in self.settings]
        return json.dumps({"GoVersion": f"go{GO.version}", "Settings": pairs})

    def _list(self, request: Request) -> str:
        self.done.append("list")
        self.listed_for.append(request.environment.get("GOARCH"))
        cgo = request.environment.get("CGO_ENABLED") == "1"
        package = {
            "Dir": str(_folder(request)),
            "ImportPath": "example.com/hello",
            "Name": self.package,
            "GoFiles": ["main.go", *self.more],
            "CgoFiles" if cgo else "IgnoredGoFiles": list(self.ignored),
            "Module": {"Path": "example.com/hello", "Dir": str(_folder(request))},
        }
        return "" if self.unlisted else json.dumps(package)

    def _env(self, request: Request) -> str:
        module = str(_folder(request) / "go.mod")
        return json.dumps({"GOMOD": module, "GOWORK": "off", "CGO_ENABLED": "0", "GOROOT": "/go"})

    def _mod(self, _: Request) -> str:
        return json.dumps({"Module": {"Path": "example.com/hello"}})


def _folder(request: Request) -> Path:
    words = request.words
    return request.directory / (words[words.index("-C") + 1] if "-C" in words else ".")


@dataclass
class FakeUpx:
    """Turns a program around between two of UPX's marks. done: its verbs."""

    loses: bool = False
    """Whether it unpacks to something else."""
    forgets_its_mark: bool = False
    """Whether it leaves the program as it is."""
    unpacked_to: list[Path] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    @property
    def in_process(self) -> InProcess:
        return {("upx",): self._upx}

    def _upx(self, request: Request) -> str:
        verb, words = request.words[0], request.words
        self.done.append({"-t": "test", "-d": "unpack"}.get(verb, "pack"))
        if verb == "-t":
            return ""
        out, file = (request.directory / word for word in words[words.index("-o") + 1 :])
        if verb == "-d":
            self.unpacked_to.append(out.parent)
            out.write_bytes(b"lost" if self.loses else unpacked(file.read_bytes()))
        else:
            program = file.read_bytes()
            out.write_bytes(program if self.forgets_its_mark else packed(program))
            shutil.copymode(file, out)
        return ""
