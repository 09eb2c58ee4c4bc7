"""`slimgo init`: writes a first slimgo.toml."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from slimgo.config.order import order
from slimgo.doors.lines import Lines
from slimgo.terminal.typed import place
from slimgo.values.event import Doing


def init(asked: Mapping[str, object], packages: tuple[str, ...]) -> None:
    """asked: as typed, by the options' names. Raises BadInput, ToolMissing."""
    from slimgo.pipeline.init import first_file, written_anew

    wanted = order(asked, os.environ, packages=packages, here=place(""))
    dry = bool(asked.get("dry"))
    with Lines(verbose=False, dry=dry) as lines:
        lines(Doing(text="looking at the module"))
        path, text = first_file(wanted, os.environ)
        if dry:
            sys.stdout.write(text)
            return
        written_anew(path, text)
        lines.say(f"{path.name} names what was found. Next: slimgo build --all")
