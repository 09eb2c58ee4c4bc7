"""`slimgo config`, `init` and `merge`: what each writes where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slimgo.config.order import Order
from slimgo.doors.config import config, schema
from slimgo.doors.init import init
from slimgo.doors.merge import merge
from slimgo.errors import CheckFailed
from slimgo.values.shipment import Shipment

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "slimgo.toml").write_text("[program.api]\nport = 80\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_settings_go_to_standard_output(capsys: Captured) -> None:
    config({}, ("api",))
    shown = capsys.readouterr()
    assert "slimgo.toml [program.api]" in shown.out
    assert shown.err == ""
    config({"form": "json"}, ())
    assert json.loads(capsys.readouterr().out)["program"]["api"]["port"]["value"] == 80


def test_without_a_file_it_says_so(here: Path, capsys: Captured) -> None:
    (here / "slimgo.toml").unlink()
    config({}, ())
    assert capsys.readouterr().err == (
        "! there is no slimgo.toml here or above: slimgo init writes one\n"
    )


def test_the_schema_is_json(capsys: Captured) -> None:
    schema()
    assert json.loads(capsys.readouterr().out)["title"] == "slimgo.toml"


@pytest.mark.parametrize("dry", [True, False])
def test_a_first_file_is_written_or_shown(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, *, dry: bool
) -> None:
    path = here / "new.toml"

    def first_file(_: Order, __: Any) -> tuple[Path, str]:  # noqa: ANN401  the environment
        return path, "text\n"

    monkeypatch.setattr("slimgo.pipeline.init.first_file", first_file)
    init({"dry": dry}, ())
    shown = capsys.readouterr()
    assert path.exists() is not dry
    assert shown.out == ("text\n" if dry else "")
    if not dry:
        assert shown.err == "new.toml names what was found. Next: slimgo build --all\n"


def test_what_runners_shipped_is_a_table_and_red_where_one_is(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    shipments = [Shipment(name="api")]

    def merged(order: Order, _: Any, folders: list[Path]) -> tuple[Shipment, ...]:  # noqa: ANN401  as above
        assert order.everything
        assert folders == [here / "one", Path("/two")]
        return tuple(shipments)

    monkeypatch.setattr("slimgo.pipeline.merge.merged", merged)
    merge({}, ("one", "/two"))
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 program ")
    shipments.append(Shipment(name="tool", error="it broke"))
    with pytest.raises(CheckFailed) as caught:
        merge({"form": "github"}, ("one", "/two"))
    assert (caught.value.what, caught.value.why) == ("1 of 2 programs ✗", "tool: it broke")
    assert "::error title=tool::it broke" in capsys.readouterr().out
