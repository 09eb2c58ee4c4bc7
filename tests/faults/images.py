"""Images of other programs than the one that the steps before have checked."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.checkout import PROJECT, Checkout
from tests.faults.tools import GO

_BIN = "build/app.static.small.upx.bin"
_OTHER = "build/other.bin"
_ENTRYPOINT = '"./app.bin"'


@contextmanager
def image_of(checkout: Checkout, program: str, *arguments: str) -> Iterator[None]:
    """Within it the Dockerfile makes an image of one of tests/programs."""
    target = {"CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}
    flags = ("-trimpath", "-buildvcs=false", "-o", checkout.path / _OTHER)
    subprocess.run(
        [GO, "build", *flags, "main.go"],
        cwd=PROJECT / "tests/programs" / program,
        env=os.environ | target,
        check=True,
    )
    words = json.dumps(["./app.bin", *arguments])[1:-1]
    with (
        changed_dockerfile(checkout, _BIN, _OTHER),
        changed_dockerfile(checkout, _ENTRYPOINT, words),
    ):
        yield
    (checkout.path / _OTHER).unlink()


@contextmanager
def changed_dockerfile(checkout: Checkout, old: str, new: str) -> Iterator[None]:
    dockerfile = checkout.path / "Dockerfile"
    text = dockerfile.read_text()
    assert old in text
    dockerfile.write_text(text.replace(old, new))
    yield
    dockerfile.write_text(text)
