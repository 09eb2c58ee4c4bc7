"""The build context: which of its files an image may be made of."""

from __future__ import annotations

import stat
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path

from e2b_dockerfile_utils import PatternMatcher

from slimgo.errors import BadInput
from slimgo.values.image import Copy


def sources(copies: Iterable[Copy], context: Path, ignore_file: Path) -> Mapping[str, Path]:
    """Each source of the copies -> the regular file that stands for it, links followed.

    ignore_file: in .dockerignore's syntax; need not exist. Raises BadInput.
    """
    root = context.resolve()
    if not root.is_dir():
        raise BadInput(f"the context {context} is no folder", cure="name the folder to build from")
    ignored = _ignored(ignore_file)
    return {
        source: _source(source, root, ignored, ignore_file.name)
        for source in dict.fromkeys(copy.source for copy in copies)
    }


def _ignored(ignore_file: Path) -> PatternMatcher:
    try:
        text = ignore_file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return PatternMatcher([])
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{ignore_file} cannot be read", why=str(error)) from None
    try:
        # Python warns of patterns like `[[]`, whose meaning in a regular expression may change
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            return PatternMatcher(text.splitlines())
    except ValueError as error:
        raise BadInput(f"{ignore_file}: {error}", cure="mend the pattern") from None


def _source(source: str, root: Path, ignored: PatternMatcher, ignore_name: str) -> Path:
    try:
        path = (root / source).resolve(strict=True)
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        # an ignored file is told as ignored, be it there or not
        _refuse_ignored(source, source, ignored, ignore_name)
        raise BadInput(
            f"COPY {source}: there is no such file in {root}", cure="build it first"
        ) from None
    except (OSError, RuntimeError) as error:  # RuntimeError: a circle of links, before 3.13
        raise BadInput(f"COPY {source}: it cannot be read", why=str(error)) from None
    if not path.is_relative_to(root):
        raise BadInput(
            f"COPY {source}: a link that leads out of the context",
            why=f"to {path}",
            cure="put the file itself there",
        )
    for name in (source, path.relative_to(root).as_posix()):
        _refuse_ignored(source, name, ignored, ignore_name)
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "no regular file"
        raise BadInput(
            f"COPY {source}: it is {kind}",
            cure="name each file; docker or podman copy folders: `--engine docker`",
        )
    return path


def _refuse_ignored(source: str, name: str, ignored: PatternMatcher, ignore_name: str) -> None:
    if ignored.matches(name):
        raise BadInput(
            f"COPY {source}: {ignore_name} keeps it out of the context",
            cure=f"add a line !{name} to {ignore_name}",
        )
