<<<<<<< HEAD
"""Whether a program that already exists can run in an image from scratch."""
=======
"""Whether a program that already exists can run from scratch, word for word."""
>>>>>>> checks

from __future__ import annotations

from dataclasses import replace

<<<<<<< HEAD
from slimgo.checks.looked import check_static
from slimgo.values.binary import BinaryFacts
from slimgo.values.image import ImageConfig, ImageFacts, ImageFile
from slimgo.values.target import Target

LOADER = "/lib64/ld-linux-x86-64.so.2"
STATIC = BinaryFacts(
    size_bytes=1,
    sha256="",
=======
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
>>>>>>> checks
    target=Target(goos="linux", goarch="amd64"),
    interpreter="",
    needed=(),
    pie=False,
<<<<<<< HEAD
    symbols=False,
    debug_info=False,
=======
    symbols=True,
    debug_info=True,
>>>>>>> checks
    packed_by="",
    build_info=None,
)
DYNAMIC = replace(STATIC, interpreter=LOADER, needed=("libc.so.6",))
<<<<<<< HEAD


def image(*paths: str) -> ImageFacts:
    return ImageFacts(
        config_digest="",
        manifest_digest="",
        layers=(),
        files=tuple(
            ImageFile(path=each, kind="file", mode=0o755, uid=0, gid=0, size_bytes=1, sha256="")
            for each in paths
        ),
        config=ImageConfig(),
        goos="linux",
        goarch="amd64",
        created="",
    )


def test_a_static_program_runs_anywhere() -> None:
    for where in (None, image(), image(LOADER)):
        verdict = check_static(STATIC, where)
        assert (verdict.check, verdict.status) == ("static", "pass")


def test_a_dynamic_file_is_red() -> None:
    verdict = check_static(DYNAMIC, None)
    assert (verdict.check, verdict.status) == ("static", "fail")


def test_a_dynamic_program_beside_its_interpreter_is_right() -> None:
    verdict = check_static(DYNAMIC, image("/app", LOADER))
    assert (verdict.check, verdict.status) == ("dynamic", "pass")
    assert verdict.evidence == f"its interpreter {LOADER} is in the image"


def test_a_dynamic_program_without_its_interpreter_is_red() -> None:
    verdict = check_static(DYNAMIC, image("/app"))
    assert (verdict.check, verdict.status) == ("static", "fail")
    assert verdict.evidence == f"dynamic, and the image lacks its interpreter {LOADER}"
    assert verdict.cure == (
        "build it with CGO_ENABLED=0, or copy the interpreter and its libraries into the image"
    )
=======
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
>>>>>>> checks
