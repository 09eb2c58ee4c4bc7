"""Remembered or done: the one place that decides whether a piece of work is up to date.

What was made is known by three things: what it was made of, what it is now, and what was looked
at when it was checked. Where all three are as they were, the work is remembered; where only the
last has changed, what is there is checked again; else it is made and checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar

import msgspec

from slimgo.run.store import Store
from slimgo.values.record import Record

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Done(Generic[T]):
    """The result of work that was done now."""

    result: T
    identity: str
    """Of what is there, to know it again."""
    good: bool = True
    """Whether it may be remembered; what failed its checks is not."""


@dataclass(frozen=True, kw_only=True)
class Work(Generic[T]):
    """A piece of work."""

    name: str
    """Of its record; a `/` in it is a folder."""
    kind: type[T]
    """Of its result."""
    made_of: str
    """The fingerprint of everything that it is made of; empty where that cannot be known: then it
    is done each time."""
    identity: str
    """Of what is there now; empty where nothing is."""
    checked_as: Callable[[str], str]
    """The key of everything that a check of something of this identity depends on."""
    do: Callable[[T | None], Done[T]]
    """Checks what is there, given what is remembered of it; given None, makes it first."""
    complete: Callable[[T], T] = lambda result: result
    """Adds to what is remembered what was asked for now and is missing in it."""


@dataclass(frozen=True, kw_only=True)
class Outcome(Generic[T]):
    """A result, and how much was done for it now."""

    result: T
    how: Literal["remembered", "checked", "made"]


def once(store: Store, work: Work[T], *, recheck: bool) -> Outcome[T]:
    """The result, remembered or done. recheck: what was found out is found out again."""
    known = record(store, work.name, work.kind)
    fresh = (
        known is not None
        and work.made_of != ""
        and (known.made_of, known.identity) == (work.made_of, work.identity)
    )
    if known and fresh and not recheck and known.checked_as == work.checked_as(work.identity):
        result = work.complete(known.result)
        if result != known.result:
            remember(store, work.name, replace(known, result=result))
        return Outcome(result=result, how="remembered")
    done = work.do(known.result if known and fresh else None)
    if done.good:
        remember(
            store,
            work.name,
            Record(
                made_of=work.made_of,
                identity=done.identity,
                checked_as=work.checked_as(done.identity),
                result=done.result,
            ),
        )
    return Outcome(result=done.result, how="checked" if known and fresh else "made")


def record(store: Store, name: str, kind: type[T]) -> Record[T] | None:
    """What is remembered under the name; None where nothing is, or nothing readable."""
    try:
        return msgspec.json.decode(store.read(name), type=Record[kind])  # type: ignore[valid-type]
    except ValueError:  # msgspec's own errors too
        return None


def remember(store: Store, name: str, what: Record[T]) -> None:
    store.write(name, msgspec.json.encode(what))
