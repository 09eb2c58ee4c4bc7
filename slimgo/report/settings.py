"""What `slimgo config` shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from slimgo.values.setting import Setting, SettingsTable

_NAME_COLUMNS = 12
_VALUE_COLUMNS = 36
_ORIGIN_AT = _NAME_COLUMNS + _VALUE_COLUMNS + 4


def text(tables: Sequence[SettingsTable]) -> str:
    """A line a setting: its name, its value, and who said so."""
    return "\n".join(line for table in tables for line in _table(table)) + "\n"


def _table(table: SettingsTable) -> Iterator[str]:
    yield f"program.{table.name}" if table.name else "project"
    for each in table.settings:
        said = f"  {each.name:<{_NAME_COLUMNS}} {_shown(each)}"
        if len(said) < _ORIGIN_AT:
            yield f"{said:<{_ORIGIN_AT}}{each.origin}"
        else:
            yield said
            yield f"{'':<{_ORIGIN_AT}}{each.origin}"


def _shown(setting: Setting) -> str:
    value = setting.value
    if value is None:
        return f"({setting.default})" if setting.default else "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def as_json(tables: Sequence[SettingsTable]) -> str:
    """`{"project": {"engine": {"value": null, "from": "default"}}, "program": {"api": …}}`."""

    def said(table: SettingsTable) -> dict[str, object]:
        return {each.name: {"value": each.value, "from": each.origin} for each in table.settings}

    project = next((said(each) for each in tables if not each.name), {})
    programs = {each.name: said(each) for each in tables if each.name}
    whole = {"project": project, "program": programs}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[SettingsTable]], str]] = {"text": text, "json": as_json}
