"""Reads which needs a program's functions lead to: `python -m bench.suspected [FILE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from slimgo.facts.suspicions import suspicions
from slimgo.terminal.door import door


@door
def main() -> None:
    """Without a file nothing is read: what is left is the start of a Python."""
    for file in sys.argv[1:]:
        found = suspicions(Path(file))
        if not found.found:
            raise ValueError(f"{file} leads to nothing: {found.lacks}")


if __name__ == "__main__":
    main()
