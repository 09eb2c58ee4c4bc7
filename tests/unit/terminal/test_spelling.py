from __future__ import annotations

from slimgo.terminal.spelling import spelled


def test_a_pass_and_a_failure_never_look_alike() -> None:
    assert spelled("static ✓", "utf-8") == "static ✓"
    assert (spelled("✓", "ascii"), spelled("✗", "ascii")) == ("ok", "FAIL")
    assert spelled("−32 % é ✓", "ascii") == "-32 % é ok"
