"""The line-table filter: pctab, functab and funcdata of `.gopclntab` as streams."""

from __future__ import annotations

from slimgo.gopack.filters.lines.join import join
from slimgo.gopack.filters.lines.layout import read as read_layout
from slimgo.gopack.filters.lines.names import NAMES
from slimgo.gopack.filters.lines.split import LinesSplit, split

__all__ = ["NAMES", "LinesSplit", "join", "read_layout", "split"]
