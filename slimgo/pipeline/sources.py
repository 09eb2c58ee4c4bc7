"""What a build is made of: remembered while every file and folder is as it was, or asked of Go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import msgspec

from slimgo.errors import BadInput
from slimgo.facts.asked import asked
from slimgo.facts.seen import same
from slimgo.plan.go_list import list_command
from slimgo.run.process import Surroundings
from slimgo.run.store import Store
from slimgo.values.command import Command
from slimgo.values.sources import KnownSources, Sources


def sources_of(
    build: Command,
    surroundings: Surroundings,
    store: Store,
    *,
    go: str,
    asking: Callable[[], None] = lambda: None,
    heard: dict[str, Sources] | None = None,
) -> Sources:
    """go: the identity of the Go tool. asking: called when Go has to be asked.

    heard: what this run knows already, by question; added to. A file that changes during a run
    gives another answer in the next one, which then builds.
    """
    question = asked(build, surroundings, go)
    if heard and question in heard:
        return heard[question]
    sources = _known_or_asked(build, surroundings, store, question, asking)
    if heard is not None and sources.complete:
        heard[question] = sources
    return sources


def _known_or_asked(
    build: Command,
    surroundings: Surroundings,
    store: Store,
    question: str,
    asking: Callable[[], None],
) -> Sources:
    name = _name(build, surroundings)
    known = _known(store, name)
    if known and known.asked == question:
        seen = same(known.seen)
        if seen is not None:
            if seen != known.seen:
                _keep(store, name, replace(known, seen=seen))
            return known.sources
    asking()
    from slimgo.facts.sources import ask_go  # only when it is needed: a rerun is short

    found = ask_go(build, surroundings)
    if found.seen and found.sources.complete:
        _keep(store, name, KnownSources(asked=question, seen=found.seen, sources=found.sources))
    return found.sources


def _name(build: Command, surroundings: Surroundings) -> str:
    """One record for each question, so that cells for other targets do not overwrite it."""
    question = f"{surroundings.environment.get('GOARCH')} {list_command(build)}"
    digest = hashlib.sha256(question.encode("utf-8", "surrogateescape")).hexdigest()
    return f"sources/{digest[:16]}"


def _known(store: Store, name: str) -> KnownSources | None:
    try:
        return msgspec.json.decode(store.read(name), type=KnownSources)
    except ValueError:  # msgspec's own errors too
        return None


def _keep(store: Store, name: str, known: KnownSources) -> None:
    with suppress(OSError, ValueError, BadInput):  # what cannot be kept is asked again
        store.write(name, msgspec.json.encode(known))
