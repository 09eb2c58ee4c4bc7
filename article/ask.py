"""Asks the running service as the article does: with curl, or by ourselves where there is none."""

from __future__ import annotations

import http.client

from article.program import QUESTIONS
from slimgo.config.settings import Options
from slimgo.errors import EngineFailed
from slimgo.pipeline.find import surroundings_of
from slimgo.run.process import run
from slimgo.terminal.screen import Terminal
from slimgo.values.command import Command

_SECONDS = 10
_READ_BYTES = 64 * 1024
"""More than any answer; a body that never ends is cut here."""


def ask(options: Options) -> None:
    """Prints what was asked and what came back. Raises EngineFailed when nothing answers."""
    path = QUESTIONS[0].path
    port = options.settings.port
    url = f"http://127.0.0.1:{port}{path}"
    surroundings = surroundings_of(options.settings)
    command = Command(argv=("curl", "-sS", "--noproxy", "*", "--max-time", str(_SECONDS), url))
    with Terminal(dry=options.dry) as terminal:
        if options.dry:
            terminal.say(str(command))
            return
        if "curl" in surroundings.programs:
            terminal.say(f"$ {command}")
            completed = run(command, surroundings, check=False)
            problem, body = completed.words if completed.status else "", completed.stdout
        else:
            terminal.say(f"GET {url}   (no curl here: our own request)")
            problem, body = _get(port, path)
        if problem:
            raise EngineFailed(f"nothing answers at {url}", why=problem, cure="invoke run")
        terminal.raw(f"{body}\n")


def _get(port: int, path: str) -> tuple[str, str]:
    """What went wrong, and what came back; one of the two is empty."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", path)
        return "", connection.getresponse().read(_READ_BYTES).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__, ""
    finally:
        connection.close()
