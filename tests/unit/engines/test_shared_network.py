"""Where a container's network cannot be entered from here, that is said, and nothing is left."""

from __future__ import annotations

import io
import os
import tarfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import cast

import pytest

from slimgo.engines.client import Client
from slimgo.engines.shared_network import shared_network
from slimgo.errors import EngineFailed
from slimgo.plan.smallest import waiting_program
from slimgo.run.process import Completed
from slimgo.values.command import Command
from slimgo.values.start import Start


@dataclass
class Elsewhere:
    """A client of an engine on another machine, whose pids are not ours."""

    name: str = "docker"
    calls: list[tuple[str, ...]] = field(default_factory=list)
    given: bytes = b""

    def call(self, *words: str, stdin: bytes | None = None) -> str:
        self.calls.append(words)
        self.given += stdin or b""
        return {"create": "d" * 64, "container": f"running 0 {os.getpid()}"}.get(words[0], "")

    def attempt(self, *words: str, **_: object) -> Completed:
        self.calls.append(words)
        return Completed(command=Command(argv=words), status=0, stdout="", stderr="", seconds=0.0)


def test_an_engine_elsewhere_is_told_with_the_cure_and_keeps_nothing() -> None:
    client = Elsewhere()
    with pytest.raises(EngineFailed) as caught, ExitStack() as left:
        shared_network(
            cast("Client", client),
            "image",
            Start(port=80, reaches=(5432, 6379)),
            flags=("--runtime", "runc"),
            goarch="amd64",
            left=left,
        )
    assert caught.value.what == (
        "a program in docker cannot reach its companion at port 5432, 6379"
    )
    assert caught.value.why == "docker runs its containers on another machine"
    assert caught.value.cure == "invoke slim --engine builtin"
    create, copy, start, _, remove = client.calls
    name = create[create.index("--name") + 1]
    assert create[-7:] == (
        *("--entrypoint", "/slimgo-waits", "--runtime", "runc", "-p", "127.0.0.1::80", "image"),
    )
    assert (copy[-1], start) == (f"{name}:/", ("start", name))
    assert remove == ("rm", "-f", "-v", name)
    with tarfile.open(fileobj=io.BytesIO(client.given)) as tar:
        (waits,) = tar.getmembers()
        content = tar.extractfile(waits)
    assert (waits.name, waits.mode) == ("slimgo-waits", 0o755)
    assert content is not None


@pytest.mark.parametrize("goarch", ["amd64", "arm64"])
def test_a_program_that_waits_is_an_executable_of_a_few_instructions(goarch: str) -> None:
    program = waiting_program(goarch)
    assert program[:4] == b"\x7fELF"
    assert len(program) < 160
