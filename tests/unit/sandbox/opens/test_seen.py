"""From finished system calls to names."""

from __future__ import annotations

import errno
import socket
import struct

import pytest

from slimgo.sandbox.opens.seen import Call, Descriptors, Folded, Name, settled, told

AT_FDCWD = 0xFFFFFFFFFFFFFF9C
"""-100 as a register holds it."""
HALF_FDCWD = 0xFFFFFF9C
"""As it does where only an int was put there."""
ERESTARTSYS = 512


def at(path: str, folder: int = AT_FDCWD, name: str = "openat") -> Call:
    return Call(name=name, arguments=(folder, 0x1000, 0, 0, 0, 0), memory=path.encode())


def inet(name: str, fd: int, port: int, host: str = "127.0.0.1") -> Call:
    raw = struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + socket.inet_aton(host)
    return Call(name=name, arguments=(fd, 0x1000, 16, 0, 0, 0), memory=raw + bytes(8))


def plain(name: str, *arguments: int, memory: bytes | None = b"") -> Call:
    return Call(name=name, arguments=(*arguments, 0, 0, 0), memory=memory)


def made(kind: int, fd: int = 3, family: int = socket.AF_INET) -> Descriptors:
    of = Descriptors()
    assert told(plain("socket", family, kind, 0), fd, of) == []
    return of


@pytest.mark.parametrize("folder", [AT_FDCWD, HALF_FDCWD])
def test_a_path_is_told_as_the_program_gave_it_with_its_error(folder: int) -> None:
    of = Descriptors()
    assert told(at("/etc/x", folder), -errno.ENOENT, of) == [("file", "/etc/x", "ENOENT")]
    assert told(at("config.yml", folder), 3, of) == [("file", "config.yml", "")]
    assert told(at("/zones///Europe//Berlin"), 4, of) == [("file", "/zones/Europe/Berlin", "")]


def test_a_path_from_a_folder_is_told_with_the_folder() -> None:
    of = Descriptors()
    told(at("/data/"), 5, of)
    assert told(at("a", 5), 6, of) == [("file", "/data/a", "")]
    assert told(at("b", 6, "newfstatat"), 0, of) == [("file", "/data/a/b", "")]
    assert told(at("/c", 5), 7, of) == [("file", "/c", "")]
    assert told(at("d", 9), -errno.EBADF, of) == [("file", "descriptor 9/d", "EBADF")]


def test_a_path_from_the_working_folder_is_told_with_it_once_it_has_changed() -> None:
    of = Descriptors()
    assert told(plain("chdir", 0x1000, memory=b"/srv"), 0, of) == [("file", "/srv", "")]
    assert told(at("a"), 5, of) == [("file", "/srv/a", "")]
    assert told(plain("chdir", 0x1000, memory=b"none"), -errno.ENOENT, of) == [
        ("file", "/srv/none", "ENOENT")
    ]
    told(plain("chdir", 0x1000, memory=b"pages"), 0, of)
    assert told(at("b"), 6, of) == [("file", "/srv/pages/b", "")]
    assert told(plain("fchdir", 5), 0, of) == []
    assert told(plain("execve", 0x1000, memory=b"./tool"), 0, of) == [
        ("executes", "/srv/a/./tool", "")
    ]
    child = of.copy()
    told(plain("chdir", 0x1000, memory=b"/"), 0, child)
    assert told(at("c"), 7, child) == [("file", "/c", "")]
    assert told(at("c"), 7, of) == [("file", "/srv/a/c", "")]


def test_of_a_folder_whose_entries_are_read_the_name_is_told() -> None:
    of = Descriptors()
    told(at("/srv"), 5, of)
    assert told(plain("getdents64", 5), 48, of) == [("lists", "/srv", "")]
    assert told(plain("getdents64", 9), 48, of) == []


def test_an_open_file_that_is_looked_at_is_no_new_name() -> None:
    assert told(at("", 5, "newfstatat"), 0, Descriptors()) == []


def test_an_execution_is_told_as_one() -> None:
    call = plain("execve", 0x1000, 0, 0, memory=b"/bin/absent")
    assert told(call, -errno.ENOENT, Descriptors()) == [("executes", "/bin/absent", "ENOENT")]


def test_tcp_is_listened_at_from_listen_on() -> None:
    of = made(socket.SOCK_STREAM)
    assert told(inet("bind", 3, 80, "10.0.0.1"), 0, of) == []
    assert told(plain("listen", 3, 128, 0), 0, of) == [("listens", "tcp 10.0.0.1:80", "")]


def test_an_address_that_cannot_be_had_is_told_at_once() -> None:
    of = made(socket.SOCK_STREAM)
    expected = [("listens", "tcp 127.0.0.1:80", "EACCES")]
    assert told(inet("bind", 3, 80), -errno.EACCES, of) == expected


def test_udp_hears_as_soon_as_it_is_bound() -> None:
    of = made(socket.SOCK_DGRAM)
    assert told(inet("bind", 3, 53), 0, of) == [("listens", "udp 127.0.0.1:53", "")]


def test_a_number_that_is_given_to_another_socket_means_that_one() -> None:
    of = made(socket.SOCK_STREAM)
    told(inet("bind", 3, 80), 0, of)
    told(plain("socket", socket.AF_INET, socket.SOCK_DGRAM, 0), 3, of)
    assert told(plain("listen", 3, 128, 0), 0, of) == []
    assert told(inet("connect", 3, 53), 0, of) == [("connects", "udp 127.0.0.1:53", "")]


def test_a_connection_that_had_to_wait_is_told_with_what_became_of_it() -> None:
    of = made(socket.SOCK_STREAM)
    waiting = told(inet("connect", 3, 80), -errno.EINPROGRESS, of)
    assert waiting == [("connects", "tcp 127.0.0.1:80", "EINPROGRESS")]
    refused = struct.pack("=i", errno.ECONNREFUSED)
    answer = told(plain("getsockopt", 3, 1, 4, memory=refused), 0, of)
    assert answer == [("connects", "tcp 127.0.0.1:80", "ECONNREFUSED")]
    assert told(plain("getsockopt", 3, 1, 4, memory=bytes(4)), 0, of) == []


def test_a_socket_made_out_of_sight_is_told_by_its_address() -> None:
    raw = struct.pack("=H", socket.AF_UNIX) + b"/run/x.sock\0"
    call = plain("connect", 9, 0x1000, 14, memory=raw)
    expected = [("connects", "unix /run/x.sock", "ENOENT")]
    assert told(call, -errno.ENOENT, Descriptors()) == expected
    assert told(inet("connect", 9, 80), 0, Descriptors()) == [("connects", "ip 127.0.0.1:80", "")]


def test_a_new_process_has_its_parents_descriptors_and_then_its_own() -> None:
    of = made(socket.SOCK_STREAM)
    child = of.copy()
    told(plain("socket", socket.AF_INET, socket.SOCK_DGRAM, 0), 3, child)
    assert told(inet("connect", 3, 80), 0, child)[0][1] == "udp 127.0.0.1:80"
    assert told(inet("connect", 3, 80), 0, of)[0][1] == "tcp 127.0.0.1:80"


def test_an_interrupted_call_says_nothing() -> None:
    assert told(at("/x"), -ERESTARTSYS, Descriptors()) == []


def test_a_name_that_cannot_be_read_is_none() -> None:
    call = plain("openat", AT_FDCWD, 0x1000, 0, memory=None)
    assert told(call, -errno.EFAULT, Descriptors()) == []


def test_an_error_that_has_no_name_is_told_by_its_number() -> None:
    assert told(at("/x"), -4000, Descriptors()) == [("file", "/x", "errno 4000")]


def test_names_are_told_once_and_again_with_another_error() -> None:
    folded = Folded()
    there: Name = ("file", "/x", "")
    gone: Name = ("file", "/x", "ENOENT")
    assert folded.new([gone]) == [gone]
    assert folded.new([gone, there]) == [there]
    assert folded.new([there, gone]) == []
    assert list(folded.seen) == [gone, there]


def test_a_program_that_makes_up_names_is_not_listened_to_for_ever() -> None:
    folded = Folded(most=2)
    names: list[Name] = [("file", f"/{number}", "") for number in range(3)]
    assert folded.new(names[:2]) == names[:2]
    assert not folded.full
    assert folded.new(names) == []
    assert folded.full


def test_an_outcome_takes_the_place_of_the_wait_for_it() -> None:
    waits: Name = ("connects", "tcp 127.0.0.1:80", "EINPROGRESS")
    refused: Name = ("connects", "tcp 127.0.0.1:80", "ECONNREFUSED")
    other: Name = ("file", "/x", "")
    assert settled([waits, other, refused]) == [refused, other]
    assert settled([waits, other]) == [waits, other]
