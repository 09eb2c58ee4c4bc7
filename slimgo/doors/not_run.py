"""How a process that makes a cell tells its Nox session that the cell could not be run."""

from __future__ import annotations

NOT_RUN = "SLIMGO_NOT_RUN"
"""The variable that names the file for the reason."""
