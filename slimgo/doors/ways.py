"""What a client with a way of its own calls: make its steps, serve its image, list, fetch, remove.

Each imports what it needs when it is called: a list of tasks needs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slimgo.config.settings import Options
    from slimgo.pipeline.way import Way


def make(asked: Options, way: Way, *names: str) -> None:
    """The named steps of the way, and all that they need; without a name the whole way.

    Raises SlimgoError of every kind."""
    from slimgo.pipeline.make import make as make_steps

    make_steps(asked, way, names, whole=not names)


def serve(asked: Options, way: Way) -> None:
    """Makes the image, and runs it until Ctrl-C. Raises Stopped after a clean end."""
    from slimgo.pipeline.serve import serve as run

    run(asked, way)


def doctor(asked: Options, *, works: str) -> None:
    """Lists every tool. works: the command that is to work; ToolMissing where it would not."""
    from slimgo.pipeline.doctor import doctor as examine

    examine(asked.settings, works=works)


def setup(asked: Options, *, system: bool) -> None:
    """Fetches what can be fetched. Raises ToolMissing, CommandFailed."""
    from slimgo.pipeline.setup import setup as fetch

    fetch(asked, system=system)


def clean(asked: Options) -> None:
    """Removes everything that was made."""
    from slimgo.pipeline.clean import clean as remove

    remove(asked)
