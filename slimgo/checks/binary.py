"""Whether a binary is what was asked for, and fit for an image from scratch."""

from __future__ import annotations

from slimgo.values.binary import BinaryExpectation, BinaryFacts
from slimgo.values.outcome import ANSWERS, Outcome
from slimgo.values.surrounding import KnownFault, Surrounding
from slimgo.values.target import Target
from slimgo.values.variant import Variant
from slimgo.values.verdict import Verdict, failed, passed

_INTERPRETERS = {
    "amd64": "/lib64/ld-linux-x86-64.so.2",
    "arm64": "/lib/ld-linux-aarch64.so.1",
    "386": "/lib/ld-linux.so.2",
}
"""What Go's linker names for glibc (cmd/link/internal: each architecture's Linuxdynld)."""

_REFUSED = {"darwin": "a macOS program (Mach-O)", "windows": "a Windows program (PE)"}
_STATIC_CURE = "build with CGO_ENABLED=0 (or -tags netgo,osusergo): scratch has no libraries"


def binary_expectation(
    variant: Variant,
    *,
    target: Target,
    go_version: str,
    settings: tuple[tuple[str, str], ...],
    surroundings: tuple[Surrounding, ...] = (),
    known_faults: tuple[KnownFault, ...] = (),
) -> BinaryExpectation:
    """What the variant's flags promise. Packing hides tables and paths; the build info, where it
    stays readable, is compared with that of the program that was packed.

    With cgo, package net asks the C library for names, which makes the program dynamic: the tag
    netgo prevents that, and an external linker can be told to link statically.

    surroundings: where a packed program that answers must also start. known_faults: its packer's;
    the one for this target, if any, must be seen.
    """
    packed = variant.packing.packer if variant.packing else ""
    dynamic = (
        variant.cgo and "netgo" not in variant.tags and "-linkmode external" not in variant.ldflags
    )
    outcome = _outcome(target, dynamic=dynamic, packed=bool(packed))
    swept = surroundings if packed and outcome == ANSWERS else ()
    known = [each for each in known_faults if each.goarch == target.goarch]
    return BinaryExpectation(
        target=target,
        symbols=not (variant.strips_symbols or packed),
        debug_info=not (variant.strips_debug_info or packed),
        packed_by=packed,
        go_version=go_version,
        settings=() if packed else settings,
        # UPX's own start loads the interpreter, so that a packed file names none
        interpreter=_INTERPRETERS[target.goarch] if dynamic and not packed else "",
        machine_paths=not (variant.trimpath or packed),
        outcome=outcome,
        surroundings=swept,
        known_fault=known[0] if swept and known else None,
    )


def _outcome(target: Target, *, dynamic: bool, packed: bool) -> Outcome:
    if target.goos in _REFUSED:
        return Outcome(kind="refused", words=_REFUSED[target.goos])
    if not dynamic:
        return ANSWERS
    # exit 127 without a word: UPX's start finds no interpreter either
    words = "status 127" if packed else "No such file or directory"
    return Outcome(kind="cannot start", words=words)


def check_binary(facts: BinaryFacts, expected: BinaryExpectation) -> tuple[Verdict, ...]:
    """The verdicts in the order in which a reader asks."""
    verdicts = [_platform(facts, expected)]
    if facts.file_format == "ELF":
        verdicts += [_linked(facts, expected), _not_pie(facts)]
    if expected.packed_by:
        verdicts.append(_packed(facts, expected))
    else:
        verdicts += [
            _has("symbols", "-s", present=facts.symbols, wanted=expected.symbols),
            _has("debug info", "-w", present=facts.debug_info, wanted=expected.debug_info),
            _build_info(facts, expected),
            _machine_paths(facts, expected),
        ]
    return tuple(verdicts)


def _platform(facts: BinaryFacts, expected: BinaryExpectation) -> Verdict:
    if facts.target == expected.target:
        return passed("platform", str(facts.target))
    return failed(
        "platform",
        f"built for {facts.target}, wanted {expected.target}",
        f"set GOOS={expected.target.goos} GOARCH={expected.target.goarch}",
    )


def static(facts: BinaryFacts) -> Verdict:
    """No interpreter and no needed library, whatever `file` says."""
    if facts.interpreter:
        libraries = ", ".join(facts.needed) or "no library"
        return failed("static", f"dynamic: wants {facts.interpreter} and {libraries}", _STATIC_CURE)
    if facts.needed:
        return failed("static", f"dynamic: wants {', '.join(facts.needed)}", _STATIC_CURE)
    return passed("static", "no PT_INTERP, no DT_NEEDED")


def _linked(facts: BinaryFacts, expected: BinaryExpectation) -> Verdict:
    if not expected.interpreter:
        return static(facts)
    if facts.interpreter == expected.interpreter and facts.needed:
        return passed("dynamic", f"wants {facts.interpreter} and {', '.join(facts.needed)}")
    return failed(
        "dynamic",
        f"wants {facts.interpreter or 'no interpreter'} and "
        f"{', '.join(facts.needed) or 'no library'}, expected {expected.interpreter}",
        "",
    )


def _machine_paths(facts: BinaryFacts, expected: BinaryExpectation) -> Verdict:
    if bool(facts.machine_paths) == expected.machine_paths:
        check = "paths of this machine" if expected.machine_paths else "no path of this machine"
        return passed(check, ", ".join(facts.machine_paths) or "searched for, not found")
    if expected.machine_paths:
        return failed(
            "paths of this machine",
            "none found, though -trimpath was left out",
            "",
        )
    return failed(
        "no path of this machine", f"holds {', '.join(facts.machine_paths)}", "build with -trimpath"
    )


def _not_pie(facts: BinaryFacts) -> Verdict:
    if facts.pie:
        return failed(
            "not PIE", "position-independent (ET_DYN)", "build with -buildmode=exe, Go's default"
        )
    return passed("not PIE", "ET_EXEC")


def _packed(facts: BinaryFacts, expected: BinaryExpectation) -> Verdict:
    if facts.packed_by == expected.packed_by:
        return passed("packed", f"by {facts.packed_by}")
    return failed(
        "packed",
        f"packed by {facts.packed_by}" if facts.packed_by else "not packed",
        "invoke pack --recheck",
    )


def _has(table: str, flag: str, *, present: bool, wanted: bool) -> Verdict:
    check = table if wanted else f"no {table}"
    evidence = f"has {table}" if present else f"no {table}"
    if present == wanted:
        return passed(check, evidence)
    cure = f"leave {flag} out of -ldflags" if wanted else f"put {flag} into -ldflags"
    return failed(check, evidence, cure)


def _build_info(facts: BinaryFacts, expected: BinaryExpectation) -> Verdict:
    """What the linker recorded agrees with what was asked for."""
    if facts.build_info is None:
        return failed(
            "build info", "`go version -m` reads nothing", "build it with go, and do not pack it"
        )
    built_by = facts.build_info.go_version
    if dict(expected.settings).get("GOEXPERIMENT"):
        # Go says so of experiments that are not its own choice (internal/buildcfg)
        built_by = built_by.partition("-X:")[0]
    if built_by != expected.go_version:
        return failed(
            "build info",
            f"built by {facts.build_info.go_version}, wanted {expected.go_version}",
            "invoke doctor",
        )
    recorded = dict(facts.build_info.settings)
    for name, wanted in expected.settings:
        found = recorded.get(name, "")
        if found != wanted:
            return failed(
                "build info",
                f"{name} is {found or 'absent'}, wanted {wanted or 'absent'}",
                "invoke clean   (then again)",
            )
    return passed("build info", f"{facts.build_info.go_version}, settings as asked")
