"""The targets that are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.config.order import order
from slimgo.config.targets import targets_of
from slimgo.errors import BadInput


def told(tmp_path: Path, *, file: str = "", ambient: str = "", typed: tuple[str, ...] = ()) -> str:
    (tmp_path / "slimgo.toml").write_text(f"{file}\n[program.a]\n")
    variables = {"SLIMGO_TARGET": ambient} if ambient else {}
    asked = order({"target": typed}, variables, packages=(), here=tmp_path)
    return " ".join(map(str, targets_of(asked.of("a").chosen)))


def test_nothing_said_is_none(tmp_path: Path) -> None:
    assert told(tmp_path) == ""
    assert told(tmp_path, file="targets = []") == ""


def test_a_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = 'targets = ["linux/386", "linux/arm64", "linux/386"]'
    assert told(tmp_path, file=file) == "linux/386 linux/arm64"
    assert told(tmp_path, file=file, ambient="linux/arm") == "linux/arm"
    typed = ("linux/riscv64", "linux/amd64")
    assert told(tmp_path, file=file, ambient="linux/arm", typed=typed) == " ".join(typed)


@pytest.mark.parametrize(
    ("target", "cure"),
    [
        ("linux/amr64", "write linux/arm64"),
        ("linux/x86_64", "write linux/"),
        ("plan9", "choose one of: linux/386, "),
    ],
)
def test_another_one_is_refused_with_the_nearest_or_the_list(
    tmp_path: Path, target: str, cure: str
) -> None:
    with pytest.raises(BadInput) as caught:
        told(tmp_path, typed=(target,))
    assert caught.value.what == f"unsupported --target {target!r}"
    assert caught.value.cure.startswith(cure)
