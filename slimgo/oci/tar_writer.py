"""Writes tar headers, the same bytes with every Python.

The standard library's tarfile is not used: what it writes may change with its version, and
with it every digest. Format: POSIX pax interchange format (IEEE Std 1003.1, pax).
"""

from __future__ import annotations

BLOCK = 512
_NAME_WIDTH = 100
_MAGIC = b"ustar\x0000"


def header(
    path: str,
    *,
    size_bytes: int = 0,
    mode: int = 0o644,
    uid: int = 0,
    gid: int = 0,
    mtime: int = 0,
    directory: bool = False,
    link: str = "",
) -> bytes:
    """One header block, behind a pax header only where a value does not fit into it.

    link: where a symbolic link leads; empty for a file or a folder.
    """
    name = path + "/" if directory else path
    records = {}
    raw_name, raw_link = name.encode(), link.encode()
    if len(raw_name) > _NAME_WIDTH or not name.isascii():
        records["path"] = name
        raw_name = name.encode("ascii", "replace")[:_NAME_WIDTH]
    if len(raw_link) > _NAME_WIDTH or not link.isascii():
        records["linkpath"] = link
        raw_link = link.encode("ascii", "replace")[:_NAME_WIDTH]
    fields = []
    for key, value, width in (
        ("mode", mode, 8),
        ("uid", uid, 8),
        ("gid", gid, 8),
        ("size", size_bytes, 12),
        ("mtime", mtime, 12),
    ):
        fits = value < 8 ** (width - 1)
        if not fits:
            records[key] = str(value)
        fields.append(b"%0*o\0" % (width - 1, value if fits else 0))
    kind = b"2" if link else b"5" if directory else b"0"
    block = _block(raw_name, b"".join(fields), kind, raw_link)
    if not records:
        return block
    body = b"".join(_record(key, value) for key, value in records.items())
    zeros = b"%0*o\0" % (7, 0o644) + b"%07o\0" % 0 * 2 + b"%011o\0" % len(body) + b"%011o\0" % 0
    return _block(b"pax", zeros, b"x") + body + padding(len(body)) + block


def padding(size_bytes: int) -> bytes:
    """What fills the last block of so many bytes."""
    return bytes(-size_bytes % BLOCK)


def _block(name: bytes, numbers: bytes, kind: bytes, link: bytes = b"") -> bytes:
    before = name.ljust(_NAME_WIDTH, b"\0") + numbers
    after = (
        kind + link.ljust(_NAME_WIDTH, b"\0") + _MAGIC + bytes(64) + b"%07o\0" % 0 * 2 + bytes(167)
    )
    return before + b"%06o\0 " % (sum(before) + sum(after) + 8 * 0x20) + after


def _record(key: str, value: str) -> bytes:
    tail = f" {key}={value}\n".encode()
    size = len(tail)
    while len(str(size)) + len(tail) != size:
        size = len(str(size)) + len(tail)
    return str(size).encode() + tail
