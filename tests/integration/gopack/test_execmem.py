"""Where memory may not become executable the code stands in a file without a name, and all is as
unpacked; where nothing new may be executable, one line and 126 say so."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.gopack import kernel
from tests.integration.gopack.filters import confine, no_new_code
from tests.integration.gopack.mirrors import mirrors, run
from tests.integration.gopack.programs import ENOUGH_CODE, compile_c, pack
from tests.integration.gopack.services import PACKED
from tests.integration.gopack.waiting_program import PAGE, Seen, seen

Prepare = Callable[[], object]

_OPENS = 'int main(void) { return call(2, (long)"/", 0, 0); }'
"""Its status is the first descriptor that was free."""

_SHOWS = ("exit", "panic", "nil", "map", "storm", "deep", "huge", "collect", "signals", "callers")


def selinux() -> None:
    """A stand-in by a filter: anonymous memory and what a file's pages became stay as they are."""
    kernel.refuse_execmem()


def both() -> None:
    kernel.forbid_executable_memory()
    kernel.refuse_execmem()


def no_file_either() -> None:
    kernel.refuse_execmem()
    kernel.refuse_files_without_a_name()


needs_mdwe = pytest.mark.skipif(
    not kernel.has_mdwe(), reason="not run: this kernel has no PR_SET_MDWE"
)
REFUSALS = (
    pytest.param(
        kernel.forbid_executable_memory,
        marks=needs_mdwe,
        id="mdwe",
    ),
    pytest.param(selinux, id="selinux"),
    pytest.param(
        both,
        marks=needs_mdwe,
        id="both",
    ),
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    return mirrors(tmp_path_factory.mktemp("execmem"))


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("refuse", REFUSALS)
@pytest.mark.parametrize("show", _SHOWS)
def test_it_shows_the_same(folders, show, refuse, packed) -> None:
    """Garbage is collected, signals are heard, a panic names functions, files and lines."""
    assert run(folders[packed], show, preexec_fn=refuse) == run(
        folders["plain"], show, preexec_fn=refuse
    )


@pytest.mark.parametrize("packed", PACKED)
def test_it_runs_under_the_filters_of_older_systemds(folders, packed) -> None:
    filters = no_new_code()
    assert run(folders[packed], "storm", preexec_fn=lambda: confine(filters)) == (
        0,
        "49995000\n",
        "",
    )


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("refuse", [no_file_either, kernel.refuse_code])
def test_where_no_file_may_be_executable_either_it_says_so(folders, refuse, packed) -> None:
    assert run(folders["plain"], "exit", preexec_fn=refuse)[0] == 42
    status, out, words = run(folders[packed], "exit", preexec_fn=refuse)
    assert (status, out) == (126, "")
    assert words.startswith("gopack: the kernel forbids to make memory executable")
    assert words.count("\n") == 1


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("refuse", REFUSALS)
def test_nothing_is_writable_and_executable(folders, refuse, packed) -> None:
    ours = waiting(folders[packed], refuse)
    assert [each for each in ours.mappings if "wx" in each.allowed] == []


@pytest.mark.parametrize("flags", [(), ("--best",)])
@pytest.mark.parametrize("refuse", REFUSALS)
def test_no_descriptor_stays_open(tmp_path, refuse, flags) -> None:
    compile_c(ENOUGH_CODE + _OPENS, tmp_path / "plain")
    pack(tmp_path / "plain", tmp_path / "packed", *flags)
    plain, ours = (
        subprocess.run((tmp_path / name,), preexec_fn=refuse, check=False).returncode
        for name in ("plain", "packed")
    )
    assert ours == plain


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("refuse", REFUSALS)
def test_the_code_is_the_unpacked_ones_in_a_file_that_names_it(folders, refuse, packed) -> None:
    ours, plain = (waiting(folders[name], refuse) for name in (packed, "plain"))
    assert ours.code == plain.code
    assert len(ours.code) > 100_000
    assert [each.allowed for each in ours.named("/memfd:mirror (deleted)")] == ["r-xp"]


@needs_mdwe
@pytest.mark.parametrize("length", [249, 255])
def test_it_runs_under_a_name_of_any_length(folders, length) -> None:
    """A file without a name has one of 249 bytes at most, for /proc; others may have 255."""
    program = folders["gopack"] / ("n" * length)
    shutil.copy(folders["gopack"] / "mirror", program)
    done = subprocess.run(
        (program, "storm"),
        capture_output=True,
        text=True,
        preexec_fn=kernel.forbid_executable_memory,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "49995000\n", "")


@needs_mdwe
@pytest.mark.parametrize("packed", PACKED)
def test_where_files_may_not_be_that_large_it_says_so(folders, packed) -> None:
    """By `ulimit -f`, which holds for files without a name, too."""

    def limit() -> None:
        kernel.forbid_executable_memory()
        resource.setrlimit(resource.RLIMIT_FSIZE, (PAGE, PAGE))

    status, _, words = run(folders[packed], "exit", preexec_fn=limit)
    assert status == 126
    assert words.startswith("gopack: ")


def waiting(folder: Path, prepare: Prepare) -> Seen:
    return seen(folder / "mirror", "wait", prepare=prepare)
