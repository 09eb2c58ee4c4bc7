"""Tables of numbers that Go's packages carry, made anew from what defines them."""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterator

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_GENERATOR = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_WINDOWS, _POINTS = 43, 32


def _added(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """The sum of two points of P-256, neither the other's negative."""
    if a == b:
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, _P) % _P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, _P) % _P
    x = (slope * slope - a[0] - b[0]) % _P
    return x, (slope * (a[0] - x) - a[1]) % _P


@functools.cache
def p256() -> bytes:
    """Multiples 1 to 32 of the generator (FIPS 186-5), of 64 times it, and so on, 43 times.

    crypto/internal/fips140/nistec, p256PrecomputedEmbed: coordinates times 2^256 modulo p.
    """
    table = bytearray()
    base = _GENERATOR
    for _ in range(_WINDOWS):
        point = last = base
        for _ in range(_POINTS):
            table += b"".join((number * 2**256 % _P).to_bytes(32, "little") for number in point)
            last = point
            point = _added(point, base)
        base = _added(last, last)
    return bytes(table)


_POWERS = range(-348, 348)


def _mantissas() -> Iterator[tuple[int, bool]]:
    """128 bits of each power of ten, the highest one set, and whether there were more."""
    for power in _POWERS:
        above, below = 10 ** max(power, 0), 10 ** max(-power, 0)
        bits = above.bit_length() - below.bit_length()
        if above << max(-bits, 0) < below << max(bits, 0):
            bits -= 1
        shift = 127 - bits
        mantissa, rest = divmod(above << max(shift, 0), below << max(-shift, 0))
        yield mantissa, rest != 0


@functools.cache
def powers_down() -> bytes:
    """strconv's detailedPowersOfTen, until Go 1.25: {low, high}, rounded down."""
    return b"".join(mantissa.to_bytes(16, "little") for mantissa, _ in _mantissas())


@functools.cache
def powers_up() -> bytes:
    """internal/strconv's pow10Tab: {high, low}; high * 2^64 - low is rounded up."""
    table = bytearray()
    for mantissa, more in _mantissas():
        high = -(-(mantissa + more) >> 64)
        table += struct.pack("<2Q", high, (high << 64) - mantissa - more)
    return bytes(table)


def _times(a: int, b: int) -> int:
    """The product in AES's field (FIPS 197, 4.2)."""
    product = 0
    for bit in range(8):
        product ^= (b >> bit & 1) * a << bit
    for bit in reversed(range(8, 15)):
        product ^= (product >> bit & 1) * 0x11B << bit - 8
    return product


def _rotated(byte: int, by: int) -> int:
    return (byte * 0x101) >> (8 - by) & 255


@functools.cache
def aes_box() -> bytes:
    """crypto/aes' sbox0, FIPS 197, 5.1.1."""
    inverse = [0] * 256
    power, back = 1, 1
    for _ in range(255):
        inverse[power] = back
        power, back = _times(power, 3), _times(back, 0xF6)
    turns = ([_rotated(byte, by) for by in range(5)] for byte in inverse)
    return bytes(functools.reduce(lambda a, b: a ^ b, row, 0x63) for row in turns)


@functools.cache
def aes_unbox() -> bytes:
    """sbox1, its inverse."""
    return bytes(map(aes_box().index, range(256)))


@functools.cache
def aes_rounds() -> bytes:
    """te0 to te3 and td0 to td3: boxes times a column, in the column's four rotations."""
    table = bytearray()
    for box, column in ((aes_box(), (2, 1, 1, 3)), (aes_unbox(), (14, 9, 13, 11))):
        words = [bytes(_times(byte, factor) for factor in column) for byte in box]
        for turn in range(4):
            table += b"".join((word[4 - turn :] + word[: 4 - turn])[::-1] for word in words)
    return bytes(table)


@functools.cache
def ml_dsa() -> bytes:
    """ML-DSA's zetas (FIPS 204, appendix B), times 2^32 modulo its prime."""
    exponents = (int(f"{k:08b}"[::-1], 2) for k in range(256))
    prime = 8380417
    return struct.pack("<256I", *(pow(1753, e, prime) * 2**32 % prime for e in exponents))
