"""Row F1: a real engine builds what our reader of Dockerfiles cannot read."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator

import pytest

from slimgo.run.process import Surroundings
from tests.cases.conftest import ENDING
from tests.cases.typing_cures import cure_of
from tests.engines.conftest import podman_here
from tests.faults.checkout import Checkout, Variables

__all__ = ["podman_here"]


@pytest.fixture
def in_podman(podman_here: Surroundings) -> Iterator[Variables]:
    """What `invoke` needs to find the tests' own podman; the image is taken away at the end."""
    names = ("CONTAINERS_STORAGE_CONF", "CONTAINERS_CONF")
    yield {name: podman_here.environment[name] for name in names} | {"SLIMGO_WITH": "gopack"}
    subprocess.run(
        ["podman", "rmi", "-f", "slim-go-image"],
        env=dict(podman_here.environment),
        capture_output=True,
        check=True,
    )


@pytest.mark.parametrize(
    ("dockerfile", "unread"),
    [
        (f"{ENDING}MAINTAINER me\n", "line 6: MAINTAINER"),
        (
            ENDING.replace("FROM scratch\n", "FROM scratch AS first\n")
            + 'FROM scratch\nCOPY --from=first /app.bin /app.bin\nENTRYPOINT [ "/app.bin" ]\n',
            "line 6: a second FROM",
        ),
        (ENDING.replace("COPY [", "ADD ["), "line 3: ADD"),
    ],
)
def test_a_real_engine_builds_what_our_reader_cannot_read_and_the_comparison_is_named_as_skipped(
    packed: Checkout, in_podman: Variables, dockerfile: str, unread: str
) -> None:
    (packed.path / "Dockerfile").write_text(dockerfile.replace(".upx.bin", ".gopack.bin"))
    done = packed.invoke("slim", "--engine", "podman", "--json", "r.json", **in_podman)
    assert done.status == 0, done
    assert re.search(rf"as the Dockerfile says: [^✓]*{unread}.*\(not run\)", done.out), done
    assert 'runs: "Hello Ahmed" ✓' in done.out
    steps = json.loads((packed.path / "r.json").read_text())["steps"]
    (image,) = (step for step in steps if step["name"] == "image")
    checks = {each["check"]: each["status"] for each in image["verdicts"]}
    assert checks == {
        "as the Dockerfile says": "skip",
        "image platform": "pass",
        "user 0:0 may run it": "pass",
    }
    again = packed.invoke("image", "--engine", "podman", **in_podman)
    assert "podman build" in again.out  # what it is made of is not known: the engine decides
    assert again.status == 0, again


def test_the_built_in_engine_refuses_it_and_names_the_command_that_can(packed: Checkout) -> None:
    checkout = packed
    (checkout.path / "Dockerfile").write_text(f"{ENDING}ONBUILD USER 0\n")
    done = checkout.invoke("image", "--engine", "builtin", "--with", "gopack")
    assert done.status == 1
    assert "ONBUILD is for images" in done.err
    assert cure_of(done).endswith("invoke image --with gopack --engine docker")
