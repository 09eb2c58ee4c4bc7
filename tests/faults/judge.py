"""What is asserted of every fault."""

from __future__ import annotations

from tests.faults.checkout import Checkout, Outcome
from tests.waiting import until

_LINES = 12
"""One line, its cure, and between them some of the words of a tool that failed."""


def assert_told(outcome: Outcome, status: int, words: str) -> None:
    """One clear line with the words, then at most its evidence and its cure.

    What ends as it was meant to is `stopped`, and no failure.
    """
    assert outcome.status == status, outcome
    assert "Traceback" not in outcome.out + outcome.err, outcome
    if not words:
        assert outcome.err == "", outcome
        return
    assert words in outcome.err, outcome
    first, *more = outcome.err.splitlines()
    assert len(more) < _LINES, outcome
    assert first == words == "stopped" or first.startswith("✗ "), outcome
    told = [line for line in more if line.startswith("✗")]
    assert not told, outcome


def assert_no_name_is_wrong(checkout: Checkout, wanted: dict[str, str]) -> None:
    """What bears its real name is whole; what the step would have made is not there."""
    found = checkout.artifacts()
    assert found.items() <= wanted.items(), found
    assert not [file.name for file in checkout.made if file.name in found]


def assert_nothing_runs(checkout: Checkout) -> None:
    """A process that was told to end may take a moment to be gone.

    What stands for a tool at work sleeps for an hour, so its own end is not what is waited for.
    """
    until(lambda: not checkout.running())
