"""An environment that is odd, or lacks what everyone has."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from platformdirs import user_cache_path

from tests.faults.checkout import Checkout, Outcome, Variables
from tests.faults.fault import Fault
from tests.faults.tools import go_says
from tests.waiting import PATIENCE_SECONDS

_ODD = 'it\'s "tmp" é'

# in another home everything would be compiled anew, which is slow and no fault
CACHES = {"GOCACHE": go_says("env", "GOCACHE"), "SLIMGO_CACHE": str(user_cache_path("slimgo"))}


def env(**variables: str) -> Callable[[Checkout], Outcome]:
    given = cast(Variables, variables)
    return lambda checkout: checkout.invoke(*checkout.command, **given)


def without(variable: str, **variables: str) -> Callable[[Checkout], Outcome]:
    given = cast(Variables, variables)
    return lambda checkout: checkout.invoke(*checkout.command, without=variable, **given)


def odd_tmpdir(checkout: Checkout) -> Outcome:
    place = checkout.folder / _ODD
    place.mkdir()
    outcome = checkout.invoke(*checkout.command, TMPDIR=str(place))
    place.rmdir()  # nothing is left in it
    return outcome


def tmpdir_that_is_a_file(checkout: Checkout) -> Outcome:
    file = checkout.folder / "file"
    file.touch()
    return checkout.invoke(*checkout.command, TMPDIR=str(file))


def relative(variable: str, **variables: str) -> Callable[[Checkout], Outcome]:
    """Nothing is made in the folder that the name would lead to."""
    given = cast(Variables, variables) | {variable: "relative"}

    def provoke(checkout: Checkout) -> Outcome:
        outcome = checkout.invoke(*checkout.command, **given)
        assert not list(checkout.path.rglob("relative"))
        return outcome

    return provoke


def shell(words: str, *command: str) -> Callable[[Checkout], Outcome]:
    """words: what a shell does to `"$@"`. command: where it is not the step's own."""
    through = ("sh", "-c", words, "sh")
    return lambda checkout: checkout.invoke(*(command or checkout.command), through=through)


def read_by_head(checkout: Checkout) -> Outcome:
    """Whoever reads its output has had enough after a line, as in `| head -1`."""
    process = checkout.start(*checkout.command)
    assert process.stdout
    assert process.stderr
    first = process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    return Outcome(status=process.wait(timeout=PATIENCE_SECONDS), out=first, err=err)


BORNE = {
    "PATH is empty": env(PATH=""),
    "PATH is not set": without("PATH"),
    "PATH is relative": env(PATH="bin:.:sbin"),
    "HOME is not set": without("HOME", **CACHES),
    "HOME is empty": env(HOME="", **CACHES),
    "HOME is not there": env(HOME="/nonexistent", **CACHES),
    "HOME is relative": relative("HOME", **CACHES),
    "TMPDIR is not there": env(TMPDIR="/nonexistent"),
    "TMPDIR is empty": env(TMPDIR=""),
    "TMPDIR is relative": relative("TMPDIR"),
    "TMPDIR is a file": tmpdir_that_is_a_file,
    "TMPDIR has quotes and spaces": odd_tmpdir,
    "the locale is C": env(LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii"),
    "the umask is 077": shell('umask 077; exec "$@"'),
    "standard output is closed": shell('exec "$@" >&-'),
    "standard error is closed": shell('exec "$@" 2>&-'),
    "standard input is closed": shell('exec "$@" <&-'),
}

FAULTS = (
    *(Fault(step="all", name=name, provoke=provoke, status=0) for name, provoke in BORNE.items()),
    Fault(step="all", name="whoever reads the output has gone", provoke=read_by_head, status=141),
    Fault(
        step="all",
        name="standard output is a full disk",
        provoke=shell('exec "$@" >/dev/full'),
        status=1,
        words="No space left on device",
    ),
    Fault(
        step="all",
        name="an error meets a standard error that is closed",
        provoke=shell('exec "$@" 2>&-', "app", "--go", "/nonexistent/go"),
        status=3,
    ),
    Fault(
        step="all",
        name="an error meets a standard error on a full disk",
        provoke=shell('exec "$@" 2>/dev/full', "app", "--go", "/nonexistent/go"),
        status=3,
    ),
)
