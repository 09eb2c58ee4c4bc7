"""Which instructions of amd64 and 386 tell the line tables something: the join notes them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.lines import instructions
from slimgo.gopack.filters.lines.looks import LOOKS

BIT = 0x80
"""What is added to the length of such an instruction."""


def noted(
    text: bytes, lengths: npt.NDArray[np.uint8], goarch: str = "amd64"
) -> npt.NDArray[np.uint8]:
    """BIT for each of the instructions that are of interest, 0 for the others."""
    bits = np.zeros(len(lengths), np.uint8)
    if text:
        code = instructions.read(text, lengths, np.array([0, len(text)]), LOOKS[goarch])
        for ordinals in (code.calls, code.checks - 1, code.change_at):
            bits[ordinals[ordinals < len(bits)]] = BIT
    return bits
