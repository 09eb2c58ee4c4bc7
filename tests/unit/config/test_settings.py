"""What every step goes by, from what was chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from article.door import article_settings
from slimgo.config.read import Chosen
from slimgo.config.settings import Options, Settings, settings
from slimgo.errors import BadInput


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/app.go").touch()
    return tmp_path


def read(project: Path, flags=None, ambient=None, configured=None) -> Settings:
    return article_settings(flags or {}, ambient or {}, configured or {}, project=project)


def test_a_flag_wins_over_the_environment_and_that_over_the_file(project: Path) -> None:
    configured, ambient, flags = {"port": 3001}, {"SLIMGO_PORT": "3002"}, {"port": "3003"}
    assert read(project).port == 3000
    assert read(project, configured=configured).port == 3001
    assert read(project, ambient=ambient, configured=configured).port == 3002
    assert read(project, flags, ambient, configured).port == 3003


@pytest.mark.parametrize("port", ["0", "65536", "-1", "3000.0", "３０００", "", " 1", "http"])
def test_what_is_no_port_is_one_clear_line(project: Path, port: str) -> None:
    if port:
        with pytest.raises(BadInput, match="is no port"):
            read(project, {"port": port})
    else:
        assert read(project, {"port": port}).port == 3000


def test_a_misspelt_setting_is_answered_with_those_there_are(project: Path) -> None:
    with pytest.raises(BadInput, match=r"slimgo\.ports"):
        read(project, configured={"ports": 1})


@pytest.mark.parametrize("value", [["3000"], {"a": 1}, 3000.0, 1 << 20_000], ids=type)
def test_a_setting_that_is_neither_text_nor_a_number_that_fits_is_refused(
    project: Path, value: object
) -> None:
    with pytest.raises(BadInput, match=r"slimgo\.port is neither text nor a number"):
        read(project, configured={"port": value})


def test_the_packer_is_upx_until_another_is_wanted(project: Path) -> None:
    assert read(project).packer == "upx"
    assert read(project, {"with": "gopack"}).packer == "gopack"
    assert read(project, ambient={"SLIMGO_WITH": "gopack"}).packer == "gopack"


def test_a_packer_that_there_is_not_is_answered_with_those_there_are(project: Path) -> None:
    with pytest.raises(BadInput, match="there is no packer 'kkrunchy'") as caught:
        read(project, {"with": "kkrunchy"})
    assert caught.value.cure == "choose one of: upx, gopack"


def test_an_engine_that_there_is_not_is_answered_with_those_there_are(project: Path) -> None:
    with pytest.raises(BadInput, match="there is no engine 'lxc'") as caught:
        read(project, {"engine": "lxc"})
    assert caught.value.cure == "choose one of: docker, podman, builtin"


def test_a_flag_that_was_set_holds_for_all_steps(project: Path) -> None:
    for name in ("recheck", "read_only", "least_memory"):
        assert not getattr(read(project), name)
        assert getattr(read(project, {name: True}), name)


def test_tools_and_engine_are_what_was_chosen(project: Path, tmp_path: Path) -> None:
    chosen = {"go": "a go", "upx": "a upx", "engine": "podman", "cache": str(tmp_path / "c")}
    found = read(project, chosen, {"HOME": "/home/x"})
    assert (found.go, found.upx, found.engine) == ("a go", "a upx", "podman")
    assert (found.cache, found.ambient) == (tmp_path / "c", {"HOME": "/home/x"})


def test_another_go_than_was_chosen_can_be_taken(project: Path) -> None:
    program = read(project).program
    for named, found in (("another", "another"), ("", "a go")):
        made = settings(
            Chosen(texts={"go": "a go"}),
            project=project,
            program=program,
            packer="",
            port=0,
            ambient={},
            go=named,
        )
        assert made.go == found


def test_everything_is_made_in_one_folder_of_the_project(project: Path) -> None:
    found = read(project)
    elsewhere = replace(found, program=replace(found.program, out="elsewhere"))
    assert (found.build, elsewhere.build) == (project / "build", project / "elsewhere")


def test_the_result_goes_to_a_file_where_one_was_named(project: Path) -> None:
    made = Options(settings=read(project), chosen=Chosen(texts={"json": "x.json"}))
    assert made.json == "x.json"
    assert Options(settings=read(project)).json == ""
