from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.checks.claims.judge import JUDGES, judge
from slimgo.plan.claims import (
    CGO,
    CLAIMS,
    EXTERNAL,
    FOREIGN,
    LZMA,
    NETGO,
    PACKED,
    PLAIN,
    SMALL,
    TYPED,
    TYPED_PACKED,
    TYPED_SMALL,
    TYPED_STATIC,
)
from slimgo.values.binary import BuildInfo
from slimgo.values.cell import CellResult
from slimgo.values.claim import Claim
from slimgo.values.evidence import Evidence, Heard, ImageSeen, Missing
from slimgo.values.measurement import Measurement

BY_ID = {claim.id: claim for claim in CLAIMS}
CHECKABLE = tuple(claim for claim in CLAIMS if not claim.elsewhere)
NO_LONGER = ("static size", "small size", "stripping", "upx ratio", "megabytes")
WRONG = (
    *("netgo", "extldflags", "best level", "ls", "dependencies", "expose", "quotes", "stray"),
    "pprof",
)
UNCHECKED = "cannot be checked here"
DYNAMIC = {"interpreter": "/lib64/ld-linux-x86-64.so.2", "needed": ("libc.so.6",)}
STATIC = {"interpreter": "", "needed": ()}
INFO = BuildInfo(go_version="go1.27.3", settings=())

Spoil = Callable[[Evidence], Evidence]


def facts(cell: str, **changed: object) -> Spoil:
    """The cell's program reads otherwise."""

    def spoil(evidence: Evidence) -> Evidence:
        result = evidence.cells[cell]
        assert result.step
        assert result.step.binary
        step = replace(result.step, binary=replace(result.step.binary, **changed))
        return replace(evidence, cells={**evidence.cells, cell: replace(result, step=step)})

    return spoil


def unproved(cell: str) -> Spoil:
    """The cell's program neither ran nor failed as it must."""

    def spoil(evidence: Evidence) -> Evidence:
        result = evidence.cells[cell]
        assert result.step
        step = replace(result.step, verdicts=())
        return replace(evidence, cells={**evidence.cells, cell: replace(result, step=step)})

    return spoil


def taken(cell: str, name: str, figure: float) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        result = evidence.cells[cell]
        assert result.step
        kept = [each for each in result.step.measurements if each.name != name]
        kept.append(Measurement(name=name, unit="s", samples=(figure,)))
        step = replace(result.step, measurements=tuple(kept))
        return replace(evidence, cells={**evidence.cells, cell: replace(result, step=step)})

    return spoil


def heard(name: str, words: str, status: int = 0) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        assert name in evidence.heard
        said = {**evidence.heard, name: Heard(status=status, words=words)}
        return replace(evidence, heard=said)

    return spoil


def image(engine: str, **changed: object) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        seen = evidence.images[engine]
        assert isinstance(seen, ImageSeen)
        return replace(evidence, images={**evidence.images, engine: replace(seen, **changed)})

    return spoil


def pulled(packed_bytes: int) -> Spoil:
    return lambda evidence: replace(
        evidence, pull_bytes={**evidence.pull_bytes, PACKED: packed_bytes}
    )


SPOILED: tuple[tuple[str, Spoil, str], ...] = (
    ("answers", unproved(SMALL), "no longer"),
    ("answers", unproved(PACKED), "no longer"),
    ("darwin", unproved(FOREIGN[0]), "wrong"),
    ("netgo", facts(TYPED, **STATIC), "holds"),
    ("netgo", facts(NETGO, **DYNAMIC), "wrong"),
    ("netgo", facts(CGO, **STATIC), "wrong"),
    ("extldflags", facts(TYPED_STATIC, **STATIC), "holds"),
    ("extldflags", unproved(TYPED_STATIC), "wrong"),
    ("static size", facts(PLAIN, size_bytes=6_500_000), "holds"),
    ("strips", facts(SMALL, debug_info=True), "no longer"),
    ("strips", facts(SMALL, symbols=True), "no longer"),
    ("strips", facts(PLAIN, symbols=False), "no longer"),
    ("small size", facts(SMALL, size_bytes=4_822_080), "holds"),
    ("stripping", facts(SMALL, size_bytes=6_436_800), "holds"),
    ("best level", facts(LZMA, size_bytes=2_389_280), "holds"),
    ("upx ratio", facts(PACKED, size_bytes=2_199_000), "holds"),
    ("ls", heard("ls", "-rw-r--r-- 1 me staff 1.7M Feb 20 19:15 article"), "holds"),
    ("whole way", facts(PACKED, size_bytes=3_000_000), "no longer"),
    ("scratch", image("builtin", files=("/app.bin", "/etc/passwd")), "wrong"),
    ("dependencies", facts(TYPED_SMALL, **STATIC), "holds"),
    ("dependencies", facts(SMALL, **DYNAMIC), "wrong"),
    ("expose", heard("exposed", "3000/tcp -> 0.0.0.0:3000"), "holds"),
    ("expose", heard("published", "it never listened", 1), "wrong"),
    ("quotes", heard("docker quotes", ""), "holds"),
    ("quotes", heard("docker mended", "no", 1), "wrong"),
    ("quotes", heard("builtin quotes", ""), "wrong"),
    ("stray", heard("stray", ""), "holds"),
    ("image size", image("docker", size_bytes=2_389_281), "wrong"),
    ("image size", image("builtin", files_bytes=2_389_281), "wrong"),
    ("image size", image("docker", exact=False), "no longer"),
    ("megabytes", facts(PACKED, size_bytes=1_821_876), "holds"),
    ("effect", heard("panic -s -w", "panic: asked to\n\n0x4c8525", 2), "wrong"),
    ("effect", unproved(PLAIN), "wrong"),
    ("lookup", heard("addr2line -s -w", "main.work"), "wrong"),
    ("lookup", heard("addr2line debug", "??"), UNCHECKED),
    ("nm", heard("nm -s -w", "4c8500 T main.work"), "no longer"),
    ("gdb", heard("gdb -w", "Thread 1 hit Breakpoint 1"), "wrong"),
    ("gdb", heard("gdb debug", "ptrace: Operation not permitted"), UNCHECKED),
    ("pprof", heard("pprof -list -w", "no matches"), "holds"),
    ("pprof", heard("pprof -disasm packed", "==== main.work"), "wrong"),
    ("pprof", heard("pprof -top debug", ""), UNCHECKED),
    ("native", heard("addr2line -w", "??"), "wrong"),
    ("listen", heard("port taken", "listen tcp :3000: address already in use", 1), "wrong"),
    ("sigterm", heard("SIGTERM", "HTTP/1.1 200 OK", 0), "wrong"),
    ("upx start", taken(PACKED, "packed start", 0.011), "outside its band"),
    ("lzma start", taken(LZMA, "packed start", 9.0), "outside its band"),
    ("upx memory", taken(PACKED, "packed private memory", 5.6e6), "outside its band"),
    ("pull", pulled(1_200_000), "outside its band"),
    ("build info", facts(PACKED, build_info=INFO), "wrong"),
    ("build info", facts(SMALL, build_info=None), "wrong"),
    ("upx hides", facts(TYPED_PACKED, **DYNAMIC), "wrong"),
    ("upx hides", unproved(TYPED_PACKED), "wrong"),
    ("external", facts(EXTERNAL, **DYNAMIC), "wrong"),
    ("external", unproved(EXTERNAL), "wrong"),
    ("external", heard("linker", ""), "holds"),
    ("certificates", heard("certificates absent", "404 Not Found"), "wrong"),
    ("certificates", heard("certificates copied", "tls: x509"), "wrong"),
    ("zones", heard("zones absent", "found"), "wrong"),
    ("zones", heard("zones embedded", "unknown time zone Europe/Berlin"), "wrong"),
    ("user", heard("user", "uid 1000; /etc/passwd: no such file or directory"), "wrong"),
    ("user", heard("user numbered", "uid 0; /etc/passwd: no such file or directory"), "wrong"),
    ("temporary", heard("temporary", "/tmp: <nil>"), "wrong"),  # noqa: S108  its words
    ("podman size", image("podman", size_bytes=2_389_280), "outside its band"),
    ("podman size", image("podman", files_bytes=1), "wrong"),
)


def test_every_claim_has_a_judge_and_every_judge_a_claim() -> None:
    assert list(BY_ID) == [claim.id for claim in CLAIMS]
    assert set(JUDGES) == set(BY_ID)


def test_every_claim_has_evidence_that_turns_it() -> None:
    assert {claim.id for claim in CHECKABLE} == {identifier for identifier, _, _ in SPOILED}


@pytest.mark.parametrize("claim", CHECKABLE, ids=lambda claim: claim.id)
def test_by_the_evidence_as_it_was_found(claim: Claim, evidence: Evidence) -> None:
    expected = "wrong" if claim.id in WRONG else "no longer" if claim.id in NO_LONGER else "holds"
    assert judge(claim, evidence).finding.judgement == expected


@pytest.mark.parametrize(("identifier", "spoil", "expected"), SPOILED)
def test_spoiled_evidence_changes_what_is_written(
    identifier: str, spoil: Spoil, expected: str, evidence: Evidence
) -> None:
    claim = BY_ID[identifier]
    before, after = judge(claim, evidence).finding, judge(claim, spoil(evidence)).finding
    assert after.judgement == expected
    assert (after.judgement, after.seen) != (before.judgement, before.seen)


@pytest.mark.parametrize("claim", [each for each in CLAIMS if each.elsewhere], ids=lambda c: c.id)
def test_what_takes_another_system_is_said_to(claim: Claim, evidence: Evidence) -> None:
    assert judge(claim, evidence).finding.judgement == "cannot be checked here"


@pytest.mark.parametrize(
    "claim",
    # pull is about two files that are always made
    [claim for claim in CHECKABLE if claim.id != "pull"],
    ids=lambda claim: claim.id,
)
def test_without_evidence_a_claim_is_unchecked_and_told_with_its_cure(
    claim: Claim, evidence: Evidence
) -> None:
    gone = Missing(what="no gdb on PATH", cure="apt-get install gdb")
    without = replace(
        evidence,
        cells={
            name: CellResult(cell=name, status="not run", why="no gcc on PATH: apt-get install gcc")
            for name in evidence.cells
        },
        heard=dict.fromkeys(evidence.heard, gone),
        images=dict.fromkeys(evidence.images, gone),
    )
    finding = judge(claim, without).finding
    assert finding.judgement == UNCHECKED
    assert "no " in finding.seen
    assert finding.why.startswith("apt-get install")
