"""Whether a program that already exists can run in an image from scratch."""

from __future__ import annotations

from slimgo.checks.binary import static
from slimgo.values.binary import BinaryFacts
from slimgo.values.image import ImageFacts
from slimgo.values.verdict import Verdict, failed, passed


def check_static(binary: BinaryFacts, image: ImageFacts | None) -> Verdict:
    """A dynamic program is right where its image holds its interpreter; image: None for a file."""
    if image is None or not binary.interpreter:
        return static(binary)
    if any(file.path == binary.interpreter for file in image.files):
        return passed("dynamic", f"its interpreter {binary.interpreter} is in the image")
    return failed(
        "static",
        f"dynamic, and the image lacks its interpreter {binary.interpreter}",
        "build it with CGO_ENABLED=0, or copy the interpreter and its libraries into the image",
    )
