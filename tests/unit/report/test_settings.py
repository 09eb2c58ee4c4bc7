"""What `slimgo config` shows."""

from __future__ import annotations

import json

from slimgo.report.settings import FORMATS
from slimgo.values.setting import Setting, SettingsTable

TABLES = (
    SettingsTable(
        name="",
        settings=(Setting(name="engine", value=None, origin="default", default="the first"),),
    ),
    SettingsTable(
        name="api",
        settings=(
            Setting(name="port", value=80, origin="--port"),
            Setting(name="ask", value=["/a", "/é"], origin="slimgo.toml [program.api]"),
            Setting(name="says", value=None, origin="default"),
            Setting(name="best", value=False, origin="default"),
            Setting(name="workdir", value="/" + "x" * 60, origin="SLIMGO_WORKDIR"),
        ),
    ),
)


def test_each_setting_is_a_line_with_who_said_it() -> None:
    assert FORMATS["text"](TABLES).splitlines() == [
        "project",
        "  engine       (the first)                          default",
        "program.api",
        "  port         80                                   --port",
        '  ask          ["/a", "/é"]                         slimgo.toml [program.api]',
        "  says         -                                    default",
        "  best         false                                default",
        f"  workdir      /{'x' * 60}",
        f"{'':52}SLIMGO_WORKDIR",
    ]


def test_for_programs_it_is_json() -> None:
    said = json.loads(FORMATS["json"](TABLES))
    assert said["project"] == {"engine": {"value": None, "from": "default"}}
    assert said["program"]["api"]["port"] == {"value": 80, "from": "--port"}
    assert json.loads(FORMATS["json"](())) == {"project": {}, "program": {}}
