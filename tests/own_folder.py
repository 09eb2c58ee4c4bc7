"""A plugin of pytest: a run of tests has its temporary folders to itself.

Runs at the same time share a folder otherwise, and remove what earlier ones left there; two that
remove the same thing end with an error, which docs/mutants.py would take for a mutant that was
noticed. It loads this by `-p tests.own_folder`.
"""

from __future__ import annotations

import os
import shutil
import tempfile

_PLACE = "PYTEST_DEBUG_TEMPROOT"


def pytest_configure() -> None:
    """Before the first folder is made."""
    os.environ[_PLACE] = tempfile.mkdtemp(prefix="tests-")


def pytest_unconfigure() -> None:
    """After the last one was used."""
    shutil.rmtree(os.environ.pop(_PLACE, ""), ignore_errors=True)
