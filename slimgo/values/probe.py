"""How it is found out whether a program works: it is started, asked, and told to end."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.question import Question

ANYTHING = Question(path="/", match="anything")
"""What is asked of a service of which nothing else is known."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """It listens at a TCP port, answers, and ends on SIGTERM."""

    port: int
    questions: tuple[Question, ...] = (ANYTHING,)

    @property
    def first_path(self) -> str:
        """What is asked where any answer will do: its start is timed until then."""
        return self.questions[0].path


Probe = Service
