"""Whether a binary is what was asked for, and fit for an image from scratch."""

from __future__ import annotations

from slimgo.values.binary import BinaryExpectation, BinaryFacts
from slimgo.values.target import Target
from slimgo.values.variant import Variant
from slimgo.values.verdict import Verdict, failed, passed

_STATIC_CURE = "build with CGO_ENABLED=0 (or -tags netgo,osusergo): scratch has no libraries"


def binary_expectation(
    variant: Variant,
    *,
    target: Target,
    go_version: str,
    settings: tuple[tuple[str, str], ...],
) -> BinaryExpectation:
    """What the variant's flags promise. Packing hides tables and build info alike."""
    packed = variant.packing.packer if variant.packing else ""
    return BinaryExpectation(
        target=target,
        symbols=not (variant.strips_symbols or packed),
        debug_info=not (variant.strips_debug_info or packed),
        packed_by=packed,
        go_version=go_version,
        settings=() if packed else settings,
    )


def check_binary(facts: BinaryFacts, expected: BinaryExpectation) -> tuple[Verdict, ...]:
    """The verdicts in the order in which a reader asks."""
    verdicts = [_platform(facts, expected), _static(facts), _not_pie(facts)]
    if expected.packed_by:
        verdicts.append(_packed(facts, expected))
    else:
        verdicts += [
            _has("symbols", "-s", present=facts.symbols, wanted=expected.symbols),
            _has("debug info", "-w", present=facts.debug_info, wanted=expected.debug_info),
            _build_info(facts, expected),
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


def _static(facts: BinaryFacts) -> Verdict:
    """No interpreter and no needed library, whatever `file` says."""
    if facts.interpreter:
        libraries = ", ".join(facts.needed) or "no library"
        return failed("static", f"dynamic: wants {facts.interpreter} and {libraries}", _STATIC_CURE)
    if facts.needed:
        return failed("static", f"dynamic: wants {', '.join(facts.needed)}", _STATIC_CURE)
    return passed("static", "no PT_INTERP, no DT_NEEDED")


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
    if facts.build_info.go_version != expected.go_version:
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
                "something around the build changed its flags: invoke clean, then again",
            )
    return passed("build info", f"{facts.build_info.go_version}, settings as asked")
