/* Sixteen bytes at a time. The plain loops are for machines without SSE2, where programs for amd64
 * are only proven, never started. */
#pragma once

#include "gopack.h"

#if defined(__SSE2__)
#include <emmintrin.h>

typedef __m128i bytes16;

INLINE bytes16 load_bytes16(const u8 *from) { return _mm_loadu_si128((const bytes16 *)from); }
INLINE void store_bytes16(u8 *to, bytes16 v) { _mm_storeu_si128((bytes16 *)to, v); }

/* Their sum, in two halves that add_sums and whole_sum know. */
INLINE bytes16 sums_of(bytes16 v) { return _mm_sad_epu8(v, _mm_setzero_si128()); }
INLINE bytes16 add_sums(bytes16 a, bytes16 b) { return _mm_add_epi32(a, b); }
INLINE u32 whole_sum(bytes16 v)
{
    return (u32)_mm_cvtsi128_si32(_mm_add_epi32(v, _mm_srli_si128(v, 8)));
}

/* Of each byte the sum with all before it. */
INLINE bytes16 running_sums(bytes16 v)
{
    v = _mm_add_epi8(v, _mm_slli_si128(v, 1));
    v = _mm_add_epi8(v, _mm_slli_si128(v, 2));
    v = _mm_add_epi8(v, _mm_slli_si128(v, 4));
    return _mm_add_epi8(v, _mm_slli_si128(v, 8));
}

INLINE bytes16 all_bytes(u32 byte) { return _mm_set1_epi8((char)byte); }
INLINE bytes16 low_halves(bytes16 v) { return _mm_and_si128(v, all_bytes(15)); }
INLINE bytes16 high_halves(bytes16 v) { return low_halves(_mm_srli_epi16(v, 4)); }
INLINE bytes16 add_bytes(bytes16 a, bytes16 b) { return _mm_add_epi8(a, b); }

/* A bit for each byte: its highest; whether it equals that of the other; whether it is no larger. */
INLINE u32 highest_bits(bytes16 v) { return (u32)_mm_movemask_epi8(v); }
INLINE u32 equal_bits(bytes16 a, bytes16 b) { return highest_bits(_mm_cmpeq_epi8(a, b)); }
INLINE u32 no_larger_bits(bytes16 a, bytes16 b) { return equal_bits(_mm_min_epu8(a, b), a); }

/* Each byte, added to a number, as a word. */
INLINE void store_words(u32 *to, bytes16 v, u32 base)
{
    bytes16 zero = _mm_setzero_si128(), add = _mm_set1_epi32((int)base);
    bytes16 halves[] = {_mm_unpacklo_epi8(v, zero), _mm_unpackhi_epi8(v, zero)};
    for (int i = 0; i < 2; i++, to += 8) {
        store_bytes16((u8 *)to, _mm_add_epi32(_mm_unpacklo_epi16(halves[i], zero), add));
        store_bytes16((u8 *)(to + 4), _mm_add_epi32(_mm_unpackhi_epi16(halves[i], zero), add));
    }
}

#else

typedef u8 bytes16 __attribute__((vector_size(16), aligned(1)));

INLINE bytes16 load_bytes16(const u8 *from)
{
    bytes16 v;
    __builtin_memcpy(&v, from, 16);
    return v;
}

INLINE void store_bytes16(u8 *to, bytes16 v) { __builtin_memcpy(to, &v, 16); }

INLINE bytes16 sums_of(bytes16 v)
{
    u32 low = 0, high = 0;
    for (int i = 0; i < 8; i++) {
        low += v[i];
        high += v[i + 8];
    }
    bytes16 sums = {0};
    __builtin_memcpy(&sums, &low, 4);
    __builtin_memcpy((u8 *)&sums + 8, &high, 4);
    return sums;
}

INLINE bytes16 add_sums(bytes16 a, bytes16 b)
{
    for (int i = 0; i < 16; i += 4)
        store32((u8 *)&a + i, load32((u8 *)&a + i) + load32((u8 *)&b + i));
    return a;
}

INLINE u32 whole_sum(bytes16 v) { return load32(&v) + load32((u8 *)&v + 8); }

INLINE bytes16 running_sums(bytes16 v)
{
    for (int i = 1; i < 16; i++)
        v[i] = (u8)(v[i] + v[i - 1]);
    return v;
}

INLINE bytes16 all_bytes(u32 byte)
{
    bytes16 v;
    for (int i = 0; i < 16; i++)
        v[i] = (u8)byte;
    return v;
}

INLINE bytes16 low_halves(bytes16 v) { return v & all_bytes(15); }
INLINE bytes16 high_halves(bytes16 v) { return v >> 4; }
INLINE bytes16 add_bytes(bytes16 a, bytes16 b) { return a + b; }

INLINE u32 highest_bits(bytes16 v)
{
    u32 bits = 0;
    for (int i = 0; i < 16; i++)
        bits |= (u32)(v[i] >> 7) << i;
    return bits;
}

INLINE u32 equal_bits(bytes16 a, bytes16 b)
{
    u32 bits = 0;
    for (int i = 0; i < 16; i++)
        bits |= (u32)(a[i] == b[i]) << i;
    return bits;
}

INLINE u32 no_larger_bits(bytes16 a, bytes16 b)
{
    u32 bits = 0;
    for (int i = 0; i < 16; i++)
        bits |= (u32)(a[i] <= b[i]) << i;
    return bits;
}

INLINE void store_words(u32 *to, bytes16 v, u32 base)
{
    for (int i = 0; i < 16; i++)
        to[i] = base + v[i];
}

#endif
