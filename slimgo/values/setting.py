"""A setting as it holds, and who said so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One value of a project or of a program."""

    name: str
    """As a settings file has it."""
    value: object
    """Text, a number, true or false, a list or a table; None where nobody chose."""
    origin: str
    """`--port`, `SLIMGO_TAG`, `slimgo.toml [program.api]`, `default`."""
    default: str = ""
    """What holds where nobody chose, in words; empty where that is nothing."""


@dataclass(frozen=True, kw_only=True)
class SettingsTable:
    """Those of a program, or of the project."""

    name: str
    """The program's; empty for the project."""
    settings: tuple[Setting, ...]
