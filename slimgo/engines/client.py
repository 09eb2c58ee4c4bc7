"""One call of a container engine's client; docker's and podman's understand the same words."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.errors import CommandFailed, EngineFailed
from slimgo.run.process import Completed, Surroundings, run
from slimgo.values.command import Command

# an engine that answers at all has done any of our calls long before
_PATIENCE_SECONDS = 60.0

_PREFIXES = ("docker: ", "ERROR: ", "Error: ", "Error response from daemon: ")
_ADVICE = ("See '", "Run '", "WARNING", "DEPRECATED", "time=")


def reason(stderr: str) -> str:
    """The line of a client's standard error that says what went wrong, without its prefixes."""
    lines = [line.strip() for line in stderr.splitlines()]
    telling = [line for line in lines if line and not line.startswith(_ADVICE)]
    errors = [line for line in telling if line.startswith(_PREFIXES)]
    text = (errors or telling or ["no reason given"])[-1]
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return text


@dataclass(frozen=True, kw_only=True)
class Client:
    """The command line of docker or podman."""

    name: str
    """The program under its usual name, `docker` or `podman`."""
    surroundings: Surroundings

    def attempt(
        self,
        *arguments: str,
        timeout_seconds: float | None = _PATIENCE_SECONDS,
        stdin: bytes | None = None,
    ) -> Completed:
        """Runs it to its end, whatever its status. Raises EngineFailed when that takes too long.

        timeout_seconds: None for as long as it takes. stdin: see run.
        """
        command = Command(argv=(self.name, *arguments))
        try:
            return run(
                command,
                self.surroundings,
                timeout_seconds=timeout_seconds,
                check=False,
                stdin=stdin,
            )
        except CommandFailed as error:
            raise EngineFailed(f"{self.name} does not answer", why=error.what) from None

    def call(self, *arguments: str, stdin: bytes | None = None) -> str:
        """What it printed. Raises EngineFailed with its own words when its status is not 0."""
        completed = self.attempt(*arguments, stdin=stdin)
        if completed.status:
            raise EngineFailed(f"`{completed.command}` failed", why=reason(completed.stderr))
        return completed.stdout.strip()
