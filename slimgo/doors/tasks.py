"""The same for Invoke, in a tasks.py of one's own:

    from invoke.collection import Collection
    import slimgo.doors.tasks

    ns = Collection()
    ns.add_collection(slimgo.doors.tasks, name="slimgo")

Then `invoke slimgo.build --package ./cmd/server --port 8080 --ask /healthz=ok`, and slimgo.run,
slimgo.price, slimgo.check and slimgo.doctor likewise.
"""

from __future__ import annotations

from collections.abc import Mapping

from invoke.context import Context

from slimgo.config.keywords import OF_A_BUILD
from slimgo.config.option import Option
from slimgo.config.options import options
from slimgo.doors.task import task

_PACKAGE = Option(
    name="package",
    help="a program of slimgo.toml, a folder or an import path; not needed where there is one only",
)

_SUBJECT = Option(name="subject", help="a program's file, an image's tar, or an image's name")


def _read(c: Context, asked: Mapping[str, object]) -> Mapping[str, object]:
    """Invoke gives an empty text for what was left out."""
    return {**{name: value or None for name, value in asked.items()}, "dry": c.config.run.dry}


@task(_PACKAGE, *options("all", "shard"), *OF_A_BUILD, read=_read)
def build(asked: Mapping[str, object]) -> None:
    """Build PACKAGE, or --all of slimgo.toml: pack it, make an image, run that, and tag it."""
    from slimgo.doors.build import build as ship

    ship(asked, (str(asked["package"] or ""),))


@task(_PACKAGE, *options("port", "publish", "pack", "go", "engine", "read_only"), read=_read)
def run(asked: Mapping[str, object]) -> None:
    """Build PACKAGE, then serve its image on 127.0.0.1 until Ctrl-C."""
    from slimgo.doors.run import serve

    serve(asked, str(asked["package"] or ""))


@task(
    _PACKAGE,
    *options("variants", "search", "limit", "lever", "budget", "seed"),
    *OF_A_BUILD,
    read=_read,
)
def price(asked: Mapping[str, object]) -> None:
    """Measure what each variant of PACKAGE saves and costs."""
    from slimgo.doors.price import price as measure

    measure(asked, str(asked["package"] or ""))


@task(_SUBJECT, *options("port", "ask", "run", "says", "go", "engine", "out"), read=_read)
def check(asked: Mapping[str, object]) -> None:
    """Say what SUBJECT is, start it, and list what it opens."""
    from slimgo.doors.check import check as look
    from slimgo.errors import BadInput

    if not asked["subject"]:
        raise BadInput("nothing to check was named", cure="name it: --subject build/server.tar")
    look(asked, str(asked["subject"]))


@task(*options("go", "engine"), read=_read)
def doctor(asked: Mapping[str, object]) -> None:
    """List every tool: version, place, whether it will do, how to get what is missing."""
    from slimgo.doors.doctor import doctor as examine

    examine(asked)
