"""The settings file: slimgo.toml, or [tool.slimgo] in pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slimgo.config.entries import Variant
from slimgo.config.file_check import checked
from slimgo.config.file_types import program_type, project_type
from slimgo.config.options import OPTIONS
from slimgo.errors import BadInput

OWN = "slimgo.toml"
SHARED = "pyproject.toml"
_BESIDE_OPTIONS = ("program", "variant")
_PROGRAM_NAME = r"[A-Za-z0-9_][\w.+~-]*"


@dataclass(frozen=True, kw_only=True)
class SettingsFile:
    """What a settings file says, by the options' names; its types are checked."""

    path: Path
    """Absolute."""
    project: Mapping[str, object] = field(default_factory=dict)
    """What stands above the programs."""
    programs: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """What each program says, by its name, in the file's order."""
    variants: Mapping[str, Variant] = field(default_factory=dict)
    """Ways of its own to build a program, by name."""

    @property
    def folder(self) -> Path:
        """The project's: paths in the file begin here."""
        return self.path.parent

    @property
    def name(self) -> str:
        return self.path.name

    def table(self, program: str = "") -> str:
        """`[program.api]`, as the file names it; above the programs its own name."""
        above = ("tool.slimgo",) if self.name == SHARED else ()
        parts = (*above, *(("program", program) if program else ()))
        return f"{self.name} [{'.'.join(parts)}]" if parts else self.name


def nearest_file(here: Path) -> SettingsFile | None:
    """That of the folder, or of the nearest folder above it; None where there is none.

    here: absolute. Raises BadInput for one that cannot be read, or says what cannot be.
    """
    for folder in (here, *here.parents):
        own, shared = folder / OWN, folder / SHARED
        in_shared = _in_pyproject(shared)
        if own.is_file():
            if in_shared is not None:
                raise BadInput(
                    f"{own} and [tool.slimgo] in {SHARED} are both there",
                    cure="keep one of them",
                )
            return settings_file(own, _parsed(own))
        if in_shared is not None:
            return settings_file(shared, in_shared)
    return None


def settings_file(path: Path, said: Mapping[str, Any]) -> SettingsFile:
    """said: the table as TOML has it. Raises BadInput, which names the nearest known name for an
    unknown one."""
    above = {key: value for key, value in said.items() if key not in _BESIDE_OPTIONS}
    project = checked(above, project_type(), where="", file=path.name, beside=_BESIDE_OPTIONS)
    programs, variants = {}, {}
    for name, table in _tables(said, "program", path):
        where = f"program.{name}"
        programs[name] = _by_option(checked(table, program_type(), where=where, file=path.name))
    for name, table in _tables(said, "variant", path):
        variants[name] = checked(table, Variant, where=f"variant.{name}", file=path.name)
    return SettingsFile(
        path=path, project=_by_option(project), programs=programs, variants=variants
    )


def _tables(said: Mapping[str, Any], key: str, path: Path) -> Iterable[tuple[str, Any]]:
    import re

    tables = said.get(key, {})
    if not isinstance(tables, dict):
        raise BadInput(
            f"{path.name}: {key} is no table", cure=f"name each: [{key}.{path.parent.name}]"
        )
    for name, table in tables.items():
        if not re.fullmatch(_PROGRAM_NAME, name):
            raise BadInput(f"{path.name}: a {key} cannot be called {name!r}")
        yield name, table


def _by_option(table: Any) -> Mapping[str, object]:  # noqa: ANN401  a struct of the table's fields
    """What it says, by the options' names."""
    said = {each.name: getattr(table, each.name, None) for each in OPTIONS.values()}
    return {name: value for name, value in said.items() if value is not None}


def _in_pyproject(path: Path) -> Mapping[str, Any] | None:
    """[tool.slimgo], where there is one. A file that is none of ours need not be readable."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if "slimgo" not in text:
        return None
    tool = _parsed(path).get("tool", {})
    ours = tool.get("slimgo") if isinstance(tool, dict) else None
    if ours is not None and not isinstance(ours, dict):
        raise BadInput(f"{path.name}: tool.slimgo is no table", cure="write [tool.slimgo]")
    return ours


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read", why=error.strerror or "") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8", cure="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: {error}") from None
