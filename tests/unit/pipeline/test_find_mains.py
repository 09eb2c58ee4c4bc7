"""From all that was typed to the programs that it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.values.main import Main
from tests.unit.pipeline.modules import Modules

TOO_OLD = "go: go.mod requires go >= 1.99 (running go 1.27.3; GOTOOLCHAIN=local)"


@pytest.fixture
def module(tmp_path: Path) -> Modules:
    modules = Modules(tmp_path / "m")
    modules.is_module()
    return modules


@pytest.fixture
def workspace(tmp_path: Path) -> Modules:
    """Two modules side by side, and a go.work above them."""
    modules = Modules(tmp_path / "w")
    modules.is_module("one")
    modules.is_module("two")
    modules.is_workspace("./one", "two")
    return modules


def test_where_nothing_was_typed_the_modules_one_program_is_meant(module: Modules) -> None:
    module.has("cmd/server")
    assert module.names() == ["server"]
    assert module.asked == [(str(module.folder), "./...")]


def test_go_is_asked_with_the_programs_build_tags(module: Modules) -> None:
    module.has("a")
    module.find("./a", tags=("one", "two"))
    module.find("./...", tags=("one",))
    module.find()
    assert module.flags == ["-tags=one,two", "-tags=one", ""]


def test_what_was_typed_is_found_in_its_order_and_once(module: Modules) -> None:
    module.has("a")
    module.has("b")
    assert module.names("./b", "./a", "b") == ["b", "a"]


def test_patterns_and_programs_can_be_named_together(module: Modules) -> None:
    for folder in ("a", "cmd/b", "cmd/c", "d"):
        module.has(folder)
    assert module.names("./a", "./cmd/...", "./d") == ["a", "b", "c", "d"]
    assert module.names("./cmd/...", "./d/...") == ["b", "c", "d"]


def test_a_pattern_names_all_its_programs_and_no_library(module: Modules) -> None:
    for folder, name in (("cmd/a", "main"), ("cmd/lib", "lib"), ("cmd/b", "main"), ("c", "main")):
        module.has(folder, name=name)
    assert module.find("./cmd/...") == tuple(
        Main(
            project=module.folder,
            folder=".",
            package=f"./cmd/{name}",
            name=name,
            path=f"example.com/m/cmd/{name}",
        )
        for name in ("a", "b")
    )
    assert module.asked == [(str(module.folder), "./cmd/...")]


def test_of_a_pattern_each_program_belongs_to_the_module_above_it(module: Modules) -> None:
    module.is_module("inner")
    module.has("inner/a", module="")
    module.has("b", module="")
    inner, outer = module.find("./...")
    assert (inner.folder, inner.package) == ("inner", "./a")
    assert (outer.folder, outer.package) == (".", "./b")


def test_a_pattern_without_a_program_is_refused(module: Modules) -> None:
    module.has("lib", name="lib")
    error = module.refusal("./lib/...")
    assert (error.what, error.cure) == ("./lib/... is package lib, and no program", "")


def test_programs_of_one_path_in_two_folders_cannot_be_told_apart(module: Modules) -> None:
    module.is_module("x")
    module.is_module("y")
    module.has("x", path="example.com/same", module="x")
    module.has("y", path="example.com/same", module="y")
    module.has("tool")
    with pytest.raises(BadInput) as caught:
        module.find("./tool", "./x", "./y")
    assert caught.value.what == "two programs would be called example.com-same"
    assert caught.value.cure == "build one at a time, each with its --name"


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("m/a/server", "m/b/server", "m/tool"), ["a-server", "b-server", "tool"]),
        (("m/x/a/server", "m/y/a/server"), ["x-a-server", "y-a-server"]),
        (("m/x/a/server", "m/y/a/server", "m/y/b/server"),
         ["x-a-server", "y-a-server", "y-b-server"]),
        (("m/a-server", "m/a/server", "m/b/server"), ["a-server", "m-a-server", "m-b-server"]),
        (("server", "m/server"), ["server", "m-server"]),
        (("m/a/server", "m/a/server/v2"), ["a-server", "server-v2"]),
        (("m/a/server/v2", "m/a/server/v3"), ["server-v2", "server-v3"]),
        (("m/a/x/server", "m/a/y/server", "m/b/y/server"),
         ["a-x-server", "a-y-server", "b-y-server"]),
        (("tool",), ["tool"]),
        (("m/a", "m/b"), ["a", "b"]),
    ],
    ids=str,
)  # fmt: skip
def test_programs_of_one_name_are_told_apart_by_the_folders_above_them(
    module: Modules, paths: tuple[str, ...], names: list[str]
) -> None:
    for number, path in enumerate(paths):
        module.has(str(number), path=path)
    assert module.names("./...") == names


def test_a_workspace_is_all_its_modules(workspace: Modules) -> None:
    workspace.has("one/a", module="one")
    workspace.has("two/b", module="two")
    assert [(each.folder, each.package) for each in workspace.find("./...")] == [
        ("one", "./a"),
        ("two", "./b"),
    ]
    assert workspace.asked == [(str(workspace.folder), "./one/...", "./two/...")]
    assert workspace.refusal().what == "there are 2 programs: choose one"


def test_a_workspaces_one_program_needs_no_name(workspace: Modules) -> None:
    workspace.has("two/b", module="two")
    assert workspace.names() == ["b"]
    assert workspace.asked == [(str(workspace.folder), "./one/...", "./two/...")]


def test_what_names_no_module_is_built_from_the_workspaces_folder(workspace: Modules) -> None:
    workspace.has("two/b", module="")
    (found,) = workspace.find()
    assert (found.folder, found.package) == (".", "./two/b")


def test_a_workspaces_folder_that_was_typed_is_no_module(workspace: Modules) -> None:
    workspace.has("one/a", module="one")
    with pytest.raises(BadInput) as caught:
        workspace.find("./w", here=workspace.folder.parent)
    assert caught.value.what == f"{workspace.folder} belongs to no Go module"


def test_another_pattern_is_not_of_the_whole_workspace(workspace: Modules) -> None:
    workspace.has("one/a", module="one")
    workspace.find("./one/...")
    assert workspace.asked == [(str(workspace.folder), "./one/...")]


def test_a_module_that_holds_a_workspace_is_the_module(module: Modules) -> None:
    module.is_workspace(".", "./two")
    module.has("cmd")
    module.find()
    module.find("./...")
    assert module.asked == [(str(module.folder), "./...")] * 2


@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ((), "slimgo build . --fetch-go"),
        (("./c d",), "slimgo build './c d' --fetch-go"),
        (("./...",), "slimgo build ./... --fetch-go"),
    ],
    ids=str,
)
def test_for_a_module_of_a_newer_go_that_go_can_be_fetched(
    module: Modules, typed: tuple[str, ...], cure: str
) -> None:
    module.has("c d")
    module.complaint = TOO_OLD
    error = module.refusal(*typed)
    assert error.what == "the module asks for a newer Go"
    assert error.why.endswith(TOO_OLD)
    assert error.cure == cure
