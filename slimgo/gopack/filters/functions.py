"""Where a program's functions are, as its line table has them.

Their places count from `runtime.text`. In a program that a C compiler has linked it stands behind
the C library's start-up code, so not at the start of `.text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import moduledata
from slimgo.gopack.filters.lines import header


@dataclass(frozen=True, kw_only=True, slots=True)
class Functions:
    """text: the image range from `runtime.text` to the end of `.text`.

    entries: text offset of each function and of the last one's end, ascending from 0. Where there
    is no table, or one that is not understood or is about another text, there are none, and the
    text is all of `.text`.
    """

    text: range
    entries: npt.NDArray[np.uint32]


def read(image: bytes, sections: Mapping[str, range], base: int) -> Functions:
    """sections: image ranges by name. base: virtual address of the image's start."""
    whole = sections[".text"]
    unknown = Functions(text=whole, entries=np.zeros(0, np.uint32))
    table = sections.get(".gopclntab")
    if table is None:
        return unknown
    try:
        told = header.read(memoryview(image)[table.start : table.stop])
    except FilterNotApplicable:
        return unknown
    entries = np.frombuffer(image, "<u4", 2 * told.functions + 1, table.start + told.functab)[::2]
    start = told.text
    if not start:
        module = moduledata.find(image, base, table, told)
        start = module.text if module else base + whole.start
    text = range(start - base, whole.stop)
    ordered = not entries[0] and (entries[1:] >= entries[:-1]).all()
    if text.start not in whole or not ordered or entries[-1] > len(text):
        return unknown
    return Functions(text=text, entries=entries.copy())
