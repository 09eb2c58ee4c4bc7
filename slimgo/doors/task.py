"""A task for Invoke whose flags come from the table of options."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from invoke.context import Context
from invoke.tasks import Task
from invoke.tasks import task as any_task

from slimgo.config.option import Option
from slimgo.terminal.door import door

T = TypeVar("T")
Read = Callable[[Context, Mapping[str, object]], T]
"""From what was typed, by the options' names, to what a body works with. Raises BadInput."""

# Invoke would give each flag its first free letter: another meaning in another task
_task: Callable[..., Any] = partial(any_task, auto_shortflags=False)
_LISTS = frozenset(("list", "pairs", "files"))
"""Kinds of options that are typed once for each value."""
_NOTHING: Mapping[str, object] = {"flag": False, **dict.fromkeys(_LISTS)}
"""The value of an option that was left out, by its kind; of others an empty text."""


def task(
    *options: Option, read: Read[T], default: bool = False
) -> Callable[[Callable[[T], None]], Task[Any]]:
    """default: whether it is what `invoke` without a task does."""

    def decorate(body: Callable[[T], None]) -> Task[Any]:
        def run(c: Context, **asked: object) -> None:
            body(read(c, {name.rstrip("_"): value for name, value in asked.items()}))

        run.__name__, run.__doc__, run.__module__ = body.__name__, body.__doc__, body.__module__
        guarded: Any = door(run)
        guarded.__signature__ = _signature(options)
        made: Task[Any] = _task(
            guarded,
            default=default,
            iterable=[_name(each) for each in options if each.kind in _LISTS],
            help={each.name: each.help for each in options},
        )
        return made

    return decorate


def _signature(options: tuple[Option, ...]) -> inspect.Signature:
    """Invoke makes a task's flags of its parameters, and their kinds of the defaults."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature(
        [
            inspect.Parameter("c", kind),
            *(
                inspect.Parameter(_name(each), kind, default=_NOTHING.get(each.kind, ""))
                for each in options
            ),
        ]
    )


def _name(option: Option) -> str:
    """A name that Python keeps for itself has a _ behind it, which Invoke leaves out of the
    flag."""
    return f"{option.name}_" if keyword.iskeyword(option.name) else option.name
