"""From what was typed to one program, or to a line that says how to name one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.pipeline.mains import find_main
from slimgo.run.process import Request, Surroundings
from slimgo.values.main import Main

Said = dict[str, object]


@dataclass
class Module:
    """A folder with a go.mod, and what `go list` says of it. asked: (folder, pattern)."""

    folder: Path
    said: list[Said] = field(default_factory=list)
    everything: list[Said] | None = None
    """What it says of `./...`; None for the same."""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def find(self, typed: str, here: Path | None = None) -> Main:
        surroundings = Surroundings(
            directory=self.folder, environment={}, in_process={("go", "list"): self._list}
        )
        return find_main(typed, here or self.folder, surroundings)

    def refusal(self, typed: str, here: Path | None = None) -> BadInput:
        with pytest.raises(BadInput) as caught:
            self.find(typed, here)
        return caught.value

    def has(self, folder: str, *, name: str = "main", problem: str = "") -> Said:
        """A package of the module."""
        path = self.folder / folder
        path.mkdir(parents=True, exist_ok=True)
        return {
            "Dir": str(path),
            "ImportPath": f"example.com/m/{folder}".removesuffix("/."),
            "Name": name,
            "Module": {"Dir": str(self.folder)},
            "Error": {"Err": problem} if problem else None,
        }

    def _list(self, request: Request) -> str:
        folder, pattern = request.words[1], request.words[-1]
        self.asked.append((folder, pattern))
        said = self.said
        if pattern == "./..." and self.everything is not None:
            said = self.everything
        return "\n".join(json.dumps(each) for each in said)


@pytest.fixture
def module(tmp_path: Path) -> Module:
    folder = tmp_path / "m"
    folder.mkdir()
    (folder / "go.mod").touch()
    return Module(folder)


def test_without_a_name_the_modules_one_program_is_meant(module: Module) -> None:
    module.said = [module.has("lib", name="lib"), module.has("cmd/server")]
    assert module.find("") == Main(
        project=module.folder,
        folder=".",
        package="./cmd/server",
        name="server",
        path="example.com/m/cmd/server",
    )
    assert module.asked == [(str(module.folder), "./...")]


def test_a_program_in_the_modules_folder_is_the_folder_itself(module: Module) -> None:
    module.said = [module.has(".")]
    found = module.find("")
    assert (found.package, found.name) == (".", "m")


@pytest.mark.parametrize(
    ("typed", "folder", "pattern"),
    [
        ("./cmd", "cmd", "."),
        ("cmd", "cmd", "."),
        ("./...", "", "./..."),
        ("./cmd/...", "", "./cmd/..."),
        ("example.com/x/y", "", "example.com/x/y"),
        ("a\0b", "", "a\0b"),
    ],
)
def test_a_folder_is_asked_about_from_inside(
    module: Module, typed: str, folder: str, pattern: str
) -> None:
    module.said = [module.has("cmd")]
    module.find(typed)
    assert module.asked == [(str(module.folder / folder), pattern)]


def test_a_module_below_is_built_from_where_it_was_typed(module: Module) -> None:
    module.said = [module.has("cmd")]
    above = module.find("./m/cmd", module.folder.parent)
    assert (above.project, above.folder, above.package) == (module.folder.parent, "m", "./cmd")
    below = module.find("", module.folder / "cmd")
    assert (below.project, below.folder, below.package) == (module.folder, ".", "./cmd")


def test_a_package_that_names_no_module_belongs_to_the_one_around_it(module: Module) -> None:
    module.said = [module.has("cmd") | {"Module": None}]
    assert module.find("").project == module.folder


@pytest.mark.parametrize("typed", ["./none", "../none", "/none/none"])
def test_a_folder_that_is_not_there_is_no_pattern(module: Module, typed: str) -> None:
    assert module.refusal(typed).what == f"there is no folder {typed}"
    assert module.asked == []


@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ("main.go", "slimgo build ./"),
        ("cmd/main.go", "slimgo build ./cmd"),
        ("my cmd/main.go", "slimgo build './my cmd'"),
        ("/abs/main.go", "slimgo build /abs"),
    ],
)
def test_for_a_file_its_package_is_offered(module: Module, typed: str, cure: str) -> None:
    error = module.refusal(typed)
    assert error.what == f"{typed} is a file, and a program is a package"
    assert error.cure == cure


def test_a_folder_without_a_program_says_so(module: Module) -> None:
    module.said = [module.has("lib", name="lib")]
    error = module.refusal("")
    assert error.what == f"no program (package main) in {module.folder}"
    assert error.cure == "name one: slimgo build ./DIR"


@pytest.mark.parametrize(
    ("name", "module_name"),
    [("My App!", "my-app-"), ("a_b.c-9", "a-b.c-9")],
)
def test_a_folder_without_a_module_is_offered_one(
    tmp_path: Path, name: str, module_name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    error = Module(folder).refusal("")
    assert error.what == f"{folder} belongs to no Go module"
    assert error.why == "there is no go.mod in it or above it"
    assert error.cure == f"go mod init {module_name}"


def test_the_root_of_all_is_offered_a_name_too() -> None:
    assert Module(Path("/")).refusal("").cure == "go mod init example"


def test_files_that_were_named_are_called_after_their_folder(module: Module) -> None:
    module.said = [module.has("cmd/server") | {"ImportPath": "command-line-arguments"}]
    assert module.find("").name == "server"


def test_two_programs_are_several(module: Module) -> None:
    module.said = [module.has("a"), module.has("b")]
    assert module.refusal("").what == "there are 2 programs: choose one"


def test_of_several_programs_one_is_to_be_chosen(module: Module) -> None:
    module.said = [module.has(f"cmd/{number:02}") for number in range(12)]
    error = module.refusal("")
    assert error.what == "there are 12 programs: choose one"
    assert error.why.splitlines() == [f"slimgo build ./cmd/{number:02}" for number in range(12)]
    assert error.cure == "slimgo build ./cmd/00"


def test_of_many_programs_the_first_are_listed(module: Module) -> None:
    module.said = [module.has(f"c m d/{number:02}") for number in range(14)]
    *listed, more = module.refusal("", module.folder / "c m d").why.splitlines()
    assert listed == [f"slimgo build ./{number:02}" for number in range(12)]
    assert more == "… and 2 more"
    assert module.refusal("./...").cure == "slimgo build './c m d/00'"
    above = module.refusal("./...", module.folder / "elsewhere")
    assert above.cure == "slimgo build '../c m d/00'"


def test_what_is_no_program_is_told_with_one_that_is(module: Module) -> None:
    module.said = [module.has("lib", name="lib\x1b")]
    module.everything = [module.has("lib", name="lib"), module.has("cmd/server")]
    error = module.refusal("./lib")
    assert error.what == r"./lib is package lib\x1b, and no program"
    assert error.cure == "slimgo build ./cmd/server"
    assert module.asked == [
        (str(module.folder / "lib"), "."),
        (str(module.folder), "./..."),
    ]
    module.everything = []
    assert module.refusal("./lib").cure == ""


def test_what_go_says_of_it_is_told(module: Module) -> None:
    module.everything = [module.has("cmd/server")]
    module.said = [module.has("lib", name="", problem="no such package")]
    error = module.refusal("example.com/x")
    assert (error.what, error.why) == ("example.com/x names no program", "no such package")
    assert error.cure == "slimgo build ./cmd/server"
    module.said = [module.has("lib", name="lib", problem="it does not parse")]
    assert module.refusal("example.com/x").why == "it does not parse"


def test_where_go_says_nothing_that_is_told(module: Module) -> None:
    assert module.refusal("example.com/x").why == "Go names no package"
