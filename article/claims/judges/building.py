"""Claims about the program as Go builds it: what it answers, what it needs, what it weighs."""

from __future__ import annotations

from article.claims.catalogue import (
    CGO,
    EXTERNAL,
    FOREIGN,
    NETGO,
    PACKED,
    PLAIN,
    SMALL,
    TYPED,
    TYPED_PACKED,
    TYPED_SMALL,
    TYPED_STATIC,
)
from article.claims.claim import Claim, Finding
from article.claims.evidence import Evidence, Heard
from article.claims.judges.access import MIB, binary, figured, heard, step, verdict
from slimgo.values.binary import BinaryFacts


def answers(_: Claim, evidence: Evidence) -> Finding:
    silent = [cell for cell in (PLAIN, SMALL, PACKED) if not verdict(evidence, cell, "runs")]
    if silent:
        return Finding(judgement="no longer", seen=f"{silent[0]} does not", why="see its cell")
    return Finding(
        judgement="holds",
        seen="so answer the plain, the stripped and the packed program; an empty name too",
        why="each is started alone in a root of its own and asked",
    )


def cross(_: Claim, evidence: Evidence) -> Finding:
    for cell in FOREIGN:
        step(evidence, cell)
    return Finding(
        judgement="cannot be checked here",
        seen="the other way round: darwin/arm64 and windows/amd64 programs built on Linux",
        why="it would need a Mac; cross-compiling turns cgo off, so the program is static",
    )


def netgo_elsewhere(_: Claim, __: Evidence) -> Finding:
    return Finding(
        judgement="cannot be checked here",
        seen="no image holds their programs",
        why="it would need those systems",
    )


def darwin(_: Claim, evidence: Evidence) -> Finding:
    said = {cell: verdict(evidence, cell, "refused") for cell in FOREIGN}
    if not all(said.values()):
        return Finding(judgement="wrong", seen="it is taken for an image", why="see its cell")
    return Finding(
        judgement="holds",
        seen="refused for an image: "
        + "; ".join(f"{cell.partition('/')[0]}, {words}" for cell, words in said.items()),
        why="a Linux kernel starts ELF programs only",
    )


def netgo(_: Claim, evidence: Evidence) -> Finding:
    typed, without, cured = (binary(evidence, cell) for cell in (TYPED, CGO, NETGO))
    if not _dynamic(typed):
        return Finding(judgement="holds", seen="static as typed", why="nothing needs a C library")
    if not _dynamic(without) or _dynamic(cured):
        return Finding(judgement="wrong", seen="netgo changes nothing", why="see the cells")
    return Finding(
        judgement="wrong",
        seen=f"as typed on Linux: {_needs(typed)}; with cgo on and -tags netgo: nothing",
        why="where a C compiler is there cgo is on, and package net uses the C library",
        here=", ".join(typed.needed),
    )


def extldflags(_: Claim, evidence: Evidence) -> Finding:
    typed = binary(evidence, TYPED_STATIC)
    if not _dynamic(typed):
        return Finding(judgement="holds", seen="static as typed", why="the linker was told")
    start = verdict(evidence, TYPED_STATIC, "cannot start")
    if not start:
        return Finding(judgement="wrong", seen="it starts all the same", why="see its cell")
    return Finding(
        judgement="wrong",
        seen=f"as typed on Linux: {_needs(typed)}; from scratch: {start}",
        why="the flag is for an external linker, and Go does not call one here: CGO_ENABLED=0 "
        "is what makes it static",
        here=_docker_words(evidence),
    )


def _docker_words(evidence: Evidence) -> str:
    said = evidence.heard["docker dynamic"]
    return f"docker: {said.words} (status {said.status})" if isinstance(said, Heard) else ""


def dependencies(_: Claim, evidence: Evidence) -> Finding:
    typed, plain = binary(evidence, TYPED_SMALL), binary(evidence, SMALL)
    if not _dynamic(typed):
        return Finding(judgement="holds", seen="none as typed", why="it is static")
    if _dynamic(plain):
        return Finding(judgement="wrong", seen="dynamic even without cgo", why="see its cell")
    return Finding(
        judgement="wrong",
        seen=f"as typed on Linux: {_needs(typed)}; without cgo: none",
        why="the author's Mac cross-compiled, which turns cgo off",
    )


def external(_: Claim, evidence: Evidence) -> Finding:
    made, plain = binary(evidence, EXTERNAL), binary(evidence, PLAIN)
    linker = heard(evidence, "linker")
    if _dynamic(made) or not verdict(evidence, EXTERNAL, "runs"):
        return Finding(judgement="wrong", seen=f"{_needs(made)}", why="see its cell")
    warned = "getaddrinfo" in linker.words
    size = "larger" if made.size_bytes > plain.size_bytes else "smaller"
    return Finding(
        judgement="holds",
        seen=f"static and answering, {size} than without cgo; the linker "
        f"{'warns of' if warned else 'accepts'} getaddrinfo",
        why="a static getaddrinfo loads the C library's own plug-ins when it runs, and in "
        "scratch there are none",
        here=f"{made.size_bytes / 1e6:.2f} MB, without cgo {plain.size_bytes / 1e6:.2f} MB",
    )


def upx_hides(_: Claim, evidence: Evidence) -> Finding:
    before, after = binary(evidence, TYPED_SMALL), binary(evidence, TYPED_PACKED)
    start = verdict(evidence, TYPED_PACKED, "cannot start")
    if _dynamic(after) or not _dynamic(before) or not start:
        return Finding(judgement="wrong", seen="it shows what it did before", why="see the cells")
    return Finding(
        judgement="holds",
        seen=f"before: {_needs(before)}; packed: names neither; from scratch: {start}, no word",
        why="its own loader looks for the interpreter only when it runs: check before packing",
    )


def strips(_: Claim, evidence: Evidence) -> Finding:
    plain, small = binary(evidence, PLAIN), binary(evidence, SMALL)
    gone = not (small.symbols or small.debug_info)
    if not (plain.symbols and plain.debug_info and gone):
        return Finding(judgement="no longer", seen="they strip something else", why="see the cells")
    return Finding(
        judgement="holds",
        seen="both are there without the flags, neither with them",
        why="read off the ELF sections",
    )


def static_size(claim: Claim, evidence: Evidence) -> Finding:
    return _sized(claim, binary(evidence, PLAIN), "Go's library and runtime have grown since 2019")


def small_size(claim: Claim, evidence: Evidence) -> Finding:
    return _sized(claim, binary(evidence, SMALL), "the same app by today's Go")


def stripping(claim: Claim, evidence: Evidence) -> Finding:
    percent = _saved(binary(evidence, SMALL), binary(evidence, PLAIN))
    return _shrunk(claim, percent, "symbols and debug information are a larger part today")


def whole_way(claim: Claim, evidence: Evidence) -> Finding:
    percent = _saved(binary(evidence, PACKED), binary(evidence, PLAIN))
    why = "stripping takes more than it did, packing less"
    return _shrunk(claim, percent, why)


def _sized(claim: Claim, facts: BinaryFacts, why: str) -> Finding:
    mib = facts.size_bytes / MIB
    return figured(
        claim,
        mib,
        seen=f"{mib:.1f}M, which are {facts.size_bytes / 1e6:.1f} MB",
        why=why,
        here=f"{facts.size_bytes} B",
    )


def _shrunk(claim: Claim, percent: float, why: str) -> Finding:
    return figured(
        claim, percent, seen=f"{percent:.0f} % smaller", why=why, here=f"{percent:.2f} %"
    )


def _saved(after: BinaryFacts, before: BinaryFacts) -> float:
    return (1 - after.size_bytes / before.size_bytes) * 100


def _dynamic(facts: BinaryFacts) -> bool:
    return bool(facts.interpreter or facts.needed)


def _needs(facts: BinaryFacts) -> str:
    """The same whichever libraries a C library is split into."""
    library = "libc.so.6" if "libc.so.6" in facts.needed else "no C library"
    return f"interpreter {facts.interpreter or 'none'}, needs {library}"
