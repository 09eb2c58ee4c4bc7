"""Whether packing lost anything: the packer's own test, and the way back byte for byte."""

from __future__ import annotations

from slimgo.values.packed import PackedFacts
from slimgo.values.verdict import Verdict, failed, passed


def check_packed(facts: PackedFacts, original_sha256: str) -> tuple[Verdict, ...]:
    """original_sha256: of the file that was packed."""
    return (_test(facts), _round_trip(facts, original_sha256))


def _test(facts: PackedFacts) -> Verdict:
    if facts.test_status:
        return failed("packer's test", f"upx -t: {facts.test_words}", "invoke clean, then again")
    return passed("packer's test", "upx -t")


def _round_trip(facts: PackedFacts, original_sha256: str) -> Verdict:
    check = "unpacks to the same bytes"
    if not facts.unpacked_sha256:
        return failed(check, f"upx -d wrote nothing: {facts.unpack_words}", "use another UPX")
    if facts.unpacked_sha256 != original_sha256:
        return failed(
            check,
            f"upx -d gives sha256 {facts.unpacked_sha256[:12]}…, packed was "
            f"{original_sha256[:12]}…",
            "this UPX changes the program: use another",
        )
    return passed(check, f"sha256 {original_sha256[:12]}…")
