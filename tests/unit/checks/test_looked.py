"""Whether a program that already exists can run in an image from scratch."""

from __future__ import annotations

from dataclasses import replace

from slimgo.checks.looked import check_static
from slimgo.values.binary import BinaryFacts
from slimgo.values.image import ImageConfig, ImageFacts, ImageFile
from slimgo.values.target import Target

LOADER = "/lib64/ld-linux-x86-64.so.2"
STATIC = BinaryFacts(
    size_bytes=1,
    sha256="",
    target=Target(goos="linux", goarch="amd64"),
    interpreter="",
    needed=(),
    pie=False,
    symbols=False,
    debug_info=False,
    packed_by="",
    build_info=None,
)
DYNAMIC = replace(STATIC, interpreter=LOADER, needed=("libc.so.6",))


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
