"""What else figures depend on: what a program is asked, how it is run, what is in its image."""

from __future__ import annotations

import hashlib

from slimgo.pipeline.price.possible import by_engine
from slimgo.pipeline.project import Project


def asked_digest(project: Project) -> str:
    """Of what decides how it is run."""
    program, engine = project.program, by_engine(project)
    level = project.level.name if project.level else ""
    return _digest(program.probes, program.companions, level, engine.name if engine else "")


def image_digest(project: Project) -> str:
    """Of the image's Dockerfile and what that is given."""
    program = project.program
    text = program.dockerfile
    if not text:
        try:
            text = (project.path(program.context) / "Dockerfile").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""
    return _digest(text, program.build_args)


def _digest(*values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]
