"""What a started service is asked, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slimgo.values.running import Change, Exit

_SHOWN = 40
"""Characters of what is sent that its words show."""

Match = Literal["exact", "trimmed", "pattern", "json", "anything"]
"""How an answer is compared with what is wanted. `exact`: the very text. `trimmed`: the same but
for white space at its ends. `pattern`: a regular expression that is found in it. `json`: the same
JSON value, whatever its spaces and the order of its names. `anything`: any answer at all, or a
connection that is accepted."""


@dataclass(frozen=True, kw_only=True)
class Tls:
    """How a connection is encrypted."""

    certificate: str = ""
    """PEM text of the certificate, or of its issuer, that the program must show; empty for
    whatever it shows."""
    name: str = "localhost"
    """The host name that is asked for, and that the certificate must be of where one is given."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """An HTTP request, and what its answer must be."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    """What is sent behind the headers, as UTF-8."""
    status: int = 0
    """What the answer must have. 0: 200 where it must match exactly, else any from 200 to 299."""
    answer: str = ""
    """The body, or a pattern of it; see match."""
    match: Match = "exact"
    tls: Tls | None = None
    """None for plain HTTP."""

    @property
    def words(self) -> str:
        """What is asked, as a verdict says it."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, kw_only=True)
class TcpExchange:
    """A connection over TCP: what is sent, and what must come back."""

    sends: str = ""
    """As UTF-8; empty where the program speaks first, or only has to accept."""
    answer: str = ""
    match: Match = "anything"
    tls: Tls | None = None

    @property
    def words(self) -> str:
        """What is asked, as a verdict says it."""
        return f"TCP {self.sends.strip()[:_SHOWN]!r}" if self.sends.strip() else "TCP"


@dataclass(frozen=True, kw_only=True)
class GrpcHealth:
    """A call of grpc.health.v1.Health/Check, which must answer SERVING."""

    service: str = ""
    """Whose health; empty for the server's."""
    tls: Tls | None = None

    @property
    def words(self) -> str:
        """What is asked, as a verdict says it."""
        return f"gRPC health of {self.service}" if self.service else "gRPC health"


Asked = Question | TcpExchange | GrpcHealth


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back for a question."""

    asked: str
    """The question's words."""
    status: int = 0
    """HTTP's; 0 where none came, and for other protocols."""
    body: str = ""
    """HTTP's body, what came over TCP, or the status of a gRPC service by its name."""
    problem: str = ""
    """Why there is no answer; empty where there is one."""
    accepted: bool = False
    """Whether the program took the connection, whatever came of it. One that must be encrypted is
    taken once it is."""
    encrypted: str = ""
    """The protocol, and whether the certificate was verified; empty for a connection in plain."""
    loopback_only: bool = False
    """Whether nothing came because the program listens on its loopback only."""
    cure: str = ""
    """What to do about the problem, where it is known."""


@dataclass(frozen=True, kw_only=True)
class ProbeFacts:
    """A program started, asked and told to end."""

    answers: tuple[Answer, ...]
    """One for each question, in the order in which they were asked; those behind one that was not
    answered were not asked, and have none."""
    exit: Exit | None
    """None where it had to be ended by force."""
    ended_by_itself: bool
    """Before it was told to."""
    left: str | None
    """What was still there afterwards; None where its process cannot be seen."""
    words: str
    """The last lines the program printed."""
    changes: tuple[Change, ...] | None = None
    """What it wrote into its image's files; None where that cannot be told."""
    zombies: tuple[str, ...] = ()
    """Names of processes that it left to end and did not wait for."""
    not_shown: tuple[tuple[str, str], ...] = ()
    """What a container has and this start could not show: each trait, and why."""
