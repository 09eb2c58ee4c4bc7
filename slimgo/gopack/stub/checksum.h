/* XXH64 with seed 0, as its specification has it (github.com/Cyan4973/xxHash/blob/dev/doc). */
#pragma once

#include "gopack.h"

static const u64 PRIME_1 = 0x9e3779b185ebca87, PRIME_2 = 0xc2b2ae3d27d4eb4f,
                 PRIME_3 = 0x165667b19e3779f9, PRIME_4 = 0x85ebca77c2b2ae63,
                 PRIME_5 = 0x27d4eb2f165667c5;

INLINE u64 rotate(u64 v, int by) { return v << by | v >> (64 - by); }

INLINE u64 hash_round(u64 lane, u64 word) { return rotate(lane + word * PRIME_2, 31) * PRIME_1; }

INLINE u64 hash_merge(u64 hash, u64 lane)
{
    return (hash ^ hash_round(0, lane)) * PRIME_1 + PRIME_4;
}

static FIRST __attribute__((noinline)) u64 checksum(const u8 *at, u64 size)
{
    const u8 *end = at + size;
    u64 hash = PRIME_5;
    if (size >= 32) {
        u64 a = PRIME_1 + PRIME_2, b = PRIME_2, c = 0, d = -PRIME_1;
        for (; end - at >= 32; at += 32) {
            a = hash_round(a, load64(at));
            b = hash_round(b, load64(at + 8));
            c = hash_round(c, load64(at + 16));
            d = hash_round(d, load64(at + 24));
        }
        hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
        hash = hash_merge(hash_merge(hash_merge(hash_merge(hash, a), b), c), d);
    }
    hash += size;
    for (; end - at >= 8; at += 8)
        hash = rotate(hash ^ hash_round(0, load64(at)), 27) * PRIME_1 + PRIME_4;
    if (end - at >= 4) {
        hash = rotate(hash ^ load32(at) * PRIME_1, 23) * PRIME_2 + PRIME_3;
        at += 4;
    }
    for (; at < end; at++)
        hash = rotate(hash ^ *at * PRIME_5, 11) * PRIME_1;
    hash = (hash ^ hash >> 33) * PRIME_2;
    hash = (hash ^ hash >> 29) * PRIME_3;
    return hash ^ hash >> 32;
}
