"""The article's commands as Invoke tasks; `invoke -l` reads like its table of contents.

What a task needs is made first; what is up to date is said to be so. `invoke --dry TASK` prints a
script of it instead. The options are described in article/door.py.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

# Invoke lets Python keep no bytecode: each start would compile all of slimgo anew
sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)

from article.door import Tasks  # noqa: E402  its bytecode is kept by the line above
from slimgo.doors import ways  # noqa: E402  as above
from slimgo.doors.invoked import must_be_understood  # noqa: E402  as above

if TYPE_CHECKING:
    from slimgo.config.settings import Options

task = Tasks(Path(__file__).parent)

# until a task's door is open, Ctrl-C simply ends the process; where it is ignored it stays so
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@task("go", "recheck")
def app(asked: Options) -> None:
    """1. Build the app: GOOS=linux go build."""
    _make(asked, "app")


@task("go", "recheck")
def static(asked: Options) -> None:
    """2. Build it with the article's flag for a static binary: -extldflags "-static"."""
    _make(asked, "static")


@task("go", "recheck")
def small(asked: Options) -> None:
    """3. Build it smaller: -s -w leaves symbol table and debug info out."""
    _make(asked, "small")


@task("with", "level", "best", "lzma", "brute", "go", "upx", "recheck", "least_memory")
def pack(asked: Options) -> None:
    """4. Compress it: upx -9; shows what that costs at each start."""
    _make(asked, "pack")


@task("with", "engine", "tag", "read_only", "recheck")
def image(asked: Options) -> None:
    """5. Build the image from scratch; it gets its tag once it has run and answered."""
    _make(asked, "run")


@task("with", "engine", "tag", "port", "read_only")
def run(asked: Options) -> None:
    """6. Run the image on 127.0.0.1:3000 until Ctrl-C."""
    from article.way import WAY

    ways.serve(asked, WAY)


@task("port")
def ask(asked: Options) -> None:
    """6. Ask it while it runs: curl http://127.0.0.1:3000/?name=Ahmed."""
    from article.ask import ask as ask_service

    ask_service(asked)


@task("with", "engine", "tag")
def inspect(asked: Options) -> None:
    """7. Show the image's size: docker image inspect --format='{{.Size}}'."""
    _make(asked, "inspect")


@task("check", "write")
def article(asked: Options) -> None:
    """8. Check each claim of the article: what still holds, what never did, and why."""
    from article.claims.check import article as check_claims

    check_claims(asked)


@task()
def sizes(asked: Options) -> None:
    """List the sizes of all binaries: ls -lh."""
    from article.look import sizes as list_sizes

    list_sizes(asked)


@task()
def symbols(asked: Options) -> None:
    """Show what -s took: go tool nm finds no symbols."""
    from article.look import symbols as list_symbols

    list_symbols(asked)


@task(
    *("json", "with", "engine", "tag", "go", "upx", "read_only", "recheck", "least_memory"),
    default=True,
)
def slim(asked: Options) -> None:
    """The article's whole way, 1 to 7, every step checked, then a second packer. The default."""
    _make(asked)


@task("variants", "budget", "seed", "go", "upx", "recheck")
def price(asked: Options) -> None:
    """What each byte saved costs: start, memory, throughput, pulls, of eight variants."""
    from article.price import price as measure

    measure(asked)


@task("with", "engine", "go", "upx")
def doctor(asked: Options) -> None:
    """List every tool: version, place, whether it will do, how to get what is missing."""
    ways.doctor(asked, works="invoke slim")


@task("system")
def setup(asked: Options) -> None:
    """Fetch what can be fetched without root."""
    ways.setup(asked, system="system" in asked.chosen.flags)


@task()
def clean(asked: Options) -> None:
    """Remove everything under build/."""
    ways.clean(asked)


def _make(asked: Options, *names: str) -> None:
    """The steps of that name; without one the whole way."""
    from article.way import WAY

    ways.make(asked, WAY, *names)


must_be_understood(sys.modules[__name__])
