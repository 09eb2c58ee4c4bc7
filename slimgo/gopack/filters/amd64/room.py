"""Where the stub writes the lengths of instructions: over the tokens that it has read.

An instruction has a token of one or two bytes, and one byte for its length, but padding has one
token for many instructions. So the lengths begin before the tokens, as far as they may run ahead.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64.parts import slices

_AROUND = 128
"""Bytes that the stub may write behind the lengths: 32 with padding, 63 when it resolves."""


def room(kept: npt.NDArray[np.bool_], wide: npt.NDArray[np.bool_]) -> int:
    """Bytes before the tokens. kept: which instructions have a token. wide: which of these has two
    bytes."""
    ahead = most = tokens = 0
    for some in slices(len(kept)):
        here = kept[some].astype(np.int32)
        chosen = np.flatnonzero(here)
        here[chosen] += wide[tokens : tokens + len(chosen)]
        tokens += len(chosen)
        steps = np.cumsum(1 - here)
        most = max(most, ahead + int(steps.max()))
        ahead += int(steps[-1])
    return most + _AROUND
