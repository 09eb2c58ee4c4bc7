"""Whether an executable that others built is fit for an image from scratch."""

from __future__ import annotations

from slimgo.checks.binary import static
from slimgo.values.binary import BinaryExpectation, BinaryFacts
from slimgo.values.verdict import Verdict, failed, passed


def check_taken(facts: BinaryFacts, expected: BinaryExpectation) -> tuple[Verdict, ...]:
    """How it was built is its builder's affair; where it runs, and that it can, is ours."""
    return (_platform(facts, expected), static(facts), _go(facts))


def _platform(facts: BinaryFacts, expected: BinaryExpectation) -> Verdict:
    if facts.file_format == "ELF" and facts.target == expected.target:
        return passed("platform", str(facts.target))
    return failed("platform", f"built for {facts.target}, wanted {expected.target}", "")


def _go(facts: BinaryFacts) -> Verdict:
    info = facts.build_info
    if info:
        return passed("Go program", info.go_version)
    return failed("Go program", "`go version -m` reads nothing in it", "name a program built by Go")
