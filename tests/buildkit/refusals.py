"""What our reader refuses and BuildKit builds, each with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One kind of it."""

    words: str
    """What our error says, as a regular expression."""
    why: str


REFUSALS = (
    Refusal(words=r"COPY conf: it is a folder", why="each file is named, so that each is checked"),
    Refusal(words=r"COPY \S+: a pattern", why="each file is named, so that each is checked"),
    Refusal(words=r"outside the context", why="whoever writes ../a means another file"),
    Refusal(words=r"COPY of a heredoc", why="an image's files are files of the project"),
    Refusal(words=r"COPY --parents needs a real engine", why="not read here"),
    Refusal(words=r"is no octal mode", why="letters change a mode that depends on a umask"),
    Refusal(words=r"is copied twice", why="the hidden file would still be in the image"),
    Refusal(
        words=r"is already a file in the image",
        why="COPY --link would hide the file, which would still be in the image",
    ),
    Refusal(
        words=r"COPY --link to \S+, which is a folder",
        why="BuildKit would put the file in the folder's place",
    ),
    Refusal(
        words=r"makes the folder .* too",
        why="BuildKit gives it --chmod's mode, docker before 28.1 does not: not everyone may enter",
    ),
    Refusal(words=r"ADD unpacks archives", why="what ADD does depends on the file's content"),
    Refusal(words=r"USER .* is no number", why="an image from scratch has no /etc/passwd"),
    Refusal(words=r"WORKDIR is empty", why="BuildKit stays in the folder: a variable is not set"),
    Refusal(
        words=r"--chown=\S+ is no number",
        why="BuildKit gives the file to root, as an image from scratch has no /etc/passwd",
    ),
    Refusal(words=r"in shell form needs /bin/sh", why="it cannot start: there is no shell"),
    Refusal(words=r"is not JSON", why="BuildKit takes it for a shell's words: it cannot start"),
    Refusal(words=r"EXPOSE '\d+-\d+' is no port", why="one port is what is asked"),
    Refusal(words=r"STOPSIGNAL '\d+' is no signal", why="Linux has 64 of them"),
    Refusal(words=r"VOLUME needs an engine", why="a volume is kept by an engine"),
    Refusal(words=r"SHELL names a shell", why="there is none"),
    Refusal(words=r"MAINTAINER is withdrawn", why="deprecated; a label says it"),
    Refusal(words=r"ONBUILD is for images", why="nobody builds on this image"),
    Refusal(words=r"is set by BuildKit only", why="the value would depend on who builds"),
    Refusal(words=r"a second FROM", why="only a real engine builds several stages"),
)


def refusal_of(error: str) -> Refusal | None:
    """The row of the table for an error of ours; None where there is none."""
    return next((row for row in REFUSALS if re.search(row.words, error)), None)
