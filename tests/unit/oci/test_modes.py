"""The two modes of files in our own engine's images, and when that is worth a word."""

from __future__ import annotations

import pytest

from slimgo.oci.modes import image_mode, mode_note


@pytest.mark.parametrize(
    ("mode", "becomes"), [(0o755, 0o755), (0o700, 0o755), (0o644, 0o644), (0o600, 0o644)]
)
def test_who_may_execute_decides(mode: int, becomes: int) -> None:
    assert image_mode(mode) == becomes


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o644, 0o640, 0o664])
def test_what_a_umask_does_needs_no_word(mode: int) -> None:
    assert mode_note("a", mode) == ""


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700, 0o4755, 0o2755])
def test_what_was_meant_is_told_with_its_cure(mode: int) -> None:
    note = mode_note("a", 0o100000 | mode)
    assert note.startswith(f"COPY a: mode {mode:04o} becomes {image_mode(mode):04o} in the image")
    assert note.endswith(f"COPY --chmod={mode:04o} keeps it")
