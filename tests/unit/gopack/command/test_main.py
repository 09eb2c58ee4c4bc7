"""The command as a process: what is asked for little takes little."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[4]
_LOADED = """
import sys
before = set(sys.modules)
from slimgo.gopack.entry import main
sys.argv = ["gopack", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    assert not ended.code
print(*(set(sys.modules) - before), file=sys.stderr)
"""


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, *words),
        cwd=PROJECT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [("--help",), ("pack", "--help"), ("--version",)])
def test_help_and_version_import_no_library(words) -> None:
    done = python("-c", _LOADED, *words)
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    foreign = loaded - set(sys.stdlib_module_names) - {"slimgo"}
    assert not foreign
    ours = {name for name in done.stderr.split() if name.startswith("slimgo.gopack.")}
    assert ours <= {
        *("slimgo.gopack.entry", "slimgo.gopack.ending", "slimgo.gopack.command"),
        *("slimgo.gopack.command.main", "slimgo.gopack.command.typed"),
    }


def test_the_package_imports_nothing() -> None:
    done = python("-c", "import sys, slimgo.gopack; print(*sys.modules)")
    ours = {name for name in done.stdout.split() if name.startswith("slimgo")}
    assert ours == {"slimgo", "slimgo.gopack"}


def test_signals_are_set_before_anything_is_imported() -> None:
    """By the command's first module, which the script of an installed package imports first."""
    done = python(
        "-c",
        "import sys; before = set(sys.modules); import slimgo.gopack.entry; "
        "print(*(set(sys.modules) - before)); "
        "import signal; print(signal.getsignal(signal.SIGTERM).__module__)",
    )
    modules, handler = done.stdout.splitlines()
    assert handler == "slimgo.gopack.ending"
    ours = {"slimgo", "slimgo.gopack", "slimgo.gopack.entry", "slimgo.gopack.ending"}
    assert set(modules.split()) <= ours | {"__future__"}


def test_as_a_module_it_is_the_same_command() -> None:
    done = python("-m", "slimgo.gopack", "--version")
    assert done.stdout.startswith("gopack ")
    done = python("-m", "slimgo.gopack")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_reader_that_has_gone_is_141_without_a_word() -> None:
    code = "import os; os.close(0); r, w = os.pipe(); os.close(r); os.dup2(w, 1); "
    code += "import sys; from slimgo.gopack.entry import main; sys.exit(main())"
    done = python("-c", code, "--help")
    assert (done.returncode, done.stderr) == (141, "")
