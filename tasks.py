"""The article's commands as Invoke tasks; `invoke -l` reads like its table of contents.

Every body is a few lines that call slimgo. What a task needs is made first; what is up to date
is said to be so. `invoke --dry TASK` prints a script of it instead.
"""

from __future__ import annotations

import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke.context import Context
from invoke.tasks import task as any_task

# Invoke lets Python keep no bytecode: each start would compile all of slimgo anew
sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)

from slimgo.door import door  # noqa: E402  its bytecode is kept by the line above
from slimgo.invoked import must_be_understood  # noqa: E402  as above

if TYPE_CHECKING:
    from slimgo.settings import Options

# until a task's door is open, Ctrl-C simply ends the process; where it is ignored it stays so
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

# Invoke would give each flag its first free letter: another meaning in another task
task = partial(any_task, auto_shortflags=False)

_ENGINE = {"engine": "docker, podman or builtin; the first that works by default"}
_GO = {"go": "another Go than the pinned one: a path or a name on PATH"}
_UPX = {"upx": "another UPX than the one found: a path"}
_WITH = {"with": "the packer: upx, or gopack, which knows Go; upx by default"}
_RECHECK = {"recheck": "take the recorded verdicts again"}
_READ_ONLY = {"read-only": "start the image so that it may write nowhere in its files"}
_LEAST_MEMORY = {
    "least-memory": "also look for the least memory limit that each start works under: 10 s"
}
_TAG = {"tag": "the image's name"}
_PORT = {"port": "where 127.0.0.1 publishes the service"}
_JSON = {"json": "also write the result to this file"}


@task(help={**_GO, **_RECHECK})
@door
def app(c: Context, go: str = "", recheck: bool = False) -> None:
    """1. Build the app: GOOS=linux go build."""
    _make(options(c, go=go, recheck=recheck), "app")


@task(help={**_GO, **_RECHECK})
@door
def static(c: Context, go: str = "", recheck: bool = False) -> None:
    """2. Build it with the article's flag for a static binary: -extldflags "-static"."""
    _make(options(c, go=go, recheck=recheck), "static")


@task(help={**_GO, **_RECHECK})
@door
def small(c: Context, go: str = "", recheck: bool = False) -> None:
    """3. Build it smaller: -s -w leaves symbol table and debug info out."""
    _make(options(c, go=go, recheck=recheck), "small")


@task(
    help={
        "level": "UPX's level, 1 (fastest) to 9",
        "best": "UPX's --best: minutes for a few bytes; gopack's: smaller, starts slower",
        "lzma": "UPX's --lzma: smaller, starts slower still",
        "brute": "UPX's --brute: tries everything, five minutes; gopack's: one minute",
        **_WITH,
        **_GO,
        **_UPX,
        **_RECHECK,
        **_LEAST_MEMORY,
    }
)
@door
def pack(
    c: Context,
    with_: str = "",
    level: str = "",
    best: bool = False,
    lzma: bool = False,
    brute: bool = False,
    go: str = "",
    upx: str = "",
    recheck: bool = False,
    least_memory: bool = False,
) -> None:
    """4. Compress it: upx -9; shows what that costs at each start."""
    efforts = {"level": level, "best": best, "lzma": lzma, "brute": brute}
    prices = {"recheck": recheck, "least_memory": least_memory}
    _make(options(c, with_=with_, go=go, upx=upx, **prices, **efforts), "pack")


@task(help={**_WITH, **_ENGINE, **_TAG, **_READ_ONLY, **_RECHECK})
@door
def image(
    c: Context,
    with_: str = "",
    engine: str = "",
    tag: str = "",
    read_only: bool = False,
    recheck: bool = False,
) -> None:
    """5. Build the image from scratch; it gets its tag once it has run and answered."""
    chosen = {"with_": with_, "engine": engine, "tag": tag}
    _make(options(c, read_only=read_only, recheck=recheck, **chosen), "run")


@task(help={**_WITH, **_ENGINE, **_TAG, **_PORT, **_READ_ONLY})
@door
def run(
    c: Context,
    with_: str = "",
    engine: str = "",
    tag: str = "",
    port: str = "",
    read_only: bool = False,
) -> None:
    """6. Run the image on 127.0.0.1:3000 until Ctrl-C."""
    from article.way import WAY
    from slimgo.pipeline.serve import serve

    chosen = {"with_": with_, "engine": engine, "tag": tag, "port": port}
    serve(options(c, read_only=read_only, **chosen), WAY)


@task(help=_PORT)
@door
def ask(c: Context, port: str = "") -> None:
    """6. Ask it while it runs: curl http://127.0.0.1:3000/?name=Ahmed."""
    from article.ask import ask as ask_service

    ask_service(options(c, port=port))


@task(help={**_WITH, **_ENGINE, **_TAG})
@door
def inspect(c: Context, with_: str = "", engine: str = "", tag: str = "") -> None:
    """7. Show the image's size: docker image inspect --format='{{.Size}}'."""
    _make(options(c, with_=with_, engine=engine, tag=tag), "inspect")


@task(
    help={
        "check": "fail where docs/article.md is not what is seen here, or something is missing",
        "write": "write docs/article.md anew",
    }
)
@door
def article(c: Context, check: bool = False, write: bool = False) -> None:
    """8. Check each claim of the article: what still holds, what never did, and why."""
    from article.claims.check import article as check_claims

    check_claims(options(c), check=check, write=write)


@task()
@door
def sizes(c: Context) -> None:
    """List the sizes of all binaries: ls -lh."""
    from article.look import sizes as list_sizes

    list_sizes(options(c))


@task()
@door
def symbols(c: Context) -> None:
    """Show what -s took: go tool nm finds no symbols."""
    from article.look import symbols as list_symbols

    list_symbols(options(c))


@task(
    default=True,
    help={
        **_JSON,
        **_WITH,
        **_ENGINE,
        **_TAG,
        **_GO,
        **_UPX,
        **_READ_ONLY,
        **_RECHECK,
        **_LEAST_MEMORY,
    },
)
@door
def slim(
    c: Context,
    json: str = "",
    with_: str = "",
    engine: str = "",
    tag: str = "",
    go: str = "",
    upx: str = "",
    read_only: bool = False,
    recheck: bool = False,
    least_memory: bool = False,
) -> None:
    """The article's whole way, 1 to 7, every step checked, then a second packer. The default."""
    from article.way import WAY
    from slimgo.pipeline.make import make

    tools = {"with_": with_, "engine": engine, "go": go, "upx": upx}
    chosen = {"read_only": read_only, "recheck": recheck, "least_memory": least_memory}
    make(options(c, tag=tag, json=json, **chosen, **tools), WAY, whole=True)


@task(help={**_WITH, **_ENGINE, **_GO, **_UPX})
@door
def doctor(c: Context, with_: str = "", engine: str = "", go: str = "", upx: str = "") -> None:
    """List every tool: version, place, whether it will do, how to get what is missing."""
    from slimgo.pipeline.doctor import doctor as examine

    settings = options(c, with_=with_, engine=engine, go=go, upx=upx).settings
    examine(settings, works="invoke slim")


@task(help={"system": "as root on Debian: also install docker and podman for `nox -t ci`"})
@door
def setup(c: Context, system: bool = False) -> None:
    """Fetch what can be fetched without root."""
    from slimgo.pipeline.setup import setup as fetch

    fetch(options(c), system=system)


@task()
@door
def clean(c: Context) -> None:
    """Remove everything under build/."""
    from slimgo.pipeline.clean import clean as remove

    remove(options(c))


def _make(chosen: Options, *names: str) -> None:
    from article.way import WAY
    from slimgo.pipeline.make import make

    make(chosen, WAY, names)


def options(c: Context, **asked: Any) -> Options:  # noqa: ANN401  as many kinds as flags
    """What was asked of a task. Imported late: `invoke -l` asks nothing.

    A name that Python keeps for itself has a _ behind it, which Invoke leaves out of the flag.
    """
    from article.program import DEFAULTS, article_program
    from slimgo.flags import options as read_options

    named = {name.rstrip("_"): value for name, value in asked.items()}
    here = Path(__file__).parent
    return read_options(c, project=here, program=article_program, defaults=DEFAULTS, **named)


door(must_be_understood)(sys.modules[__name__])
