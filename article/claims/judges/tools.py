"""Claims about what -s and -w take from tools: nm, gdb, pprof, native profilers."""

from __future__ import annotations

from article.claims.catalogue import PLAIN, PROFILED, SMALL
from article.claims.claim import Claim, Finding
from article.claims.evidence import Evidence, Heard, Missing
from article.claims.judges.access import NotHere, heard, verdict

_FUNCTION = "main.work"
_SOURCE_LINE = "sum += i * i"
_VIEWS = {"-top": _FUNCTION, "-list": _SOURCE_LINE, "-disasm": f"= {_FUNCTION}"}
"""pprof's views -> what they show when they work."""

_HIT = "hit Breakpoint 1"
_TRACE = "allow it to trace: docker run --cap-add SYS_PTRACE"
_BINUTILS = "apt-get install binutils"


def effect(_: Claim, evidence: Evidence) -> Finding:
    same = all(verdict(evidence, cell, "runs") for cell in (PLAIN, SMALL))
    plain, stripped = heard(evidence, "panic debug"), heard(evidence, "panic -s -w")
    traced = _FUNCTION in plain.words and "main.go:" in plain.words
    if not (same and traced and plain == stripped):
        return Finding(
            judgement="wrong",
            seen="it answers or panics otherwise",
            why="the stripped program does something else",
        )
    return Finding(
        judgement="holds",
        seen="the same answers, and a panic names the same functions and lines",
        why="Go's runtime keeps tables of its own for that",
    )


def nm(_: Claim, evidence: Evidence) -> Finding:
    said = heard(evidence, "nm -s -w")
    ends = [line.rpartition(": ")[2] for line in said.words.splitlines()]
    if ends != ["no symbol section", "no symbols"]:
        return Finding(judgement="no longer", seen=said.words[:80] or "nothing", why="go tool nm")
    return Finding(
        judgement="holds",
        seen=f"of the article's small program word for word, and status {said.status}",
        why="-s leaves the symbol table out",
    )


def lookup(_: Claim, evidence: Evidence) -> Finding:
    debug, _without, stripped = _resolved(evidence)
    return Finding(
        judgement="holds" if stripped == "??" else "wrong",
        seen=f"addr2line of a function's address: {debug} before, {stripped} after -s -w",
        why="they read the symbol table; Go's own tables stay, and Go's tools know them",
        here=_perf(evidence),
    )


def native(_: Claim, evidence: Evidence) -> Finding:
    _debug, without, stripped = _resolved(evidence)
    return Finding(
        judgement="holds" if (without, stripped) == (_FUNCTION, "??") else "wrong",
        seen=f"names alone stay: addr2line says {without} after -w, {stripped} after -s -w",
        why="names come from the symbol table: native profilers (perf) show addresses after -s",
        here=_perf(evidence),
    )


def _resolved(evidence: Evidence) -> tuple[str, ...]:
    """What addr2line names the function in each build."""
    said = [heard(evidence, f"addr2line {build}").words.splitlines() for build in PROFILED]
    names = tuple(lines[0] if lines else "" for lines in said)
    if names[0] != _FUNCTION or not all(names):
        raise NotHere(Missing(what="addr2line names nothing even before", cure=_BINUTILS))
    return names


def _perf(evidence: Evidence) -> str:
    """No more than a remark: perf is not to be had everywhere."""
    parts = []
    for build in PROFILED:
        said = evidence.heard[f"perf {build}"]
        if isinstance(said, Heard):
            named = "names" if _FUNCTION in said.words else "addresses"
            parts.append(f"{build}: {named}")
    return f"perf report, {', '.join(parts)}" if parts else ""


def gdb(_: Claim, evidence: Evidence) -> Finding:
    before, after = heard(evidence, "gdb debug"), heard(evidence, "gdb -w")
    if _HIT not in before.words:
        raise NotHere(Missing(what="gdb stops at no line even before", cure=_TRACE))
    if _HIT in after.words:
        return Finding(
            judgement="wrong",
            seen="the breakpoint is still hit",
            why="gdb finds the line without DWARF",
        )
    return Finding(
        judgement="holds",
        seen="a breakpoint at a line is hit before, never after",
        why="only DWARF says which address a line has",
    )


def pprof(_: Claim, evidence: Evidence) -> Finding:
    works = {
        build: [
            view
            for view, sign in _VIEWS.items()
            if sign in heard(evidence, f"pprof {view} {build}").words
        ]
        for build in (*PROFILED, "packed")
    }
    if works["debug"] != list(_VIEWS):
        raise NotHere(Missing(what="pprof shows too little even before", cure="invoke article"))
    left = {build: ", ".join(views) or "nothing" for build, views in works.items()}
    return Finding(
        judgement="wrong" if works["-w"] == works["debug"] else "holds",
        seen=f"what works: before {left['debug']}; after -w {left['-w']}; after -s -w "
        f"{left['-s -w']}; packed as well {left['packed']}",
        why="a profile that the program takes itself names its functions and lines",
    )
