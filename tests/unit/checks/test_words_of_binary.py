"""What a binary's verdicts say, word for word: a reader decides by these words alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.binary import binary_expectation, check_binary
from slimgo.values.binary import BinaryExpectation, BinaryFacts, BuildInfo
from slimgo.values.target import Target
from slimgo.values.variant import Packing, Variant
from slimgo.values.verdict import Verdict


def said(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [line(verdict) for verdict in verdicts]


def line(verdict: Verdict) -> str:
    text = f"{verdict.status}: {verdict.check}: {verdict.evidence}"
    return f"{text} -> {verdict.cure}" if verdict.cure else text


AMD64 = Target(goos="linux", goarch="amd64")
LOADER = "/lib64/ld-linux-x86-64.so.2"
BINARY = BinaryFacts(
    size_bytes=8,
    sha256="aa",
    target=AMD64,
    interpreter="",
    needed=(),
    pie=False,
    symbols=True,
    debug_info=True,
    packed_by="",
    build_info=BuildInfo(go_version="go1.27.3", settings=(("GOOS", "linux"), ("-tags", "x"))),
)
PROMISED = BinaryExpectation(
    target=AMD64,
    symbols=True,
    debug_info=True,
    packed_by="",
    go_version="go1.27.3",
    settings=(("GOOS", "linux"), ("-tags", "x")),
)
STRIPPED = replace(PROMISED, symbols=False, debug_info=False)
DYNAMIC = replace(PROMISED, interpreter=LOADER)
WITH_PATHS = replace(PROMISED, machine_paths=True)
PACKED = replace(PROMISED, packed_by="upx")


def binary(**spoiled: object) -> BinaryFacts:
    return replace(BINARY, **spoiled)  # type: ignore[arg-type]


def recorded(**settings: str) -> BuildInfo:
    return BuildInfo(go_version="go1.27.3", settings=tuple(settings.items()))


@pytest.mark.parametrize(
    ("facts", "expected", "words"),
    [
        (BINARY, PROMISED, "pass: platform: linux/amd64"),
        (BINARY, PROMISED, "pass: static: no PT_INTERP, no DT_NEEDED"),
        (BINARY, PROMISED, "pass: not PIE: ET_EXEC"),
        (BINARY, PROMISED, "pass: symbols: has symbols"),
        (BINARY, PROMISED, "pass: debug info: has debug info"),
        (BINARY, PROMISED, "pass: build info: go1.27.3, settings as asked"),
        (BINARY, PROMISED, "pass: no path of this machine: searched for, not found"),
        (
            BINARY,
            WITH_PATHS,
            ("fail: paths of this machine: none found, though -trimpath was left out"),
        ),
        (
            binary(machine_paths=("home", "cache")),
            WITH_PATHS,
            ("pass: paths of this machine: home, cache"),
        ),
        (
            binary(machine_paths=("home", "cache")),
            PROMISED,
            ("fail: no path of this machine: holds home, cache -> build with -trimpath"),
        ),
        (
            binary(target=Target(goos="plan9", goarch="arm")),
            PROMISED,
            (
                "fail: platform: built for"
                " plan9/arm, wanted linux/amd64 -> set GOOS=linux GOARCH=amd64"
            ),
        ),
        (
            binary(interpreter=LOADER, needed=("libc.so.6", "libm.so.6")),
            PROMISED,
            (
                "fail: static:"
                " dynamic: wants /lib64/ld-linux-x86-64.so.2 and libc.so.6, libm.so.6 ->"
                " build with"
                " CGO_ENABLED=0 (or -tags netgo,osusergo): scratch has no libraries"
            ),
        ),
        (
            binary(interpreter=LOADER),
            PROMISED,
            (
                "fail: static: dynamic: wants"
                " /lib64/ld-linux-x86-64.so.2 and no library -> build with CGO_ENABLED=0"
                " (or -tags"
                " netgo,osusergo): scratch has no libraries"
            ),
        ),
        (
            binary(needed=("libc.so.6", "libm.so.6")),
            PROMISED,
            (
                "fail: static: dynamic: wants"
                " libc.so.6, libm.so.6 -> build with CGO_ENABLED=0 (or -tags"
                " netgo,osusergo): scratch has"
                " no libraries"
            ),
        ),
        (
            binary(interpreter=LOADER, needed=("libc.so.6", "libm.so.6")),
            DYNAMIC,
            ("pass: dynamic: wants /lib64/ld-linux-x86-64.so.2 and libc.so.6, libm.so.6"),
        ),
        (
            BINARY,
            DYNAMIC,
            (
                "fail: dynamic: wants no interpreter and no library, expected"
                " /lib64/ld-linux-x86-64.so.2"
            ),
        ),
        (
            binary(interpreter="/lib/ld.so", needed=("a", "b")),
            DYNAMIC,
            ("fail: dynamic: wants /lib/ld.so and a, b, expected /lib64/ld-linux-x86-64.so.2"),
        ),
        (
            binary(interpreter=LOADER),
            DYNAMIC,
            (
                "fail: dynamic: wants /lib64/ld-linux-x86-64.so.2 and"
                " no library, expected /lib64/ld-linux-x86-64.so.2"
            ),
        ),
        (
            binary(pie=True),
            PROMISED,
            (
                "fail: not PIE: position-independent (ET_DYN) -> build with"
                " -buildmode=exe, Go's default"
            ),
        ),
        (binary(packed_by="upx"), PACKED, "pass: packed: by upx"),
        (BINARY, PACKED, "fail: packed: not packed -> invoke pack --recheck"),
        (
            binary(packed_by="other"),
            PACKED,
            ("fail: packed: packed by other -> invoke pack --recheck"),
        ),
        (binary(symbols=False), PROMISED, "fail: symbols: no symbols -> leave -s out of -ldflags"),
        (
            binary(debug_info=False),
            PROMISED,
            ("fail: debug info: no debug info -> leave -w out of -ldflags"),
        ),
        (BINARY, STRIPPED, "fail: no symbols: has symbols -> put -s into -ldflags"),
        (BINARY, STRIPPED, "fail: no debug info: has debug info -> put -w into -ldflags"),
        (binary(symbols=False), STRIPPED, "pass: no symbols: no symbols"),
        (
            binary(build_info=None),
            PROMISED,
            (
                "fail: build info: `go version -m` reads nothing ->"
                " build it with go, and do not pack it"
            ),
        ),
        (
            binary(build_info=BuildInfo(go_version="go1.2", settings=())),
            PROMISED,
            ("fail: build info: built by go1.2, wanted go1.27.3 -> invoke doctor"),
        ),
        (
            binary(build_info=recorded(GOOS="aix")),
            PROMISED,
            ("fail: build info: GOOS is aix, wanted linux -> invoke clean   (then again)"),
        ),
        (
            binary(build_info=recorded(GOOS="linux")),
            PROMISED,
            ("fail: build info: -tags is absent, wanted x -> invoke clean   (then again)"),
        ),
        (
            binary(build_info=recorded(vcs="git")),
            replace(PROMISED, settings=(("vcs", ""),)),
            ("fail: build info: vcs is git, wanted absent -> invoke clean   (then again)"),
        ),
    ],
)
def test_a_binarys_verdict(facts: BinaryFacts, expected: BinaryExpectation, words: str) -> None:
    assert words in said(check_binary(facts, expected))


def test_a_binary_of_another_format_is_not_asked_what_only_elf_has() -> None:
    assert [verdict.check for verdict in check_binary(binary(file_format="PE"), PROMISED)] == [
        "platform",
        "symbols",
        "debug info",
        "build info",
        "no path of this machine",
    ]


CGO = Variant(name="x", cgo=True)
SETTINGS = (("CGO_ENABLED", "1"),)


def promised(made: Variant, goarch: str = "amd64") -> BinaryExpectation:
    target = Target(goos="linux", goarch=goarch)
    return binary_expectation(made, target=target, go_version="go1", settings=SETTINGS)


def test_cgo_promises_the_architectures_own_interpreter() -> None:
    assert promised(CGO).interpreter == LOADER
    assert promised(CGO, "arm64").interpreter == "/lib/ld-linux-aarch64.so.1"
    assert promised(CGO, "386").interpreter == "/lib/ld-linux.so.2"
    for static in (
        replace(CGO, cgo=False),
        replace(CGO, tags=("netgo",)),
        replace(CGO, ldflags=("-linkmode external",)),
    ):
        assert promised(static).interpreter == ""


def test_packing_hides_interpreter_settings_and_paths() -> None:
    packed = replace(CGO, packing=Packing(packer="upx", flags=()), trimpath=False)
    assert promised(packed).interpreter == ""
    assert promised(packed).settings == ()
    assert promised(packed).machine_paths is False
    plain = replace(CGO, trimpath=False)
    assert promised(plain).settings == SETTINGS
    assert promised(plain).machine_paths is True
    assert promised(CGO).machine_paths is False
