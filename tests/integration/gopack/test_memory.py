"""How much memory packing takes, and one line where there is not so much."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.gopack.programs import HERE, build, build_source, gopack
from tests.waiting import PATIENCE_SECONDS

_MB = 1 << 20
_LARGE = """package main

import (
    _ "crypto/tls"
    _ "encoding/xml"
    _ "go/types"
    _ "html/template"
    _ "image/jpeg"
    _ "net/http"
    _ "net/rpc"
)

func main() {}
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("large") / "large"
    build_source(_LARGE, output, "amd64", "-ldflags=-s -w")
    return output


@pytest.fixture(scope="module")
def packed(large: Path) -> Path:
    output = large.with_suffix(".packed")
    assert gopack("pack", "-o", output, large).returncode == 0
    return output


def run(
    *words: str | Path, before: Callable[[], None] = lambda: None
) -> tuple[subprocess.CompletedProcess[str], int]:
    """What gopack says, and the most bytes that were resident in it or in its child."""
    measured = (
        "import resource, runpy, sys\n"
        "sys.argv = ['gopack', *sys.argv[1:]]\n"
        "try:\n"
        "    runpy.run_module('slimgo.gopack', run_name='__main__')\n"
        "finally:\n"
        "    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        # what getrusage says of this process begins with what pytest had when it forked
        "    own = open('/proc/self/status').read().split('VmHWM:')[1].split()[0]\n"
        "    print(max(children, int(own)))\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", measured, *map(str, words)),
        cwd=HERE,
        capture_output=True,
        text=True,
        preexec_fn=before,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return done, 1024 * int(done.stdout.split()[-1])


@pytest.mark.parametrize("effort", [(), ("--best",)])
def test_packing_takes_no_more_than_six_times_the_file_and_100_mb(large, tmp_path, effort) -> None:
    size = large.stat().st_size
    assert size > 4 * _MB  # a smaller one says nothing of the six times
    done, most = run("pack", *effort, "-o", tmp_path / "packed", large)
    assert done.returncode == 0
    assert most <= 6 * size + 100 * _MB


def test_unpacking_takes_no_more_than_four_times_the_program(large, packed) -> None:
    done, most = run("test", packed)
    assert done.returncode == 0
    assert most <= 4 * large.stat().st_size + 30 * _MB


def test_one_line_says_that_there_is_not_enough_memory_to_pack_or_the_bytes_are_the_same(
    large, packed, tmp_path
) -> None:
    """No filter may be left out for want of memory. Where it suffices differs from machine to
    machine (how many threads the compressors start, where libraries lie), so all are tried."""
    refused = 0
    for megabytes in range(40, 420, 30):
        output = tmp_path / f"{megabytes}"
        done = limited(megabytes, "pack", "-o", output, large)
        if done.returncode == 0:
            assert output.read_bytes() == packed.read_bytes()
            break
        assert_one_line(done, "gopack: there is not enough memory to pack this: ")
        assert not list(tmp_path.iterdir())
        refused += 1
    else:
        pytest.fail("420 MB of addresses were not enough")
    assert refused >= 2  # else nothing was refused, and this would say nothing


def test_one_line_says_that_there_is_not_enough_memory_to_unpack(packed) -> None:
    refused = 0
    for megabytes in range(24, 200, 4):
        done = limited(megabytes, "test", packed)
        if done.returncode == 0:
            break
        assert_one_line(done, "gopack: there is not enough memory to unpack this: ")
        refused += 1
    else:
        pytest.fail("200 MB of addresses were not enough")
    assert refused >= 2


def assert_one_line(done: subprocess.CompletedProcess[str], beginning: str) -> None:
    assert done.returncode == 1
    assert done.stderr.startswith(beginning)
    assert done.stderr.count("\n") == 1


def limited(megabytes: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """gopack where it gets no more than so much address space, and its child too."""
    limit = megabytes * _MB
    return subprocess.run(
        (sys.executable, "-m", "slimgo.gopack", *map(str, words)),
        cwd=HERE,
        env=os.environ,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_a_child_that_the_system_kills_is_memory_that_ran_out(tmp_path) -> None:
    """The proof's child, which the kernel takes first: it has the image."""
    output = tmp_path / "hello"
    build("hello", output)
    killed = (
        "import os, signal, subprocess, sys\n"
        "from slimgo.gopack import decoder\n"
        "from slimgo.gopack.command.main import main\n"
        "real = subprocess.Popen\n"
        "def started(*words, **options):\n"
        "    child = real(*words, **options)\n"
        "    child.kill()\n"
        "    return child\n"
        "decoder.subprocess.Popen = started\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", killed, "pack", "-o", str(tmp_path / "packed"), str(output)),
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert_one_line(done, "gopack: there is not enough memory to pack this: ")
