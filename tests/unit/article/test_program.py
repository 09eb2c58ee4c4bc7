"""The article's service as a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from article.door import article_settings
from article.program import article_program
from article.way import run_it
from slimgo.errors import BadInput
from slimgo.values.probe import Service

SETTINGS = {"app": "app", "tag": "slim-go-image", "with": "upx"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/app.go").touch()
    return tmp_path


def test_it_is_the_file_that_the_article_builds(project: Path) -> None:
    program = article_program(SETTINGS, project)
    assert (program.source.folder, program.source.package) == ("app", "app.go")
    assert isinstance(program.probe, Service)
    assert (program.probe.port, program.probe.first.words) == (3000, "GET /?name=Ahmed")


@pytest.mark.parametrize("app", ["..", "/etc", "nowhere", "app/../..", "x" * 300, "a\0"])
def test_an_app_that_is_not_in_the_project_is_refused(project: Path, app: str) -> None:
    with pytest.raises(BadInput):
        article_program({**SETTINGS, "app": app}, project)


def test_a_tag_that_cannot_be_is_refused(project: Path) -> None:
    with pytest.raises(BadInput):
        article_program({**SETTINGS, "tag": "Not A Tag"}, project)


@pytest.mark.parametrize(
    ("packer", "how"), [("upx", "invoke run"), ("gopack", "invoke run --with gopack")]
)
def test_what_runs_the_image_names_its_packer(project: Path, packer: str, how: str) -> None:
    settings = article_settings({"with": packer}, {}, {}, project=project)
    assert run_it(settings) == how
