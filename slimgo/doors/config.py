"""`slimgo config`: each setting, and where it comes from; or the file's JSON Schema."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping

from slimgo.config.order import order
from slimgo.terminal.typed import place


def config(asked: Mapping[str, object], programs: tuple[str, ...]) -> None:
    """asked: as typed, by the options' names. Raises BadInput."""
    from slimgo.config.listed import listed
    from slimgo.report.settings import FORMATS

    wanted = order(asked, os.environ, packages=programs, here=place(""))
    if wanted.file is None:
        sys.stderr.write("! there is no slimgo.toml here or above: slimgo init writes one\n")
    sys.stdout.write(FORMATS[str(asked.get("form") or "text")](listed(wanted)))


def schema() -> None:
    """Writes the JSON Schema of slimgo.toml to standard output."""
    from slimgo.config.file_types import schema as of_the_file

    sys.stdout.write(json.dumps(of_the_file(), indent=2) + "\n")
