"""What a start took and holds, as the small process tells it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.sandbox.trials.trials import Load, TrialFailed
from tests.waiting import until

_MIB = 1 << 20


def test_a_start_until_the_first_answer(opened, programs) -> None:
    trial = opened.start(programs("hello"))
    assert trial.seconds > 0
    assert _MIB < trial.private <= trial.proportional
    assert trial.private <= trial.peak
    assert trial.private_later is None


def test_a_program_that_waits_before_it_listens_takes_so_much_longer(opened, programs) -> None:
    assert opened.start(programs("slowly", "300ms")).seconds >= 0.3


def test_a_command_is_timed_to_its_end_and_must_end_as_it_should(opened, programs) -> None:
    fails = programs("slowly", "no time", port=0, status=1)
    trial = opened.start(fails)
    assert trial.private is None
    with pytest.raises(TrialFailed, match="it ended with status 1"):
        opened.start(replace(fails, status=0))


def test_one_that_ends_instead_of_answering_is_named_so(opened, programs) -> None:
    with pytest.raises(TrialFailed, match="it ended with status 1 before it answered"):
        opened.start(programs("slowly", "no time"))


def test_one_that_cannot_be_executed_is_named_so(opened, programs) -> None:
    hello = programs("hello")
    missing = replace(hello, guest=replace(hello.guest, argv=("./other",)))
    with pytest.raises(TrialFailed, match="No such file or directory"):
        opened.start(missing)
    assert opened.start(hello).seconds > 0


def test_a_load_runs_in_the_programs_network_and_its_words_come_back(opened, programs) -> None:
    asks = (
        "import urllib.request\n"
        "for _ in range(20):\n"
        "    print(urllib.request.urlopen('http://127.0.0.1:3000/').read().decode())\n"
    )
    load = Load(argv=(sys.executable, "-c", asks), seconds=60)
    trial = opened.start(programs("hello"), load=load)
    assert trial.words.splitlines() == ["Hello world"] * 20
    assert trial.private_later > 0


def test_a_load_that_fails_is_told_with_its_last_words(opened, programs) -> None:
    load = Load(argv=("/bin/sh", "-c", "echo nobody there; exit 3"), seconds=60)
    with pytest.raises(TrialFailed, match="sh failed: nobody there"):
        opened.start(programs("hello"), load=load)


def test_a_load_that_hangs_is_ended(opened, programs) -> None:
    load = Load(argv=("/bin/sh", "-c", "sleep 900"), seconds=0.2)
    with pytest.raises(TrialFailed, match="did not end within"):
        opened.start(programs("hello"), load=load)
    assert opened.start(programs("hello")).seconds > 0


def test_replicas_share_the_pages_of_their_file(opened, programs) -> None:
    hello = programs("hello")
    one, four = (opened.replicas(hello, count) for count in (1, 4))
    assert one < four < 3.5 * one


def test_nothing_is_left_of_what_was_started(opened, programs) -> None:
    def running() -> list[str]:
        found = []
        for entry in Path("/proc").glob("[0-9]*/exe"):
            try:
                found.append(str(entry.readlink()))
            except OSError:
                continue
        return [each for each in found if each.endswith("/hello")]

    hello = programs("hello")
    opened.start(hello)
    opened.replicas(hello, 3)
    until(lambda: not running())


def test_a_link_takes_its_time(opened, programs, emptied, tmp_path) -> None:
    """Loopback itself takes no time that shows; 2 MB over 16 Mbit/s take a second."""
    hello = programs("hello")
    files = emptied(hello)
    (files / "more").write_bytes(os.urandom(2_000_000))
    serve = (
        "import http.server, functools, sys\n"
        "at = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])\n"
        "http.server.HTTPServer(('127.0.0.1', 5000), at).serve_forever()\n"
    )
    import tarfile

    with tarfile.open(tmp_path / "image.tar", "w") as tar:
        tar.add(files, ".")
    opened.serve((sys.executable, "-c", serve, str(tmp_path)), 5000)
    fetch = (
        "import shutil, sys, urllib.request\n"
        "with urllib.request.urlopen('http://127.0.0.1:5000/image.tar') as answer:\n"
        "    shutil.copyfileobj(answer, sys.stdout.buffer)\n"
    )

    def fetched(bits: int) -> float:
        root = tmp_path / f"at-{bits}"
        root.mkdir()
        opened.link(bits)
        subject = replace(hello, guest=replace(hello.guest, root=root))
        took: float = opened.fetch(subject, (sys.executable, "-c", fetch))
        return took

    size = (tmp_path / "image.tar").stat().st_size
    assert fetched(16_000_000) >= size * 8 / 16_000_000
    assert fetched(0) > 0


def test_a_pull_that_fails_is_named_so(opened, programs, tmp_path) -> None:
    hello = programs("hello")
    (tmp_path / "root").mkdir()
    subject = replace(hello, guest=replace(hello.guest, root=tmp_path / "root"))
    for command, why in (
        ("echo no tar", "gives no tar"),
        ("exit 4", "gives no tar"),
        ("tar -C / -c etc/hostname; exit 4", "ended with status 4"),
    ):
        with pytest.raises(TrialFailed, match=why):
            opened.fetch(subject, ("/bin/sh", "-c", command))
