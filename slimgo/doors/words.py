"""The table of options as click's: what the slimgo command and its helpers understand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from slimgo.config.option import Option

Decorator = Callable[[Any], Any]
"""Of click's kind."""


def options(table: Iterable[Option]) -> Decorator:
    """Decorates a function with these options, in this order."""

    def decorate(function: Any) -> Any:  # noqa: ANN401  click's own decorators are so typed
        for each in reversed(tuple(table)):
            function = _option(each)(function)
        return function

    return decorate


def _option(each: Option) -> Decorator:
    more: dict[str, Any] = {}
    match each.kind:
        case "flag":
            more = {"is_flag": True}
        case "port":
            more = {"type": click.IntRange(1, 65535)}
        case "choice":
            more = {"type": click.Choice(each.choices())}
        case "list" | "pairs" | "files":
            more = {"multiple": True}
    return click.option(
        *each.flags,
        each.name,
        metavar=each.metavar or None,
        help=f"{each.help[:1].upper()}{each.help[1:]}.",
        **more,
    )


def run(command: click.Command, name: str) -> None:
    """Runs it with the process's words, and ends with 2 for words that cannot be understood.

    name: as it is typed, however it was started."""
    try:
        command.main(prog_name=name, standalone_mode=False)
    except click.UsageError as error:
        error.show()
        raise SystemExit(2) from None
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
