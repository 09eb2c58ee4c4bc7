"""Reading single tar entries: both formats' long names, links, owners, and what is none."""

from __future__ import annotations

import io
import tarfile

import pytest

from slimgo.oci.tar_reader import Broken, Member, members

LONG = "d/" + "é" * 100 + "/" + "x" * 120


class Trickle:
    """A source that gives less than it is asked for, as a pipe does."""

    def __init__(self, raw: bytes) -> None:
        self._raw = io.BytesIO(raw)

    def read(self, size: int, /) -> bytes:
        return self._raw.read(min(size, 100))


def read(raw: bytes) -> list[Member]:
    return [member for member, _ in members(Trickle(raw))]


def contents(raw: bytes) -> list[bytes]:
    found = []
    for _, content in members(Trickle(raw)):
        parts = []
        while part := content.read():
            parts.append(part)
        found.append(b"".join(parts))
    return found


def tar_of(*entries: tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=form) as tar:
        for entry in entries:
            tar.addfile(entry, io.BytesIO(b"y" * entry.size))
    return raw.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, **more: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type = kind
    for key, value in more.items():
        setattr(made, key, value)
    return made


def pax(*records: bytes) -> bytes:
    """A pax header with these records, a file behind it, and the end."""
    body = b"".join(records)
    head = entry("pax", b"x", size=len(body)).tobuf(tarfile.USTAR_FORMAT)
    file = entry("a", size=3).tobuf(tarfile.USTAR_FORMAT) + b"yyy".ljust(512, b"\0")
    return head + body.ljust(-(-len(body) // 512) * 512, b"\0") + file + bytes(1024)


def record(key: bytes, value: bytes) -> bytes:
    """Its length counts itself (pax, "Extended Header")."""
    tail = b" " + key + b"=" + value + b"\n"
    size = next(n for n in range(len(tail), len(tail) + 9) if n == len(tail) + len(str(n)))
    return str(size).encode() + tail


def block(**fields: bytes) -> bytes:
    """A file's header with other bytes in some fields, under a checksum that fits."""
    places = {"mode": 100, "uid": 108, "gid": 116, "size": 124, "kind": 156, "link": 157}
    places |= {"magic": 257, "prefix": 345}
    raw = bytearray(entry("a").tobuf(tarfile.USTAR_FORMAT))
    for name, value in fields.items():
        raw[places[name] : places[name] + len(value)] = value
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw)
    return bytes(raw) + bytes(1024)


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_and_links_are_read_in_both_formats(form: int) -> None:
    raw = tar_of(
        entry(LONG, size=600),
        entry("l", tarfile.SYMTYPE, linkname=LONG),
        entry("h", tarfile.LNKTYPE, linkname="a/b"),
        entry("after", size=1),
        form=form,
    )
    assert [(one.name, one.kind, one.link, one.size_bytes) for one in read(raw)] == [
        (LONG, "file", "", 600),
        ("l", "symlink", LONG, 0),
        ("h", "hardlink", "a/b", 0),
        ("after", "file", "", 1),
    ]
    assert contents(raw) == [b"y" * 600, b"", b"", b"y"]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_modes_and_owners_are_read_however_large(form: int) -> None:
    raw = tar_of(
        entry("a", uid=0o7654321, gid=0o1234567, mode=0o7654),
        entry("b", uid=2**31 + 1, gid=2**32 + 2, mode=0o107),
        form=form,
    )
    assert [(one.uid, one.gid, one.mode) for one in read(raw)] == [
        (0o7654321, 0o1234567, 0o7654),
        (2**31 + 1, 2**32 + 2, 0o107),
    ]


def test_every_kind_of_entry_is_told_apart() -> None:
    kinds = {
        b"0": "file",
        b"\0": "file",
        b"7": "file",
        b"1": "hardlink",
        b"2": "symlink",
        b"3": "other",
        b"4": "other",
        b"5": "directory",
        b"6": "other",
    }
    for byte, kind in kinds.items():
        (member,) = read(block(kind=byte))
        assert member.kind == kind
    with pytest.raises(Broken, match=r"^'a' is of an unknown kind$"):
        read(block(kind=b"8"))


def test_only_a_file_has_bytes_of_its_own() -> None:
    (member,) = read(block(kind=b"5", size=b"00000001000\0"))
    assert member.size_bytes == 0


def test_a_file_whose_name_ends_in_a_slash_is_a_folder() -> None:
    raw = bytearray(block())
    raw[1:2] = b"/"
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw[:512])
    assert [(one.name, one.kind) for one in read(bytes(raw))] == [("a/", "directory")]


def test_a_prefix_stands_before_the_name_in_ustar_only() -> None:
    assert read(block(prefix=b"p"))[0].name == "p/a"
    assert read(block(prefix=b"p", magic=b"ustar "))[0].name == "a"
    assert read(block(prefix=b"q" * 156))[0].name == "q" * 155 + "/a"


def test_a_name_may_fill_its_field() -> None:
    assert read(entry("n" * 100).tobuf(tarfile.USTAR_FORMAT))[0].name == "n" * 100


def test_a_link_may_fill_its_field() -> None:
    assert read(block(kind=b"2", link=b"l" * 100))[0].link == "l" * 100


def test_numbers_may_be_padded_by_blanks_or_left_out() -> None:
    (member,) = read(block(uid=b"    17 \0", gid=bytes(8), mode=b" 0644 \0\0"))
    assert (member.uid, member.gid, member.mode) == (0o17, 0, 0o644)


def test_a_pax_record_wins_over_the_header_and_counts_for_one_entry() -> None:
    raw = pax(record(b"path", b"b=c"), record(b"uid", b"7"), record(b"gid", b"8"))[:-1024]
    first, second = read(raw + block())
    assert (first.name, first.uid, first.gid, first.size_bytes) == ("b=c", 7, 8, 3)
    assert (second.name, second.uid) == ("a", 0)
    assert read(pax(record(b"size", b"2")))[0].size_bytes == 2


def test_extended_attributes_may_hold_any_bytes_and_are_passed_over() -> None:
    for key in (b"SCHILY.xattr.user.x", b"LIBARCHIVE.xattr.user.x"):
        assert read(pax(record(key, b"\xff\0"), record(b"path", b"b")))[0].name == "b"


def test_a_global_header_is_passed_over() -> None:
    head = entry("g", b"g", size=10).tobuf(tarfile.USTAR_FORMAT) + b"10 path=b\n".ljust(512, b"\0")
    assert [(one.name, one.link) for one in read(head + block())] == [("a", "")]


def test_an_entry_may_have_a_long_name_and_a_long_link() -> None:
    raw = tar_of(entry(LONG, tarfile.SYMTYPE, linkname=LONG[1:]), form=tarfile.GNU_FORMAT)
    assert [(one.name, one.link) for one in read(raw)] == [(LONG, LONG[1:])]


@pytest.mark.parametrize("size", [512, 1 << 20])
def test_an_extended_header_may_fill_its_blocks_and_its_limit(size: int) -> None:
    padded = record(b"path", b"n" * (size - len(str(size)) - len(" path=\n")))
    assert len(padded) == size
    assert read(pax(padded))[0].name.strip("n") == ""


def test_a_checksum_may_have_six_digits() -> None:
    raw = block(prefix="é".encode() * 77, link="é".encode() * 50)
    assert raw[148:149] != b"0"
    assert read(raw)[0].name == "é" * 77 + "/a"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (pax(b"x path=b\n"), "a pax header is malformed"),
        (pax(b"99 path=b\n"), "a pax header is malformed"),
        (pax(b"1 path=b\n"), "a pax header is malformed"),
        (pax(b"7 path\n"), "a pax header is malformed"),
        (pax(b"8 path=bc\n"), "a pax header is malformed"),
        (pax(b"9999999999999999999 path=b\n"), "a pax header is malformed"),
        (pax(record(b"path", b"\xff")), "the name b'\\xff' is not UTF-8"),
        (pax(record(b"path", b"a\0b")), "the name b'a\\x00b' holds a zero byte"),
        (pax(record(b"size", b"-1")), "a pax header's size is no number"),
        (pax(record(b"uid", "²".encode())), "a pax header's uid is no number"),
        (pax(record(b"gid", b"")), "a pax header's gid is no number"),
        (pax(record(b"uid", b"1" * 19)), "a pax header's uid is no number"),
        (pax(record(b"GNU.sparse.major", b"1")), "'a' is of an unknown kind"),
        (block(mode=b"0000x44\0"), "a header holds no number where one should be"),
        (block(mode=b"0000844\0"), "a header holds no number where one should be"),
        (block()[:-1025] + b"x" + bytes(1024), "a header's checksum is wrong"),
        (pax(b"8 path=b"), "a pax header is malformed"),
        (block(mode=b"X000644\0"), "a header holds no number where one should be"),
        (block(mode=b"00X0644\0"), "a header holds no number where one should be"),
        (block(kind=b"X"), "'a' is of an unknown kind"),
        (block(kind=b"x", size=b"10000000000\0"), "an entry's name is absurdly long"),
        (block(size=b"\x80\x01" + bytes(10)), "it is cut off"),
        (block() + b"X", "something stands behind its end"),
        (block()[:300], "it is cut off"),
        (tar_of(entry("a", size=3))[:514], "it is cut off"),
        (block(kind=b"x", size=b"00004000001\0"), "an entry's name is absurdly long"),
        (block(kind=b"x", size=b"00000001000\0")[:600], "it is cut off"),
        (block(kind=b"x", size=b"00000001000\0")[:512], "it is cut off"),
    ],
)
def test_what_is_no_entry_is_refused_by_name(raw: bytes, words: str) -> None:
    with pytest.raises(Broken) as caught:
        read(raw)
    assert str(caught.value) == words


def test_18_digits_are_a_number() -> None:
    assert read(pax(record(b"uid", b"1" * 18)))[0].uid == int("1" * 18)


def test_a_tar_may_end_without_its_zeros() -> None:
    assert [one.name for one in read(block()[:512])] == ["a"]
    assert read(b"") == []


def test_more_entries_than_anyone_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slimgo.oci.tar_reader._MOST_MEMBERS", 3)
    header = block()[:512]
    assert len(read(header * 3)) == 3
    with pytest.raises(Broken, match=r"^it has more than 3 entries$"):
        read(header * 4)
