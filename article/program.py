"""The article's service as a program to be shipped."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from article.plan import packed
from slimgo.errors import BadInput
from slimgo.oci.tag import parse_tag
from slimgo.plan.recipe import artifact_path
from slimgo.values.probe import Service
from slimgo.values.program import Program, Source
from slimgo.values.question import Question
from slimgo.values.variant import Packing

FILE = "app.go"
"""What the article calls its file: it builds that, not the package."""

QUESTIONS = (
    Question(path="/?name=Ahmed", answer="Hello Ahmed"),
    Question(path="/", answer="Hello world"),
    Question(path="/?name=Ada%20L%26%C3%A9", answer="Hello Ada L&é"),
    Question(path="/?name=", answer="Hello world"),
)
"""What the article's service answers: named, unnamed, escaped, empty."""

SERVICE_PORT = 3000
"""Where the article's service listens."""


def article_program(settings: Mapping[str, str], project: Path) -> Program:
    """settings: by name, `app`, `tag` and `with` among them. Raises BadInput."""
    parse_tag(settings["tag"])
    return Program(
        name="article",
        source=Source(folder=_folder(settings["app"], project), package=FILE),
        probes=(Service(port=SERVICE_PORT, questions=QUESTIONS, handles_sigterm=True),),
        tag=settings["tag"],
        build_args=build_args(settings["with"]),
    )


def build_args(packer: str) -> tuple[tuple[str, str], ...]:
    """What tells the Dockerfile which program goes in; nothing for the article's."""
    return () if packer == "upx" else (("BIN", artifact_path(packed(Packing(packer=packer)))),)


def _folder(text: str, project: Path) -> str:
    path = os.path.normpath(text)
    if Path(path).is_absolute() or path.startswith(".."):
        raise BadInput(
            f"the app's folder {text!r} is outside the project",
            cure="set SLIMGO_APP to a folder below the project's",
        )
    # Path.is_file raises for a name that is too long
    if not os.path.isfile(project / path / FILE):  # noqa: PTH113
        raise _no_program(project, path)
    return path


def _no_program(project: Path, app: str) -> BadInput:
    """Says what the folder holds instead, and what to type."""
    what = f"there is no {app}/{FILE}"
    folder = project / app
    found: list[str] = []
    with suppress(OSError, ValueError):  # ValueError: a name that no folder can have
        found = sorted(each.name for each in folder.glob("*.go") if each.is_file())
    programs = [name for name in found if not name.endswith("_test.go")]
    if programs:
        old, new = (shlex.quote(str(folder / name)) for name in (programs[0], FILE))
        return BadInput(
            what,
            why=f"{app} holds {', '.join(programs)}, and the program's file must be called {FILE}",
            cure=f"mv {old} {new}",
        )
    others = sorted(str(each.parent.relative_to(project)) for each in project.glob(f"*/{FILE}"))
    return BadInput(
        what,
        why=f"{app} holds no Go file" if os.path.isdir(folder) else f"there is no folder {app}",  # noqa: PTH112  as above
        cure=f"set SLIMGO_APP={shlex.quote(others[0])}" if others else "",
    )
