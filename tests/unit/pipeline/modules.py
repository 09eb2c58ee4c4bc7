"""A module, or a workspace of several, and what Go says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from slimgo.errors import BadInput, CommandFailed
from slimgo.pipeline.mains import find_mains
from slimgo.run.process import Request, Surroundings
from slimgo.values.main import Main

Said = dict[str, object]


@dataclass
class Modules:
    """A folder, and the packages in it. asked: each time the folder, and the patterns."""

    folder: Path
    packages: list[Said] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    """What the folder's go.work uses."""
    complaint: str = ""
    """What Go says where it lists nothing."""
    asked: list[tuple[str, ...]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    """GOFLAGS, each time Go was asked for packages."""

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(
            directory=self.folder,
            environment={},
            in_process={("go", "list"): self._list, ("go", "work", "edit"): self._work},
        )

    def find(
        self, *typed: str, here: Path | None = None, tags: tuple[str, ...] = ()
    ) -> tuple[Main, ...]:
        return find_mains(typed, here or self.folder, self.surroundings, tags=tags)

    def names(self, *typed: str) -> list[str]:
        return [each.name for each in self.find(*typed)]

    def refusal(self, *typed: str) -> BadInput:
        with pytest.raises(BadInput) as caught:
            self.find(*typed)
        return caught.value

    def is_module(self, folder: str = ".") -> None:
        self._made(folder)
        (self.folder / folder / "go.mod").touch()

    def is_workspace(self, *members: str) -> None:
        (self.folder / "go.work").touch()
        self.members = list(members)

    def has(self, folder: str, *, name: str = "main", path: str = "", module: str = ".") -> None:
        """module: its folder; empty where Go does not say which."""
        self.packages.append(
            {
                "Dir": str(self._made(folder)),
                "ImportPath": path or f"example.com/m/{folder}",
                "Name": name,
                "Module": {"Dir": str((self.folder / module).resolve())} if module else None,
            }
        )

    def _made(self, folder: str) -> Path:
        path = (self.folder / folder).resolve()
        path.mkdir(parents=True, exist_ok=True)
        return path

    def _list(self, request: Request) -> str:
        folder, *_, pattern = request.words[1:]
        patterns = request.words[request.words.index("-find") + 2 :]
        self.asked.append((folder, *patterns))
        self.flags.append(request.environment.get("GOFLAGS", ""))
        if self.complaint:
            raise CommandFailed(self.complaint)
        here = Path(folder)
        if pattern == ".":
            return "\n".join(json.dumps(each) for each in self.packages if each["Dir"] == folder)
        below = [str(here / each.removesuffix("...")) for each in patterns]
        return "\n".join(
            json.dumps(each)
            for each in self.packages
            if any(f"{each['Dir']}/".startswith(f"{one}/") for one in below)
        )

    def _work(self, request: Request) -> str:
        assert request.words == ("-json", str(self.folder / "go.work"))
        return json.dumps({"Use": [{"DiskPath": each} for each in self.members]})
