"""The `slimgo` table of Invoke's own settings file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from slimgo.config.nearest import one_of
from slimgo.config.option import Option
from slimgo.config.read import Layer
from slimgo.errors import BadInput


def invoke_layer(configured: Mapping[str, object], options: Iterable[Option]) -> Layer:
    """configured: the table, by name. Only what a SLIMGO_ variable may say may stand there.

    Raises BadInput for an unknown name."""
    names = [each.name for each in options if each.ambient]
    for unknown in sorted(set(configured) - set(names)):
        raise BadInput(
            f"unknown setting slimgo.{unknown} in invoke.yaml",
            cure=one_of(names, unknown, before="slimgo."),
        )
    return Layer(values=configured, origin="invoke.yaml: slimgo")
