"""What was typed for a program, as values."""

from __future__ import annotations

import re

from slimgo.errors import BadInput
from slimgo.values.probe import CommandLine, Given, Probe, Unknown, service
from slimgo.values.question import Question

_ASKED = re.compile(r"(?P<path>/[^=~\s]*)(?:(?P<how>[=~])(?P<answer>.*))?", re.DOTALL)


def question(typed: str) -> Question:
    """`/healthz`, `/healthz=ok` or `/healthz~^ok`. Raises BadInput.

    A path that holds `=` or `~` itself is written with %3D or %7E.
    """
    match = _ASKED.fullmatch(typed)
    if match is None:
        raise BadInput(
            f"--ask {typed!r} does not begin with a path", cure="write --ask '/healthz=ok'"
        )
    path, how, answer = match["path"], match["how"], match["answer"] or ""
    if how == "~":
        pattern(answer, "--ask")
        return Question(path=path, answer=answer, match="pattern")
    if how == "=":
        return Question(path=path, answer=answer, match="trimmed")
    return Question(path=path, match="pattern")


def pattern(text: str, flag: str) -> str:
    """A regular expression. Raises BadInput for what is none."""
    try:
        re.compile(text)
    except re.error as error:
        raise BadInput(f"{flag}: {text!r} is no pattern", why=str(error)) from None
    return text


def probe(
    *,
    port: int | None,
    ask: tuple[str, ...],
    arguments: tuple[str, ...] | None,
    says: str | None,
) -> Probe:
    """What was said in short of how to find out whether the program works; Unknown where that is
    not enough to start it.

    Raises BadInput for what excludes each other.
    """
    if arguments is None and says is not None:
        raise BadInput("--says goes with --run", cure=f"add --run '--version' to --says {says!r}")
    if arguments is not None:
        if port or ask:
            raise BadInput(
                "--run is for a command, --port and --ask are for a service", cure="leave one out"
            )
        return CommandLine(given=Given(arguments=arguments), says=pattern(says or "", "--says"))
    questions = tuple(question(each) for each in ask)
    if port:
        return service(port, questions)
    return Unknown(questions=questions)
