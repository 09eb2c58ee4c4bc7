"""Whether packing lost anything: the packer's own test, the way back, what scanners read."""

from __future__ import annotations

from slimgo.plan.packers import PACKERS, Packer
from slimgo.values.packed import PackedFacts
from slimgo.values.verdict import Verdict, failed, passed


def check_packed(facts: PackedFacts, packer: Packer) -> tuple[Verdict, ...]:
    """Compared with what its packer promises: some keep the build info readable, some do not."""
    verdicts = (_test(facts, packer), _round_trip(facts, packer))
    return (*verdicts, _build_info(facts)) if packer.keeps_build_info else verdicts


def _test(facts: PackedFacts, packer: Packer) -> Verdict:
    check, typed = "packer's test", " ".join(packer.test)
    if facts.test_status:
        return failed(check, f"{typed}: {facts.test_words}", "invoke clean   (then again)")
    return passed(check, typed)


def _round_trip(facts: PackedFacts, packer: Packer) -> Verdict:
    check, typed = "unpacks to the same bytes", " ".join(packer.unpack)
    original = f"{facts.original_sha256[:12]}…"
    if not facts.unpacked_sha256:
        evidence = f"{typed} wrote nothing: {facts.unpack_words}"
        return failed(check, evidence, "invoke clean   (then again)")
    if facts.unpacked_sha256 != facts.original_sha256:
        return failed(
            check,
            f"{typed} gives sha256 {facts.unpacked_sha256[:12]}…, packed was {original}",
            f"invoke slim --with {_other(packer)}   (this {packer.name} changes the program)",
        )
    return passed(check, f"sha256 {original}")


def _other(packer: Packer) -> str:
    return next(name for name in PACKERS if name != packer.name)


def _build_info(facts: PackedFacts) -> Verdict:
    check = "same build info"
    if not facts.build_info:
        return failed(
            check, "`go version -m` reads nothing in the packed file", "invoke clean   (then again)"
        )
    if facts.build_info != facts.original_build_info:
        return failed(
            check, "`go version -m` reads something else than before", "invoke clean   (then again)"
        )
    return passed(check, "`go version -m` reads what it read before")
