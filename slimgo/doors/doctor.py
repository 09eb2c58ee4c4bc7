"""`slimgo doctor`: whether `slimgo build` would work, and what is missing."""

from __future__ import annotations

import os

from slimgo.pipeline.doctor import doctor as examine
from slimgo.run.toolchain import go_on_path
from slimgo.settings import Settings, private_cache
from slimgo.typed import place
from slimgo.values.probe import Unknown
from slimgo.values.program import Program, Source


def doctor(*, go: str | None, engine: str | None) -> None:
    """Raises ToolMissing where `slimgo build` would not work."""
    named = go or os.environ.get("SLIMGO_GO") or go_on_path(os.environ.get("PATH", ""))
    anything = Program(name="x", source=Source(folder=".", package="."), probe=Unknown(), tag="x")
    settings = Settings(
        project=place(""),
        go=named,
        upx=os.environ.get("SLIMGO_UPX", ""),
        packer="gopack",
        engine=engine or os.environ.get("SLIMGO_ENGINE", ""),
        port=0,
        cache=private_cache(),
        program=anything,
        ambient=os.environ,
    )
    examine(settings, works="slimgo build")
