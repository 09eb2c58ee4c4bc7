from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.plan.environment import environment
from slimgo.plan.module_sources import env_file, modules_from, persisted
from slimgo.values.target import Target

TARGET = Target(goos="linux", goarch="amd64")


@pytest.mark.parametrize(
    ("ambient", "file"),
    [
        ({"HOME": "/h"}, "/h/.config/go/env"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}, "/x/go/env"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "relative"}, None),
        ({"HOME": "/h", "GOENV": "off"}, None),
        ({"HOME": "/h", "GOENV": "/e"}, "/e"),
        ({}, None),
    ],
)
def test_the_file_is_where_go_looks_for_it(ambient, file) -> None:
    assert env_file(ambient, system="linux") == (Path(file) if file else None)


def test_on_macos_it_is_in_the_library() -> None:
    file = env_file({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}, system="darwin")
    assert file == Path("/h/Library/Application Support/go/env")


def test_lines_that_go_passes_over_are_passed_over() -> None:
    text = "# GOX=1\nGOPROXY=a=b\n lower=1\ngosum=1\nNOTHING\nGOSUMDB=\n\nGOVCS=x\0y\nGOPROXY=last"
    assert persisted(text) == {"GOPROXY": "last", "GOSUMDB": ""}


def test_only_where_modules_come_from_is_taken_of_it() -> None:
    written = {"GOPROXY": "p", "GOFLAGS": "-race", "GOARCH": "arm64", "CC": "x", "GOCACHE": "/c"}
    ours = environment({"HOME": "/h"}, target=TARGET, persisted=written)
    assert ours == environment({"HOME": "/h"}, target=TARGET) | {"GOPROXY": "p"}


def test_the_environment_goes_first_and_an_empty_variable_does_not_count() -> None:
    ambient = {"GOPROXY": "mine", "GOPRIVATE": ""}
    written = {"GOPROXY": "other", "GOPRIVATE": "x.example"}
    ours = environment(ambient, target=TARGET, persisted=written)
    assert (ours["GOPROXY"], ours["GOPRIVATE"]) == ("mine", "x.example")
    assert modules_from(ambient, written) == (
        "GOPRIVATE=x.example from go env -w; GOPROXY=mine from the environment"
    )


def test_nothing_is_said_of_nothing() -> None:
    assert modules_from({"GOPROXY": "", "GOFLAGS": "x"}, {"GOCACHE": "/c"}) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("direct", "direct"),
        ("https://a.example,direct", "https://a.example,direct"),
        ("https://a.example:8080|off", "https://a.example:8080|off"),
        ("https://user:secret@a.example/x", "https://a.example"),
        (
            "https://secret@a.example,https://b.example/secret/",
            "https://a.example,https://b.example",
        ),
        ("https://a.example/x?token=secret", "https://a.example"),
        ("https://a.example#secret", "https://a.example"),
        ("https://user:se/cret@a.example", "https://…"),
        ("https://user:secret@a.example@b.example", "https://b.example"),
        ("https://user:secret", "https://…"),
        ("https://user:12,secret@a.example", "…"),
        ("https://user:secret with space@a.example", "…"),
        ("user:secret@a.example", "…"),
        ("file:///srv/modules", "file:///srv/modules"),
        ("https://[::1]:80/x", "https://[::1]:80"),
        ("https://\x1b[31m", "https://…"),
        ("a.example/secret", "a.example"),
        ("/srv/modules", "/srv/modules"),
    ],
)
def test_of_an_address_only_the_machine_is_shown(value, shown) -> None:
    assert modules_from({"GOPROXY": value}, {}) == f"GOPROXY={shown} from the environment"


def test_commands_that_authenticate_are_not_shown() -> None:
    assert modules_from({}, {"GOAUTH": "git secret"}) == "GOAUTH=… from go env -w"


def test_no_escape_code_reaches_the_terminal() -> None:
    shown = modules_from({}, {"GOPRIVATE": "a\x1b[31m"})
    assert shown == "GOPRIVATE=a\\x1b[31m from go env -w"


def test_an_empty_line_that_hides_gos_default_lets_nobody_be_asked() -> None:
    written = {"GOPROXY": "", "GOSUMDB": "", "GONOPROXY": ""}
    ours = environment({}, target=TARGET, persisted=written)
    assert (ours["GOPROXY"], ours["GOSUMDB"], ours["GONOPROXY"]) == (",", " ", "")
