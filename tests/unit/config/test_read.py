"""A flag wins over the environment, that over the project's file, that over the default."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.config.option import Option
from slimgo.config.read import Chosen, Layer, private_cache, read
from slimgo.errors import BadInput

TAG = Option(name="tag", help="", ambient=True)
NAME = Option(name="name", help="")
PORT = Option(name="port", kind="port", help="", ambient=True)
PACK = Option(name="pack", kind="choice", choices=lambda: ("upx", "none"), noun="packer", help="")
BEST = Option(name="best", kind="flag", help="")
ASK = Option(name="ask", kind="list", help="")
TABLE = (TAG, NAME, PORT, PACK, BEST, ASK)


def layer(**said: object) -> Layer:
    return Layer(values=said, origin="a file")


def refusal(asked: dict[str, object], *layers: Layer) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read(TABLE, asked, {}, layers=layers)
    return caught.value


@pytest.mark.parametrize(
    ("asked", "ambient", "configured", "found"),
    [
        ({"tag": "typed"}, {"SLIMGO_TAG": "ambient"}, {"tag": "filed"}, "typed"),
        ({"tag": ""}, {"SLIMGO_TAG": "ambient"}, {"tag": "filed"}, "ambient"),
        ({"tag": None}, {"SLIMGO_TAG": ""}, {"tag": "filed"}, "filed"),
        ({}, {"SLIMGO_tag": "x", "TAG": "x"}, {"tag": 7}, "7"),
        ({}, {}, {"tag": None}, "default"),
        ({}, {}, {}, "default"),
    ],
    ids=str,
)
def test_who_comes_first_wins(
    asked: dict[str, object], ambient: dict[str, str], configured: dict[str, object], found: str
) -> None:
    chosen = read(TABLE, asked, ambient, layers=[layer(**configured)], defaults={"tag": "default"})
    assert chosen.text("tag") == found


def test_only_what_is_text_is_kept_as_text() -> None:
    chosen = read(TABLE, {"best": True, "ask": ("/",), "port": 80}, {})
    assert chosen.texts == {"tag": "", "name": "", "port": "80", "pack": ""}


def test_only_some_options_are_set_where_nobody_types() -> None:
    assert read(TABLE, {}, {"SLIMGO_NAME": "x"}).text("name") == ""
    assert read(TABLE, {"name": "x"}, {}).text("name") == "x"


def test_what_nobody_chose_is_empty() -> None:
    for chosen in (read(TABLE, {}, {}), Chosen()):
        assert (chosen.text("tag"), chosen.port("port"), chosen.list("ask")) == ("", 0, ())
        assert chosen.flags == frozenset()
    assert read(TABLE, {}, {}).texts["tag"] == ""


@pytest.mark.parametrize(("value", "flags"), [(True, {"best"}), (False, set()), (None, set())])
def test_a_flag_is_set_or_not(value: object, flags: set[str]) -> None:
    chosen = read(TABLE, {"best": value, "other": True, "tag": "x"}, {})
    assert chosen.flags == flags


@pytest.mark.parametrize(
    ("value", "found"), [(("a", "b"), ("a", "b")), ([1], ("1",)), (None, ()), ("text", ("text",))]
)
def test_a_list_is_what_was_typed_in_its_order(value: object, found: tuple[str, ...]) -> None:
    assert read(TABLE, {"ask": value}, {}).list("ask") == found


@pytest.mark.parametrize("value", ["1", "65535", 8080])
def test_a_port_is_a_number(value: object) -> None:
    assert read(TABLE, {"port": value}, {}).port("port") == int(str(value))
    assert read(TABLE, {}, {"SLIMGO_PORT": str(value)}).port("port") == int(str(value))


@pytest.mark.parametrize("text", ["0", "65536", "000001", "-1", "8080 ", "٣٠٠٠", "http", "1.0"])
def test_what_is_no_port_is_refused(text: str) -> None:
    error = refusal({"port": text})
    assert error.what == f"{text!r} is no port"
    assert error.cure == "choose a port from 1 to 65535, as in --port 3001"


def test_a_choice_is_one_of_those_there_are() -> None:
    assert read(TABLE, {"pack": "none"}, {}).text("pack") == "none"
    error = refusal({"pack": "zip"})
    assert (error.what, error.cure) == ("there is no packer 'zip'", "choose one of: upx, none")
    plain = Option(name="color", kind="choice", choices=lambda: ("red",), help="")
    with pytest.raises(BadInput, match="there is no color 'blue'"):
        read([plain], {"color": "blue"}, {})


@pytest.mark.parametrize(
    ("value", "fits"), [(2**63, True), (2**63 + 1, False), ([], False), (1.5, False), ({}, False)]
)
def test_a_setting_is_text_or_a_number_that_fits(value: object, *, fits: bool) -> None:
    if fits:
        assert read(TABLE, {}, {}, layers=[layer(tag=value)]).text("tag") == str(value)
    else:
        what = refusal({}, layer(tag=value)).what
        assert what == "a file.tag is neither text nor a number that fits"


def test_private_files_stand_where_it_was_chosen(tmp_path: Path) -> None:
    assert private_cache(Chosen(texts={"cache": str(tmp_path)})) == tmp_path


def test_private_files_stand_in_a_folder_of_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    found = private_cache(Chosen())
    assert found.is_absolute()
    assert found.name == "slimgo"
    assert found.is_relative_to(tmp_path)
