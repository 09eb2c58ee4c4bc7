"""The words of STOPSIGNAL: what moby's own table takes, and nothing more."""

from __future__ import annotations

import pytest

from slimgo.oci.dockerfile.stop_signal import is_signal


@pytest.mark.parametrize(
    "word",
    "SIGTERM TERM sigquit Int 1 64 09 SIGRTMIN RTMIN+15 sigrtmax-14 CLD IOT POLL WINCH".split(),
)
def test_names_in_either_case_numbers_and_real_time_signals_are_taken(word: str) -> None:
    assert is_signal(word)


@pytest.mark.parametrize(
    "word",
    [*"SIG SIGNONE 0 65 100000 -1 +9 RTMIN+0 RTMIN+16 RTMAX-15 SIGSIGTERM ٣".split(), "", " TERM"],
)
def test_what_is_no_signal_is_not(word: str) -> None:
    assert not is_signal(word)
