"""What a new file takes over, and what is said of what it cannot."""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path

import pytest

from slimgo.gopack.capabilities import in_words
from slimgo.gopack.carry import carry
from slimgo.gopack.files import write

NET_RAW = struct.pack("<5I", 0x02000001, 1 << 13, 0, 0, 0)


def copied(source: Path, to: Path) -> tuple[str, ...]:
    return write(to, b"new", source.stat().st_mode & 0o777, lambda _: None, source)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(b"old")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o4755, 0o2711, 0o6750])
def test_permissions_and_special_bits_are_kept(source, tmp_path, mode) -> None:
    source.chmod(mode)
    assert copied(source, tmp_path / "new") == ()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == mode


@pytest.mark.parametrize(
    ("mode", "words"),
    [(0o4755, "setuid was"), (0o2755, "setgid was"), (0o6755, "setuid and setgid was")],
)
def test_a_special_bit_that_another_owner_would_have_is_said(
    source, tmp_path, monkeypatch, mode, words
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    source.chmod(mode)
    monkeypatch.setattr(os, "fchown", refuse)
    (line,) = copied(source, tmp_path / "a new one")
    assert line.startswith(f"{words} not kept")
    assert f"sudo chmod {mode:o} '{tmp_path}/a new one'" in line
    assert stat.S_IMODE((tmp_path / "a new one").stat().st_mode) == 0o755


@pytest.fixture
def attributes(monkeypatch) -> dict[str, bytes]:
    """What a file has, wherever the tests run; only `user.` may be set."""
    found: dict[str, bytes] = {}

    def put(_: int, name: str, value: bytes) -> None:
        if not name.startswith("user."):
            raise PermissionError(1, "Operation not permitted")
        found[f"new {name}"] = value

    monkeypatch.setattr(os, "listxattr", lambda _: list(found))
    monkeypatch.setattr(os, "getxattr", lambda _, name: found[name])
    monkeypatch.setattr(os, "setxattr", put)
    return found


def test_extended_attributes_are_kept(source, tmp_path, attributes) -> None:
    attributes["user.note"] = b"mine"
    assert copied(source, tmp_path / "new") == ()
    assert attributes["new user.note"] == b"mine"


def test_what_may_not_be_set_is_said_with_what_to_type(source, tmp_path, attributes) -> None:
    attributes |= {"security.capability": NET_RAW, "trusted.note": b"\1\2"}
    capabilities, note = copied(source, tmp_path / "new")
    assert capabilities.startswith("file capabilities were not kept: Operation not permitted")
    assert capabilities.endswith(f"→ sudo setcap cap_net_raw=ep {tmp_path}/new")
    assert note.endswith(f"→ sudo setfattr -n trusted.note -v 0x0102 {tmp_path}/new")


def test_a_signature_of_the_bytes_is_not_copied_but_said(source, tmp_path, attributes) -> None:
    attributes |= {"security.ima": b"sum", "security.selinux": b"a label of the policy's"}
    (line,) = copied(source, tmp_path / "new")
    assert line.startswith("security.ima was not kept")


def test_a_file_system_without_attributes_is_no_trouble(source, tmp_path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "listxattr", refuse)
    with (tmp_path / "new").open("wb") as file:
        assert carry(source, file.fileno(), tmp_path / "new") == ()


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        (NET_RAW, "cap_net_raw=ep"),
        (struct.pack("<5I", 0x02000000, 0b11, 0, 0, 0), "cap_chown,cap_dac_override=p"),
        (struct.pack("<5I", 0x02000001, 1, 2, 0, 0), "'cap_chown=ep cap_dac_override=ei'"),
        (struct.pack("<6I", 0x03000001, 0, 0, 1 << 7, 0, 0), "cap_bpf=ep"),
        (struct.pack("<5I", 0x02000001, 0, 0, 1 << 31, 0), ""),
        (struct.pack("<5I", 0x04000001, 1, 0, 0, 0), ""),
        (b"\1", ""),
    ],
)
def test_capabilities_are_told_as_setcap_takes_them(attribute: bytes, words: str) -> None:
    assert in_words(attribute) == words
