"""What real programs open is told, with what became of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.sandbox.level import NONE, Level
from slimgo.sandbox.opens.opened import opened
from slimgo.sandbox.opens.watch import Watch
from slimgo.values.opened import Opened, OpenedName
from tests.faults.checkout import free_port
from tests.waiting import PATIENCE_SECONDS

ABSENT = "/etc/ssl/absent.pem"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - in a network of its own
THREADS = 12


def run(path: Path, *orders: str, watch: Watch, levels: tuple[Level, ...] | None = None) -> Opened:
    return opened(path, orders, watch=watch, environment={}, levels=levels)


def own_names(seen: Opened) -> list[tuple[str, str, str]]:
    """Without what is Go's."""
    assert seen.lacks == ""
    return [(each.what, each.name, each.error) for each in seen.names if not each.by_go]


def test_files_are_told_with_what_became_of_them_on_every_level(
    program: Path, level: Level, patient: Watch
) -> None:
    orders = (f"open={ABSENT}", "look=/", f"make={ABSENT}/x", f"look={ABSENT}", "status=3")
    seen = run(program, *orders, watch=patient, levels=(level,))
    assert own_names(seen) == [
        ("file", ABSENT, "ENOENT"),
        ("file", "/", ""),
        ("file", f"{ABSENT}/x", "ENOENT"),
    ]
    assert (seen.level, seen.status) == (level.name, 3)
    assert (seen.own_root, seen.own_network) == (level.own_root, level.own_network)


def test_its_root_holds_itself_and_what_every_container_has(
    program: Path, own: Level, patient: Watch
) -> None:
    names = ("/opener", "/etc/resolv.conf", "/dev/null", "/proc/self/exe", "/var/lib", "/bin/sh")
    seen = run(program, *(f"open={name}" for name in names), watch=patient, levels=(own,))
    missing = {name: error for _, name, error in own_names(seen) if error}
    assert missing == {"/var/lib": "ENOENT", "/bin/sh": "ENOENT"}


def test_every_thread_is_seen(program: Path, level: Level, patient: Watch) -> None:
    seen = run(program, f"threads={THREADS}", watch=patient, levels=(level,))
    expected = {("file", f"/thread-{number}", "ENOENT") for number in range(THREADS)}
    assert set(own_names(seen)) == expected
    assert len(own_names(seen)) == THREADS


def test_a_program_that_does_nothing_has_no_names_of_its_own(
    program: Path, level: Level, patient: Watch
) -> None:
    seen = run(program, watch=patient, levels=(level,))
    assert own_names(seen) == []
    assert [each.name for each in seen.names if each.by_go]


def test_addresses_are_told_with_what_became_of_them(
    program: Path, own: Level, patient: Watch
) -> None:
    orders = (
        f"listen=tcp4,{EVERYWHERE}:8080",
        f"listen=tcp4,{EVERYWHERE}:8080",
        "hear=udp,127.0.0.1:5300",
        "listen=unix,/x.sock",
        "listen=unix,@abstract",
        "dial=tcp,127.0.0.1:8080",
        "dial=tcp,127.0.0.1:8081",
        "dial=udp,127.0.0.1:53",
        "dial=unix,/var/run/docker.sock",
        "dial=unix,@abstract",
        "dial=unixgram,/dev/log",
    )
    seen = run(program, *orders, watch=patient, levels=(own,))
    assert [each for each in own_names(seen) if each[0] != "file"] == [
        ("listens", f"tcp {EVERYWHERE}:8080", ""),
        ("listens", f"tcp {EVERYWHERE}:8080", "EADDRINUSE"),
        ("listens", "udp 127.0.0.1:5300", ""),
        ("listens", "unix /x.sock", ""),
        ("listens", "unix @abstract", ""),
        ("connects", "tcp 127.0.0.1:8080", ""),
        ("connects", "tcp 127.0.0.1:8081", "ECONNREFUSED"),
        ("connects", "udp 127.0.0.1:53", ""),
        ("connects", "unix /var/run/docker.sock", "ENOENT"),
        ("connects", "unix @abstract", ""),
        ("connects", "unixgram /dev/log", "ENOENT"),
    ]


def test_a_server_listens_on_every_level_though_nobody_has_said_at_which_port(
    program: Path, level: Level, patient: Watch
) -> None:
    port = free_port()
    seen = run(program, f"listen=tcp4,127.0.0.1:{port}", watch=patient, levels=(level,))
    listened = [each for each in own_names(seen) if each[0] == "listens"]
    assert listened == [("listens", f"tcp 127.0.0.1:{port}", "")]


def test_an_images_user_may_do_what_it_may_in_a_container(
    program: Path, own: Level, patient: Watch
) -> None:
    orders = ("make=/data", "open=/opener")
    root, other = (
        opened(program, orders, watch=patient, environment={}, user=user, levels=(own,))
        for user in ((0, 0), (65532, 65532))
    )
    assert own_names(root) == [("file", "/data", ""), ("file", "/opener", "")]
    assert own_names(other) == [("file", "/data", "EACCES"), ("file", "/opener", "")]


def test_the_environment_is_the_programs(program: Path, own: Level, patient: Watch) -> None:
    environment = {"TZ": "Mars/Olympus"}
    seen = opened(program, ("now",), watch=patient, environment=environment, levels=(own,))
    assert ("file", "/usr/share/zoneinfo/Mars/Olympus", "ENOENT") in own_names(seen)


def test_executions_are_told_and_what_is_executed_is_followed(
    program: Path, own: Level, patient: Watch
) -> None:
    orders = (
        "execute=/bin/absent,",
        f"execute=/opener,open=/by-a-child threads={THREADS}",
        "become=/opener,open=/by-itself",
    )
    seen = run(program, *orders, watch=patient, levels=(own,))
    told = own_names(seen)
    assert [each for each in told if each[0] == "executes"] == [
        ("executes", "/bin/absent", "ENOENT"),
        ("executes", "/opener", ""),
    ]
    names = {name for _, name, _ in told}
    assert {"/by-a-child", "/by-itself", f"/thread-{THREADS - 1}"} <= names
    assert told[-1] == ("file", "/by-itself", "ENOENT")


def test_one_that_a_signal_stops_stays_stopped_until_it_is_told_to_go_on(
    program: Path, level: Level, patient: Watch
) -> None:
    seen = run(program, f"continue=./{program.name}", watch=patient, levels=(level,))
    assert seen.words == "true"
    assert [name for _, name, _ in own_names(seen)][-2:] == ["/still-stopped", "/continued"]


def test_a_packed_program_opens_what_it_opens_unpacked(
    program: Path, packed: Path, level: Level, patient: Watch
) -> None:
    orders = (f"open={ABSENT}", "look=/", f"threads={THREADS}", "status=3")
    seen, other = (run(path, *orders, watch=patient, levels=(level,)) for path in (program, packed))
    assert set(own_names(other)) >= set(own_names(seen))
    assert seen.status == other.status == 3


def test_what_it_prints_is_kept_from_the_terminal_and_told(
    program: Path, own: Level, patient: Watch, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = run(program, "say=a word", "status=2", watch=patient, levels=(own,))
    assert (seen.words, seen.status) == ("a word", 2)
    assert capfd.readouterr() == ("", "")


def test_a_name_holds_nothing_that_a_terminal_would_obey(
    program: Path, own: Level, patient: Watch
) -> None:
    seen = run(program, "look=/\x1b[31mred", watch=patient, levels=(own,))
    assert own_names(seen) == [("file", "/\\x1b[31mred", "ENOENT")]


def test_a_watcher_that_has_seen_enough_ends_it(program: Path, level: Level) -> None:
    asked: list[str] = []

    def enough(name: OpenedName) -> bool:
        asked.append(name.name)
        return name.name == ABSENT

    watch = Watch(seconds=PATIENCE_SECONDS, enough=enough)
    seen = run(program, f"open={ABSENT}", "stay", watch=watch, levels=(level,))
    assert seen.status is None
    assert own_names(seen) == [("file", ABSENT, "ENOENT")]
    assert asked[-1] == ABSENT


def test_two_programs_at_once_are_not_mixed_up(program: Path, own: Level, patient: Watch) -> None:
    def one(number: int) -> Opened:
        return run(program, f"open=/{number}", "threads=4", watch=patient, levels=(own,))

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(one, range(8)))
    for number, each in enumerate(seen):
        assert own_names(each)[0] == ("file", f"/{number}", "ENOENT")
        assert len(own_names(each)) == 5


def test_where_a_level_does_not_work_the_next_one_is_taken(program: Path, patient: Watch) -> None:
    spoiled = replace(
        NONE,
        name="spoiled",
        launch=lambda guest: replace(NONE.launch(guest), directory="/proc/absent"),
    )
    seen = run(program, f"open={ABSENT}", watch=patient, levels=(spoiled, NONE))
    assert seen.level == "none"
    assert own_names(seen) == [("file", ABSENT, "ENOENT")]
    seen = run(program, watch=patient, levels=(spoiled,))
    assert seen.names == ()
    assert "spoiled: /opener: No such file or directory" in seen.lacks


def test_what_cannot_be_executed_is_no_program_without_files(
    program: Path, level: Level, tmp_path: Path, patient: Watch
) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(program.read_bytes()[:64])
    seen = run(cut, watch=patient, levels=(level, NONE))
    assert seen.lacks.startswith("the kernel does not execute it: ")
    assert seen.level == level.name
    assert seen.names == ()


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"#!/bin/sh\n", "it is no Linux program (ELF)"),
        (b"", "it is no Linux program (ELF)"),
        (b"\x7fELF\x01\x01" + bytes(12) + b"\x03\x00", "it is a program for another processor"),
        (b"\x7fELF\x02\x01" + bytes(12) + b"\x16\x00", "it is a program for another processor"),
    ],
    ids=["script", "empty", "32 bits", "s390x"],
)
def test_a_file_whose_calls_cannot_be_seen_says_so(
    head: bytes, why: str, tmp_path: Path, patient: Watch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(head)
    seen = run(path, watch=patient)
    assert seen.lacks.startswith(why)
    assert seen.names == ()


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, patient: Watch) -> None:
    with pytest.raises(FileNotFoundError):
        run(tmp_path / "absent", watch=patient)
