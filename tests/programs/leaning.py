"""A project whose program needs a companion, as its slimgo.toml says."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_FILE = """
[program.leans]
env = {{ COMPANION = "{port}" }}
port = 8080
ask = "/={answer}"
read-only = true

[program.leans.companion.db]
command = [{command}]
port = {port}
"""


def leaning(folder: Path, port: int, *, answer: str = "a companion") -> Path:
    """Its folder. port: the companion's. answer: what the program is expected to serve."""
    shutil.copytree(_HERE / "leans", folder / "leans")
    words = (sys.executable, str(_HERE / "companion.py"), str(port))
    command = ", ".join(f"'{word}'" for word in words)
    text = _FILE.format(port=port, command=command, answer=answer)
    (folder / "leans/slimgo.toml").write_text(text)
    return folder / "leans"
