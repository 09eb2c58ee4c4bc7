"""What a program may need, told by the functions in it and by who calls them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from slimgo.errors import Unreadable
from slimgo.facts.calls import Reached, calls, reached
from slimgo.facts.functions import Functions, Ints, read_functions
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
    begin = _own(functions)
    made = calls(functions)
    led = reached(made, begin, len(functions.starts)) if made else None
    found = (_suspicion(need, functions, led) for need in NEEDS)
    return Suspicions(
        found=tuple(each for each in found if each),
        brought=tuple(need.name for need in NEEDS if any(map(functions.has, need.brings))),
        lacks_paths="" if made else _NO_CALLS,
    )


def own_module(modules: str) -> str:
    """The path of the main module in what the linker noted of modules; empty where it did not."""
    found = re.search(r"^mod\t([^\t\n]+)", modules, re.MULTILINE)
    return found[1] if found else ""


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


def _suspicion(need: Wanted, functions: Functions, led: Reached | None) -> Suspicion | None:
    there = next(filter(functions.has, need.functions), "")
    if not there:
        return None
    paths = [(name, path) for name in need.entrances if (path := _path(name, functions, led))]
    if not paths:
        return Suspicion(need=need.name, function=there)
    name, path = min(paths, key=lambda each: len(each[1]))
    return Suspicion(need=need.name, function=name, path=path)


def _path(name: str, functions: Functions, led: Reached | None) -> tuple[str, ...]:
    offset = functions.offset(name)
    if offset is None or led is None:
        return ()
    for index in np.flatnonzero(functions.name_at == offset).tolist():
        steps = led.path(index)
        if steps:
            return tuple(map(functions.name, steps))
    return ()
