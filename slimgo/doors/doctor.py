"""`slimgo doctor`: whether `slimgo build` would work, and what is missing."""

from __future__ import annotations

import os
from collections.abc import Mapping

from slimgo.config.options import options
from slimgo.config.read import read
from slimgo.config.settings import settings
from slimgo.pipeline.doctor import doctor as examine
from slimgo.run.toolchain import go_on_path
from slimgo.terminal.typed import place
from slimgo.values.probe import Unknown
from slimgo.values.program import Program, Source


def doctor(asked: Mapping[str, object]) -> None:
    """asked: as typed, by the options' names. Raises ToolMissing where `slimgo build` would not
    work."""
    chosen = read(options("go", "upx", "engine", "cache"), asked, os.environ)
    anything = Program(
        name="x", source=Source(folder=".", package="."), probes=(Unknown(),), tag="x"
    )
    examine(
        settings(
            chosen,
            project=place(""),
            program=anything,
            packer="gopack",
            port=0,
            ambient=os.environ,
            go=chosen.text("go") or go_on_path(os.environ.get("PATH", "")),
        ),
        works="slimgo build",
    )
