"""Which words reach `invoke`, `nox` and `pip`, from where the reader stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from slimgo.terminal.typed import Reader


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / ".venv/bin"
    folder.mkdir(parents=True)
    for name in ("python", "invoke", "nox"):
        (folder / name).touch(mode=0o755)
    return folder


def reader(
    scripts: Path,
    *,
    arguments: Sequence[str] = (),
    folder: Path | None = None,
    search: str = "",
    bootstrap: str = "",
) -> Reader:
    return Reader(
        arguments=arguments,
        python=scripts / "python",
        scripts=(scripts,),
        folder=folder or scripts.parents[1],
        search=search,
        bootstrap=bootstrap,
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("./bootstrap", "./bootstrap invoke run"),
        ("bootstrap", "./bootstrap invoke run"),
        ("/a b/bootstrap", "'/a b/bootstrap' invoke run"),
    ],
)
def test_after_bootstrap_it_is_typed_again(scripts: Path, typed: str, words: str) -> None:
    assert reader(scripts, bootstrap=typed).typed("invoke run") == words


def test_on_path_the_name_is_enough(scripts: Path) -> None:
    assert reader(scripts, search=str(scripts)).typed("invoke run") == "invoke run"


def test_another_environment_s_invoke_on_path_is_not_ours(scripts: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "invoke").touch(mode=0o755)
    assert reader(scripts, search=str(other)).typed("invoke run") == ".venv/bin/invoke run"


def test_from_another_folder_the_path_is_whole(scripts: Path, tmp_path: Path) -> None:
    there = reader(scripts, folder=tmp_path / "elsewhere")
    assert there.typed("invoke run") == f"{scripts}/invoke run"


def test_without_a_script_the_module_is_named(scripts: Path) -> None:
    assert reader(scripts).typed("pip install -e .") == ".venv/bin/python -m pip install -e ."


def test_options_that_matter_are_kept_where_the_task_takes_them(scripts: Path) -> None:
    arguments = ("invoke", "slim", "--engine=podman", "--tag", "a b", "--recheck", "--go", "/g")
    there = reader(scripts, arguments=arguments, search=str(scripts))
    assert there.typed("invoke run --port 3001   (or another)") == (
        "invoke run --engine podman --tag 'a b' --port 3001   (or another)"
    )
    assert there.typed("invoke run --engine docker") == "invoke run --tag 'a b' --engine docker"
    assert there.typed("invoke app") == "invoke app --go /g"
    assert there.typed("invoke clean   (then again)") == "invoke clean   (then again)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("leave it out: invoke setup", "leave it out: ./b invoke setup"),
        ('nox -s "verify(x)" says more', './b nox -s "verify(x)" says more'),
        ("invoke -l", "./b invoke -l"),
        ("tools/invoke run", "tools/invoke run"),
        ("re-invoke run", "re-invoke run"),
        ("no command at all", "no command at all"),
    ],
)
def test_a_command_is_found_in_a_sentence(scripts: Path, text: str, told: str) -> None:
    assert reader(scripts, bootstrap="./b").typed(text) == told


def test_a_link_on_path_is_enough(scripts: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "invoke").symlink_to(scripts / "invoke")
    assert reader(scripts, search=str(linked)).typed("invoke run") == "invoke run"
