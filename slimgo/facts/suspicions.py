"""What a program may need, told by the functions in it and by who calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from slimgo.errors import Unreadable
from slimgo.facts.calls import Calls, Reached, calls, reached
from slimgo.facts.functions import Functions, Ints, read_functions
from slimgo.facts.noted_modules import own_module
from slimgo.plan.needs import NEEDS, Wanted
from slimgo.values.need import Suspicion, Suspicions

_NO_CALLS = "the calls of a program for this processor, or linked by gcc, are not followed"


def suspicions(path: Path) -> Suspicions:
    """What an executable, packed by nobody, may need; 80 MB in 0.6 s.

    Where it cannot be read, that is told in `lacks`.
    """
    try:
        functions = read_functions(path)
    except Unreadable as error:
        return Suspicions(lacks=f"{error.what}: {error.why}" if error.why else error.what)
    made = calls(functions)
    paths = _Paths(functions, made, _own(functions)) if made else None
    found = (_suspicion(need, functions, paths) for need in NEEDS)
    return Suspicions(
        found=tuple(each for each in found if each),
        brought=tuple(need.name for need in NEEDS if any(map(functions.has, need.brings))),
        lacks_paths="" if made else _NO_CALLS,
    )


def _own(functions: Functions) -> Ints:
    """The functions of package main and of the other packages of its module."""
    prefixes = ["main."]
    module = own_module(functions.modules)
    if module:
        above, slash, last = module.rpartition("/")
        # a dot in the last part of a package's path is %2e in the names of its functions
        escaped = above + slash + last.replace(".", "%2e")
        prefixes += [f"{module}/", f"{module}.", f"{escaped}."]
    either = "|".join(re.escape(prefix) for prefix in dict.fromkeys(prefixes))
    begins = re.finditer(rb"(?:\A|(?<=\0))(?:" + either.encode() + rb")", functions.names)
    offsets = np.array([each.start() for each in begins], np.int64)
    return np.flatnonzero(np.isin(functions.name_at, offsets))


class _Paths:
    """The paths from a program's own functions."""

    def __init__(self, functions: Functions, made: Calls, own: Ints) -> None:
        self._functions = functions
        self._made = made
        self._own = own
        self._all = self._led(())

    def shortest(self, need: Wanted) -> tuple[str, ...]:
        """To one of the entrances of a need; empty where nothing leads there."""
        steps = self._to(need.entrances, self._all)
        besides = [index for name in need.besides for index in self._places(name)]
        if set(besides).isdisjoint(steps):
            return tuple(map(self._functions.name, steps))
        around = self._to(need.entrances, self._led(besides))
        return tuple(map(self._functions.name, around))

    def _led(self, besides: Iterable[int]) -> Reached:
        return reached(self._made, self._own, len(self._functions.starts), besides)

    def _to(self, names: Iterable[str], led: Reached) -> tuple[int, ...]:
        paths = [led.path(index) for name in names for index in self._places(name)]
        return min(filter(None, paths), key=len, default=())

    def _places(self, name: str) -> list[int]:
        offset = self._functions.offset(name)
        if offset is None:
            return []
        places: list[int] = np.flatnonzero(self._functions.name_at == offset).tolist()
        return places


def _suspicion(need: Wanted, functions: Functions, paths: _Paths | None) -> Suspicion | None:
    there = next(filter(functions.has, need.functions), "")
    if not there:
        return None
    path = paths.shortest(need) if paths else ()
    return Suspicion(need=need.name, function=path[-1] if path else there, path=path)
