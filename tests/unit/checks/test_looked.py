"""Whether a program that already exists can run from scratch, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.looked import check_static
from slimgo.values.binary import BinaryFacts
from slimgo.values.image import ImageFacts
from slimgo.values.target import Target
from slimgo.values.verdict import Verdict, failed, passed
from tests.unit.checks.images import file, image

LOADER = "/lib64/ld-linux-x86-64.so.2"
STATIC = BinaryFacts(
    size_bytes=8,
    sha256="aa",
    target=Target(goos="linux", goarch="amd64"),
    interpreter="",
    needed=(),
    pie=False,
    symbols=True,
    debug_info=True,
    packed_by="",
    build_info=None,
)
DYNAMIC = replace(STATIC, interpreter=LOADER, needed=("libc.so.6",))
ALONE = failed(
    "static",
    f"dynamic: wants {LOADER} and libc.so.6",
    "build with CGO_ENABLED=0 (or -tags netgo,osusergo): scratch has no libraries",
)
LACKING = failed(
    "static",
    f"dynamic, and the image lacks its interpreter {LOADER}",
    "build it with CGO_ENABLED=0, or copy the interpreter and its libraries into the image",
)


@pytest.mark.parametrize("where", [None, image(), image(file("/app"), file(LOADER))])
def test_a_static_program_passes_with_and_without_an_image(where: ImageFacts | None) -> None:
    assert check_static(STATIC, where) == passed("static", "no PT_INTERP, no DT_NEEDED")


@pytest.mark.parametrize(
    ("where", "verdict"),
    [
        (None, ALONE),
        (image(), LACKING),
        (image(file("/app"), file(f"/usr{LOADER}")), LACKING),
        (
            image(file("/app"), file(LOADER)),
            passed("dynamic", f"its interpreter {LOADER} is in the image"),
        ),
    ],
)
def test_a_dynamic_program_passes_where_its_image_holds_its_interpreter(
    where: ImageFacts | None, verdict: Verdict
) -> None:
    assert check_static(DYNAMIC, where) == verdict


def test_another_interpreter_in_the_image_is_none() -> None:
    other = replace(DYNAMIC, interpreter="/lib/ld-musl-x86_64.so.1")
    assert check_static(other, image(file(LOADER))).status == "fail"


def test_a_library_alone_is_wanted_as_it_is_said_of_a_file() -> None:
    """It names no interpreter that an image could lack."""
    binary = replace(STATIC, needed=("libc.so.6",))
    assert check_static(binary, image()) == check_static(binary, None)
    assert check_static(binary, None).status == "fail"
