"""What asks a service many times, and what it tells of that."""

from __future__ import annotations

import json
from dataclasses import dataclass

from slimgo.errors import ToolMissing
from slimgo.pipeline.project import Project
from slimgo.plan.price import quantities as q
from slimgo.run.go_tools import go_tool
from slimgo.values.event import Note
from slimgo.values.probe import Service
from slimgo.values.question import Question

REQUESTS = 10_000
CONNECTIONS = 8
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Generator:
    """bombardier, with what it is to ask."""

    argv: tuple[str, ...]
    version: str

    def read(self, words: str) -> dict[str, float]:
        """Requests a second, and the time within which half and 99 of 100 answers came. words: the
        JSON that it printed. Raises OSError where some requests failed."""
        try:
            result = json.loads(words)["result"]
            good = result["req2xx"] + result["req3xx"]
            latency = result["latency"]["percentiles"]
            told = {
                q.THROUGHPUT: good / result["timeTakenSeconds"],
                q.ANSWER_BYTES: result["bytesRead"] / good,
                q.LATENCY_MEDIAN: latency["50"] / _MICROSECONDS,
                q.LATENCY_99: latency["99"] / _MICROSECONDS,
            }
        except (KeyError, ValueError, TypeError, ZeroDivisionError) as error:
            first = words.strip().splitlines()[:1] or ["nothing"]
            raise OSError(f"the load generator says {first[0]!r}") from error
        if good < REQUESTS:
            raise OSError(f"{REQUESTS - good:,} of {REQUESTS:,} requests failed")
        return told


def find_generator(project: Project) -> tuple[Generator | None, str]:
    """None where there is none or it asks otherwise, and why."""
    how = project.program.probe
    if not isinstance(how, Service) or not isinstance(how.first, Question):
        return None, "the load is HTTP, and it is asked otherwise"
    try:
        found = go_tool(
            "bombardier",
            project.settings.cache,
            project.surroundings,
            lambda text: project.tell(Note(text=text)),
        )
    except ToolMissing as error:
        return None, f"{error.what}: {error.why}" if error.why else error.what
    first = how.first
    scheme = "https" if first.tls else "http"
    argv = (
        *(str(found.path), "-n", str(REQUESTS), "-c", str(CONNECTIONS), "-l"),
        *("-o", "json", "-p", "r", "-t", "20s", "-k", "-m", first.method),
        *(word for name, value in first.headers for word in ("-H", f"{name}: {value}")),
        *(("-b", first.body) if first.body else ()),
        f"{scheme}://127.0.0.1:{how.port}{first.path}",
    )
    return Generator(argv=argv, version=found.version), ""
