from __future__ import annotations

import pytest

from slimgo.engines.podman import refusal
from slimgo.engines.refusal import Refusal

_TUN = (
    'podman cannot run slimgo-trial:1: /usr/bin/slirp4netns failed: "open(\\"/dev/net/tun\\"): '
    '{}\\nWARNING: Support for seccomp is experimental\\n"'
)


@pytest.mark.parametrize(
    ("words", "why", "cure"),
    [
        (
            'podman does not work: ids: exec: "newuidmap": executable file not found in $PATH',
            "podman needs newuidmap for this user's subordinate ids",
            "apt-get install uidmap   (as root)",
        ),
        (
            "podman cannot run slimgo-trial:1: could not find slirp4netns, the network namespace",
            "podman needs slirp4netns to publish a port for a user",
            "apt-get install slirp4netns   (as root)",
        ),
        (
            _TUN.format("Permission denied"),
            "podman publishes a port for a user through /dev/net/tun, which this user may not open",
            "chmod 666 /dev/net/tun   (as root)",
        ),
        (
            _TUN.format("No such file or directory"),
            "podman publishes a port for a user through /dev/net/tun, which is not here",
            "modprobe tun   (as root)",
        ),
    ],
)
def test_what_podman_says_is_told_in_a_line_with_its_cure(words: str, why: str, cure: str) -> None:
    assert refusal(words) == Refusal(why=why, cure=cure)


def test_words_that_nobody_has_met_are_told_as_they_are() -> None:
    assert refusal("podman cannot build: the moon is full") == Refusal(
        why="podman cannot build: the moon is full"
    )
