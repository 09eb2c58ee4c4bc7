"""Where the tar of an image that exists is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from slimgo.config.order import order
from slimgo.engines.refusal import Refusal
from slimgo.errors import BadInput, Unreadable
from slimgo.pipeline import image_tar as finding
from slimgo.pipeline.image_tar import ImageTar, image_tar
from slimgo.run.process import Surroundings
from slimgo.sandbox.isolation import Isolation


@dataclass
class Engine:
    """Keeps one image."""

    name: str
    image: str
    keeps_files: bool = False

    @property
    def kind(self) -> SimpleNamespace:
        return SimpleNamespace(keeps_files=self.keeps_files)

    @property
    def title(self) -> str:
        return f"{self.name} 1"

    def identity(self, tag: str) -> str:
        return "sha256:1" if tag == self.image else ""

    def archive(self, _: str, folder: Path) -> Path:
        return folder / "saved.tar"


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> dict[str, Engine]:
    found: dict[str, Engine] = {}
    monkeypatch.setattr(
        finding, "try_engine", lambda name, _: found.get(name) or Refusal(why=f"no {name}")
    )
    monkeypatch.setattr(finding, "host_goarch", lambda: "amd64")
    return found


def tar(here: Path, typed: str, **asked: str) -> ImageTar:
    surroundings = Surroundings(directory=here, environment={})
    isolation = Isolation(level=None, reason="none")
    return image_tar(typed, order(asked, {}, packages=(), here=here), surroundings, isolation, here)


def test_a_file_is_it_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.tar").touch()
    found = tar(tmp_path, "a.tar")
    assert (found.path, found.is_ours) == (tmp_path / "a.tar", False)
    assert found.command("build/x.tar") is None


def test_of_a_layout_one_is_written(tmp_path: Path) -> None:
    (tmp_path / "layout").mkdir()
    for name in ("oci-layout", "index.json"):
        (tmp_path / "layout" / name).write_text("{}")
    found = tar(tmp_path, "layout")
    assert found.is_ours
    assert str(found.command("build/x.tar")) == "tar -C layout -c . -f build/x.tar"


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="is a folder, and no image layout"):
        tar(tmp_path, ".")


def test_the_first_engine_that_keeps_it_saves_it(
    tmp_path: Path, engines: dict[str, Engine]
) -> None:
    engines["docker"] = Engine("docker", "other")
    engines["podman"] = Engine("podman", "web:1")
    found = tar(tmp_path, "web:1")
    assert (found.path, found.is_ours) == (tmp_path / "saved.tar", True)
    assert str(found.command("x.tar")) == "podman save web:1 -o x.tar"


def test_what_the_built_in_engine_keeps_is_a_file_already(
    tmp_path: Path, engines: dict[str, Engine]
) -> None:
    engines["builtin"] = Engine("builtin", "web:1", keeps_files=True)
    found = tar(tmp_path, "web:1")
    assert (found.is_ours, found.command("x.tar")) == (False, None)


def test_where_there_is_none_each_engine_says_why(
    tmp_path: Path, engines: dict[str, Engine]
) -> None:
    engines["podman"] = Engine("podman", "web:1")
    with pytest.raises(BadInput) as caught:
        tar(tmp_path, "web:2")
    assert caught.value.what == "there is no file and no image web:2"
    assert caught.value.why == (
        "docker: no docker; podman 1 keeps none of that name; builtin: no builtin"
    )
    with pytest.raises(BadInput) as forced:
        tar(tmp_path, "web:2", engine="podman")
    assert forced.value.why == "podman 1 keeps none of that name"


@pytest.mark.parametrize("typed", ["", "./none", "/none/at.all", "none.tar"])
def test_a_name_that_only_a_file_can_have_is_looked_for_nowhere_else(
    tmp_path: Path, typed: str
) -> None:
    with pytest.raises(BadInput, match="there is no file"):
        tar(tmp_path, typed)
