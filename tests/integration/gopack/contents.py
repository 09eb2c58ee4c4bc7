"""Contents for the decoders' tests: from a seed, of many kinds, most of them small."""

from __future__ import annotations

import random
from collections.abc import Callable

_WORDS = [
    word.encode()
    for word in "runtime.gopanic sync.(*Mutex).Lock the of and func return error %s: nil "
    "interface type main.main net/http.(*conn).serve value 0x0 \n\t { } , . ".split(" ")
]
_INSTRUCTIONS = (
    b"\x48\x8b\x44\x24",
    b"\x48\x89\x44\x24",
    b"\xe8",
    b"\x48\x8d\x05",
    b"\x0f\x1f\x40\x00",
    b"\x49\x3b\x66\x10\x76",
    b"\xc3\xcc\xcc\xcc",
)


def content(rng: random.Random) -> bytes:
    """A content of up to a million bytes, though seldom more than a few thousand."""
    most = rng.choices((0, 1, 64, 2_000, 20_000, 200_000, 1 << 20), (2, 2, 20, 45, 28, 2.6, 0.4))[0]
    size = rng.randint(most // 2, most) if most > 1 else most
    pieces: list[bytes] = []
    left = size
    while left > 0:
        kind = rng.choice(_KINDS)
        piece = kind(rng, min(left, rng.choice((left, left // 2 + 1, rng.randint(1, left)))))[:left]
        pieces.append(piece)
        left -= len(piece)
        if left and rng.random() < 0.4:  # what was there before comes again
            pieces.append(rng.choice(pieces)[:left])
            left -= len(pieces[-1])
    return b"".join(pieces)


def _noise(rng: random.Random, size: int) -> bytes:
    return rng.randbytes(size)


def _run(rng: random.Random, size: int) -> bytes:
    return rng.randbytes(1) * size


def _echo(rng: random.Random, size: int) -> bytes:
    """Many literals, then one long match: the most bits that a sequence can ask for."""
    return rng.randbytes(size // 2 + 1) * 2


def _skewed(rng: random.Random, size: int) -> bytes:
    """A few symbols, some much more often than others: for Huffman codes of all lengths."""
    symbols, table = rng.randbytes(rng.randint(2, 200)), bytearray()
    share = rng.choice((2, 10, 60))
    for symbol in symbols:
        table += bytes([symbol]) * rng.randint(1, 1 + max(256 - len(table), 0) // share)
    return rng.randbytes(size).translate(bytes(table[:256].ljust(256, symbols[:1])))


def _few(rng: random.Random, size: int) -> bytes:
    """The lowest symbols, all as often."""
    mask = rng.choice((1, 3, 7, 15, 63))
    return rng.randbytes(size).translate(bytes(i & mask for i in range(256)))


def _words(rng: random.Random, size: int) -> bytes:
    return b" ".join(rng.choices(_WORDS, k=size // 5 + 1))


def _code(rng: random.Random, size: int) -> bytes:
    few = [rng.choice(_INSTRUCTIONS) + rng.randbytes(rng.choice((0, 1, 4))) for _ in range(60)]
    return b"".join(rng.choices(few, k=size // 5 + 1))


def _periodic(rng: random.Random, size: int) -> bytes:
    """A short pattern over and over, with a byte changed now and then."""
    pattern = rng.randbytes(rng.choice((1, 2, 3, 5, 7, 8, 9, 15, 16, 17, rng.randint(1, 70))))
    made = bytearray(pattern * (size // len(pattern) + 1))
    for _ in range(rng.randint(0, size // 50)):
        made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def _records(rng: random.Random, size: int) -> bytes:
    """Numbers that count up beside others that stay: the same few offsets alternate."""
    width = rng.randint(2, 12)
    still = rng.randbytes(width)
    step = rng.choice((1, 3, 16, 255))
    return b"".join(
        (i * step % 0x10000).to_bytes(2, "little") + still[: rng.choice((width, width - 1))]
        for i in range(size // (width + 2) + 1)
    )


_KINDS: tuple[Callable[[random.Random, int], bytes], ...] = (
    _noise,
    _run,
    _echo,
    _skewed,
    _skewed,
    _few,
    _words,
    _code,
    _periodic,
    _records,
)
