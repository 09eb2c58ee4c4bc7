"""Reads tars without trust.

The standard library's tarfile is not used: it takes a broken header for the end of the tar.
Formats: POSIX pax interchange format (IEEE Std 1003.1, pax), and GNU's long names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

CHUNK = 1 << 20
_BLOCK = 512
_LARGEST_EXTENSION = 1 << 20
_MOST_MEMBERS = 100_000
_LATEST = 1 << 34
"""Of a time: the last that ext4 keeps, in the year 2446 (docs.kernel.org, filesystems/ext4)."""
_MOST_DIGITS = 19
"""Less than 2**63."""
_CAPABILITIES = "security.capability"
"""The extended attribute in which they are kept."""


class Broken(ValueError):
    """The bytes are not what they should be; says in a few words why."""


class Source(Protocol):
    def read(self, size: int, /) -> bytes:
        """At most size bytes; none at the end only."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One entry of a tar."""

    name: str
    kind: str
    """`file`, `directory`, `symlink`, `hardlink` or `other`."""
    size_bytes: int
    mode: int
    uid: int
    gid: int
    link: str
    mtime: int = 0
    """Seconds since 1970; 0 for a time before."""
    capabilities: bool = False
    """Whether it has file capabilities, capabilities(7)."""


class Content:
    """The bytes of one member; what is left of them is skipped when the next is asked for."""

    def __init__(self, source: Source, size_bytes: int) -> None:
        self._source = source
        self.left = size_bytes

    def read(self, size: int = CHUNK, /) -> bytes:
        chunk = self._source.read(min(size, self.left))
        if not chunk and self.left and size:
            raise Broken("it is cut off")
        self.left -= len(chunk)
        return chunk


def members(source: Source) -> Iterator[tuple[Member, Content]]:
    """The entries in order. Raises Broken at the first error, also in what follows the end."""
    extension: dict[str, str] = {}
    count = 0
    while block := _exactly(source, _BLOCK):
        if not any(block):
            _only_zeros(source)
            return
        count += 1
        if count > _MOST_MEMBERS:
            raise Broken(f"it has more than {_MOST_MEMBERS:,} entries")
        kind = block[156:157]
        if kind in b"xgLK":
            size = _number(block[124:136])
            if size > _LARGEST_EXTENSION:
                raise Broken("an entry's name is absurdly long")
            _verify(block)
            body = _exactly(source, size + _padding(size))
            if len(body) < size:
                raise Broken("it is cut off")
            if kind != b"g":  # global headers hold comments; docker ignores them too
                extension |= _extension(kind, body[:size])
            continue
        member = _member(block, extension)
        extension = {}
        content = Content(source, member.size_bytes)
        yield member, content
        while content.read():
            pass
        _exactly(source, _padding(member.size_bytes))


def _padding(size_bytes: int) -> int:
    """How many bytes fill the last block of so many."""
    return -size_bytes % _BLOCK


def _exactly(source: Source, size: int) -> bytes:
    """So many bytes, or none where the source has ended."""
    parts = []
    left = size
    while left and (part := source.read(left)):
        parts.append(part)
        left -= len(part)
    if left and left != size:
        raise Broken("it is cut off")
    return b"".join(parts)


def _only_zeros(source: Source) -> None:
    while rest := source.read(CHUNK):
        if rest.strip(b"\0"):
            raise Broken("something stands behind its end")


def _verify(block: bytes) -> None:
    if _number(block[148:156]) != sum(block[:148]) + sum(block[156:]) + 8 * 0x20:
        raise Broken("a header's checksum is wrong")


def _member(block: bytes, extension: dict[str, str]) -> Member:
    _verify(block)
    # where an extension names it, the field may be cut off in the middle of a character
    name = extension["path"] if "path" in extension else _name(block)
    kinds = {b"0": "file", b"\0": "file", b"7": "file", b"1": "hardlink", b"2": "symlink"}
    kinds |= {b"3": "other", b"4": "other", b"5": "directory", b"6": "other"}
    kind = kinds.get(block[156:157])
    if kind is None or any(key.startswith("GNU.sparse") for key in extension):
        raise Broken(f"{name!r} is of an unknown kind")
    if kind == "file" and name.endswith("/"):
        kind = "directory"
    size = _decimal(extension, "size", _number(block[124:136]))
    return Member(
        name=name,
        kind=kind,
        size_bytes=size if kind == "file" else 0,
        mode=_number(block[100:108]) & 0o7777,
        uid=_decimal(extension, "uid", _number(block[108:116])),
        gid=_decimal(extension, "gid", _number(block[116:124])),
        link=extension["linkpath"] if "linkpath" in extension else _text(block[157:257]),
        mtime=_seconds(extension, _number(block[136:148])),
        capabilities=_CAPABILITIES in extension,
    )


def _name(block: bytes) -> str:
    name = _text(block[:100])
    if block[257:263] == b"ustar\0" and (prefix := _text(block[345:500])):
        return f"{prefix}/{name}"
    return name


def _extension(kind: bytes, body: bytes) -> dict[str, str]:
    if kind != b"x":
        return {"path" if kind == b"L" else "linkpath": _text(body)}
    records = {}
    while body:
        length, _, _ = body.partition(b" ")
        if not length.isdigit() or not len(length) < int(length[:9]) <= len(body):
            raise Broken("a pax header is malformed")
        record, body = body[: int(length)], body[int(length) :]
        key, equals, value = record[len(length) + 1 :].partition(b"=")
        if not equals or not value.endswith(b"\n"):
            raise Broken("a pax header is malformed")
        if not key.startswith((b"SCHILY.xattr.", b"LIBARCHIVE.xattr.")):  # binary values
            records[_utf8(key)] = _utf8(value[:-1])
        elif key.endswith(_CAPABILITIES.encode()):
            records[_CAPABILITIES] = ""
    return records


def _seconds(extension: dict[str, str], otherwise: int) -> int:
    """A pax header's time may have a fraction, or lie before 1970."""
    text = extension.get("mtime")
    if text is None:
        return min(otherwise, _LATEST)
    whole = text.partition(".")[0]
    if whole.startswith("-"):
        return 0
    if not (whole.isascii() and whole.isdecimal() and len(whole) < _MOST_DIGITS):
        raise Broken("a pax header's mtime is no number")
    return min(int(whole), _LATEST)


def _decimal(extension: dict[str, str], key: str, otherwise: int) -> int:
    text = extension.get(key)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < _MOST_DIGITS):
        raise Broken(f"a pax header's {key} is no number")
    return int(text)


def _number(raw: bytes) -> int:
    """Octal digits, or GNU's base 256, which the first bit marks."""
    if raw[0] == 0x80:  # noqa: PLR2004
        return int.from_bytes(raw[1:], "big")
    text = raw.strip(b" \0") or b"0"
    if not all(byte in b"01234567" for byte in text):
        raise Broken("a header holds no number where one should be")
    return int(text, 8)


def _text(raw: bytes) -> str:
    return _utf8(raw.partition(b"\0")[0])


def _utf8(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Broken(f"the name {raw!r} is not UTF-8") from None
    if "\0" in text:
        raise Broken(f"the name {raw!r} holds a zero byte")
    return text
