from __future__ import annotations

from pathlib import Path

import pytest

from article.door import article_settings
from slimgo.config.settings import Settings
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
