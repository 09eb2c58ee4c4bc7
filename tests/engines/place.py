"""A checkout whose image docker or podman is yet to make, and the moments when a fault strikes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass

from slimgo.engines.client import Client
from tests.faults.checkout import Checkout, ended, free_port, until
from tests.faults.images import changed_dockerfile, image_of
from tests.faults.judge import assert_nothing_runs

_LARGE_BYTES = 100_000_000


@dataclass(frozen=True, kw_only=True)
class Place:
    """env: what leads to the engine that the client talks to."""

    checkout: Checkout
    client: Client
    env: Mapping[str, str]
    tag: str = "slimgo-faults:v1"

    def start(
        self, task: str = "slim", *words: str, through: tuple[str, ...] = (), **env: str
    ) -> subprocess.Popen[str]:
        asked = ("--engine", self.client.name, "--tag", self.tag, *words)
        return self.checkout.start(task, *asked, through=through, **{**self.env, **env})

    def kept(self) -> list[str]:
        """The names of all that runs make before they are done, and the tag itself."""
        containers = self.client.call("ps", "-a", "--format", "{{.Names}}").split()
        images = self.client.call("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").split()
        ours = [name for name in images if "slimgo-" in name and not name.endswith(":<none>")]
        return sorted([*containers, *(name.removeprefix("localhost/") for name in ours)])

    def containers(self) -> list[str]:
        """Those that run."""
        return self.client.call("ps", "--format", "{{.Names}}").split()

    def succeeds(self) -> None:
        """The next plain run does, and clears away what a killed one left."""
        outcome = ended(self.start())
        assert (outcome.status, outcome.err) == (0, ""), outcome
        assert_nothing_runs(self.checkout)
        assert self.checkout.half_made() == []
        assert self.kept() == [self.tag]


def building(place: Place) -> subprocess.Popen[str]:
    """The engine works at an image that is so large that it takes a while."""
    checkout = place.checkout
    with changed_dockerfile(checkout, "EXPOSE", 'COPY ["build/large.bin", "/"]\n\nEXPOSE'):
        (checkout.build / "large.bin").write_bytes(os.urandom(1000) * (_LARGE_BYTES // 1000))
        process = place.start()
        # not the build of the trial
        unchecked = "slimgo-faults:unchecked"
        until(lambda: any(unchecked in words for words in checkout.running()), process)
        time.sleep(0.1)
    (checkout.build / "large.bin").unlink()
    return process


def running_the_image(place: Place) -> subprocess.Popen[str]:
    """Its program is up, and is waited for."""
    checkout = place.checkout
    # what it is told is where it is from, so that it can be found among all processes
    with image_of(checkout, "slowly", "1m", str(checkout.folder)):
        process = place.start()
        until(lambda: any("b'./app.bin" in words for words in checkout.running()), process)
    return process


def serving(place: Place) -> subprocess.Popen[str]:
    """`invoke run` has said where."""
    outcome = ended(place.start())
    assert outcome.status == 0, outcome
    process = place.start("run", "--port", str(free_port()))
    assert process.stdout
    assert any("Ctrl-C" in line for line in process.stdout)
    return process
