"""What go tool pprof shows of a CPU profile that a program took of itself."""

from __future__ import annotations

from pathlib import Path

from article.claims.evidence import Heard, Missing
from article.claims.facts.heard import hear
from slimgo.run.process import Surroundings
from slimgo.values.command import Command


def profile_view(
    view: str, program: Path, profile: Path, sources: Path, surroundings: Surroundings
) -> Heard | Missing:
    """view: `-top`, `-list=main.work`, `-disasm=main.work`. sources: where its files are looked
    for, as a program built with -trimpath names them without their folders."""
    argv = ("go", "tool", "pprof", "-source_path", str(sources), view, str(program), str(profile))
    return hear(Command(argv=argv), surroundings, cure="pip install -e .")
