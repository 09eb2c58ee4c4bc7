"""The program that an order is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.config.order import order
from slimgo.config.program import program_of, project_of
from slimgo.errors import BadInput
from slimgo.values.main import Main
from slimgo.values.probe import Service
from slimgo.values.program import ImageChoices, Program, Source


@pytest.fixture
def main(tmp_path: Path) -> Main:
    """A program of a module below the project."""
    return Main(
        project=tmp_path / "p",
        folder="m",
        package="./cmd/Web Server",
        name="Web.Server",
        path="example.com/m/cmd/Web.Server",
    )


def made(main: Main, **asked: object) -> Program:
    wanted = order(asked, {}, packages=(), here=main.project)
    return program_of(wanted, wanted.of(), main)


def place(main: Main, **asked: object) -> Path:
    return project_of(order(asked, {}, packages=(), here=main.project), main)


def refusal(main: Main, **asked: object) -> BadInput:
    with pytest.raises(BadInput) as caught:
        made(main, **asked)
    return caught.value


def test_a_program_is_what_was_found(main: Main) -> None:
    assert made(main, port=8080) == Program(
        name="Web.Server",
        source=Source(
            folder="m",
            package="./cmd/Web Server",
            path="example.com/m/cmd/Web.Server",
            workspace=True,
        ),
        probes=(Service(port=8080),),
        tag="web-server",
        out="build",
        context="build/Web.Server",
        image=ImageChoices(needs=("auto",)),
    )
    assert place(main) == main.project


def test_name_and_tag_can_be_chosen(main: Main) -> None:
    named = made(main, name="other")
    assert (named.name, named.tag, named.context) == ("other", "other", "build/other")
    tagged = made(main, name="other", tag="reg.example/x:1")
    assert (tagged.name, tagged.tag) == ("other", "reg.example/x:1")


@pytest.mark.parametrize("name", ["-x", "a b", "a/b", ".a", "ä b", ".."])
def test_an_odd_name_is_refused(main: Main, name: str) -> None:
    error = refusal(main, name=name)
    assert error.what == f"a program cannot be called {name!r}"
    assert error.cure == "name it with --name, as in --name server"


@pytest.mark.parametrize("name", ["a", "A_1", "server-v2.1~x+y", "_x"])
def test_usual_names_are_taken(main: Main, name: str) -> None:
    assert made(main, name=name).name == name


def test_an_odd_tag_is_refused(main: Main) -> None:
    assert "is no image tag" in refusal(main, tag="No Tag").what


def test_build_tags_stand_between_commas(main: Main) -> None:
    assert made(main, tags="a,,b,").source.tags == ("a", "b")
    assert made(main, tags="go1.21,größe_2").source.tags == ("go1.21", "größe_2")


@pytest.mark.parametrize("tags", ["a b", "-x", "a,'", "!a"])
def test_what_go_takes_for_no_build_tag_is_refused(main: Main, tags: str) -> None:
    with pytest.raises(BadInput) as caught:
        made(main, tags=tags)
    assert caught.value.what == f"--tags {tags.rpartition(',')[2]!r} is no build tag"
    assert caught.value.cure == "write them by commas: --tags netgo,prod"


def test_variables_are_set_by_the_linker(main: Main) -> None:
    found = made(main, values=("main.v=1.2", "main.W=X", "main.x=a b=c"))
    assert found.source.ldflags == ("-X 'main.v=1.2'", "-X 'main.W=X'", "-X 'main.x=a b=c'")


@pytest.mark.parametrize("value", ["", "main.v", "=1", "=a=b", "a='", 'a="', "a=\n"])
def test_what_sets_no_variable_is_refused(main: Main, value: str) -> None:
    error = refusal(main, values=(value,))
    assert error.what == f"-X {value!r} is not NAME=VALUE"
    quoted = value.startswith("a=")
    cure = "-X main.version=1.2, without quotes" if quoted else "-X NAME=VALUE"
    assert error.cure == f"write {cure}"


def test_everything_can_be_made_elsewhere(main: Main, tmp_path: Path) -> None:
    found = made(main, out="../made/here")
    assert place(main, out="../made/here") == tmp_path / "made"
    assert (found.out, found.context) == ("here", "here/Web.Server")
    # module and project find each other
    assert (found.source.folder, found.source.back) == ("../p/m", "../../made")


def test_a_link_to_another_folder_is_that_folder(main: Main, tmp_path: Path) -> None:
    main.project.mkdir()
    (tmp_path / "real").mkdir()
    (main.project / "link").symlink_to(tmp_path / "real")
    assert place(main, out="link/new") == tmp_path / "real"


def test_the_root_folder_is_not_filled(main: Main) -> None:
    error = refusal(main, out="/")
    assert error.what == "--out / would fill the root folder"
    assert error.cure == "name a folder of its own"


def test_a_file_is_no_place_for_it(main: Main) -> None:
    main.project.mkdir()
    (main.project / "file").touch()
    (main.project / "folder").mkdir()
    error = refusal(main, out="file")
    assert error.what == "--out file is no folder"
    assert error.cure == "name a folder, or a new one"
    assert made(main, out="folder").out == "folder"
