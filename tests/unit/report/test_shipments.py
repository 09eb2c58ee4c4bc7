"""What `slimgo build` prints on standard output, by the name of its format."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from slimgo.config.options import OPTIONS
from slimgo.report.shipments import FORMATS
from slimgo.values.result import StepResult
from slimgo.values.shipment import Shipment
from slimgo.values.verdict import failed, passed, skipped
from tests.unit.blank_result import BLANK

STEP = StepResult(
    name="build",
    kind="build",
    command="",
    verdicts=(passed("a", "x"), failed("b", "why", "cure"), skipped("c", "no Linux")),
)
SERVER = Shipment(name="server", steps=(STEP,), result=BLANK, reference="server:1")
TOOL = Shipment(name="tool", result=replace(BLANK, engine="podman"), reference="./tool")
FAILED = Shipment(name="", error="no Go\nat all")


def test_every_format_that_can_be_chosen_is_there() -> None:
    assert set(FORMATS) == set(OPTIONS["form"].choices())


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_shipped_is_nothing_to_tell(form: str) -> None:
    text = FORMATS[form]([])
    if form == "junit":
        assert list(ET.fromstring(text)) == []  # noqa: S314  our own text
    else:
        assert text == ""


def test_text_is_a_reference_a_line() -> None:
    assert FORMATS["text"]([SERVER, FAILED, TOOL]) == "server:1\n./tool\n"


def test_json_of_one_program_is_an_object() -> None:
    text = FORMATS["json"]([FAILED, SERVER])
    assert json.loads(text)["engine"] == "docker"
    assert text.endswith("}\n")


def test_json_of_several_programs_is_an_array() -> None:
    text = FORMATS["json"]([SERVER, FAILED, TOOL])
    whole = json.loads(text)
    assert [each["engine"] for each in whole] == ["docker", "podman"]
    assert {"schema_version", "slimgo"} <= whole[0].keys()
    assert text.endswith("]\n")
    assert "\n  " in text  # for people too


def suites(*shipments: Shipment) -> list[ET.Element]:
    return list(ET.fromstring(FORMATS["junit"](shipments)))  # noqa: S314  our own text


def test_junit_has_a_suite_for_each_program_and_a_case_for_each_check() -> None:
    server, tool = suites(SERVER, TOOL)
    assert (server.get("name"), tool.get("name"), list(tool)) == ("server", "tool", [])
    cases = [(case.get("classname"), case.get("name"), [*case]) for case in server]
    assert [(place, name, [each.tag for each in what]) for place, name, what in cases] == [
        ("server.build", "a", []),
        ("server.build", "b", ["failure"]),
        ("server.build", "c", ["skipped"]),
    ]
    assert cases[1][2][0].get("message") == "why"
    assert cases[2][2][0].get("message") == "no Linux"


def test_junit_tells_what_went_wrong_where_no_check_says_so() -> None:
    (suite,) = suites(FAILED)
    (case,) = suite
    assert (suite.get("name"), case.get("classname"), case.get("name")) == (
        "slimgo",
        "slimgo",
        "build",
    )
    (error,) = case
    assert (error.tag, error.get("message")) == ("error", "no Go\nat all")
