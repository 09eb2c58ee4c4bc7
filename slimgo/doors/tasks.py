"""The same for Invoke, in a tasks.py of one's own:

    from invoke.collection import Collection
    import slimgo.doors.tasks

    ns = Collection()
    ns.add_collection(slimgo.doors.tasks, name="slimgo")

Then `invoke slimgo.build --package ./cmd/server --port 8080 --ask /healthz=ok`.
"""

from __future__ import annotations

from functools import partial

from invoke.context import Context
from invoke.tasks import task as any_task

from slimgo.door import door
from slimgo.errors import BadInput

# Invoke would give each flag its first free letter: another meaning in another task
task = partial(any_task, auto_shortflags=False)

_PORTS = range(1, 65536)


@task(
    iterable=["ask"],
    help={
        "package": "a folder or an import path; not needed where there is one program only",
        "port": "where it listens, over TCP",
        "ask": "PATH[=TEXT|~PATTERN]: GET PATH must succeed, and answer so; may be repeated",
        "run": "it is a command: run it with these arguments",
        "says": "a pattern of what --run must print",
        "pack": "gopack, upx or none",
        "tag": "the image's name; by default the program's",
        "engine": "docker, podman or builtin; the first that works by default",
        "recheck": "check again what has not changed",
    },
)
@door
def build(
    c: Context,
    package: str = "",
    port: str = "",
    ask: list[str] | None = None,
    run: str = "",
    says: str = "",
    pack: str = "",
    tag: str = "",
    engine: str = "",
    recheck: bool = False,
) -> None:
    """Build PACKAGE, pack it, make an image of it, run that, and tag it."""
    from slimgo.doors.build import build as ship

    if port and not (port.isdecimal() and port.isascii() and int(port[:6]) in _PORTS):
        raise BadInput(f"{port!r} is no port", cure="choose a port from 1 to 65535")
    ship(
        package=package,
        port=int(port) if port else None,
        ask=tuple(ask or ()),
        arguments=run or None,
        says=says or None,
        pack=pack or None,
        tag=tag,
        engine=engine,
        recheck=recheck,
        dry=bool(c.config.run.dry),
    )
