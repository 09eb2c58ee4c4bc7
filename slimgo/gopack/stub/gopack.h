/* What every part of the stub may use: types, unaligned loads and stores, copies.
 *
 * The stub is freestanding, position independent and little endian. Each of its stages is one
 * translation unit (stub.c and joins.c include the parts), so everything here and in the parts is
 * static. */
#pragma once

#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t i8;
typedef int16_t i16;
typedef int32_t i32;
typedef int64_t i64;
typedef uintptr_t word; /* as wide as an address */

#define COLD __attribute__((noinline, cold, minsize)) /* runs once: small before fast */
#define HOT __attribute__((noinline, hot)) /* fast, also when what calls it is COLD */
#define FIRST __attribute__((section(".text.first"))) /* there even in a file cut off early */
#define INLINE static inline __attribute__((always_inline))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

INLINE u32 load16(const void *from) { u16 v; __builtin_memcpy(&v, from, 2); return v; }
INLINE u32 load32(const void *from) { u32 v; __builtin_memcpy(&v, from, 4); return v; }
INLINE u64 load64(const void *from) { u64 v; __builtin_memcpy(&v, from, 8); return v; }
INLINE void store16(void *to, u32 v) { u16 w = (u16)v; __builtin_memcpy(to, &w, 2); }
INLINE void store32(void *to, u32 v) { __builtin_memcpy(to, &v, 4); }
INLINE void store64(void *to, u64 v) { __builtin_memcpy(to, &v, 8); }

/* Sixteen bytes at once; both sides may overlap only if `to` is sixteen or more behind. */
typedef u64 block16 __attribute__((vector_size(16), aligned(1), may_alias));
INLINE void copy16(void *to, const void *from) { *(block16 *)to = *(const block16 *)from; }

/* Copies also where `to` is below `from` and both overlap; writes `n` bytes, not one more. What is no
 * whole block is copied by two that overlap, because the end of a loop would be guessed wrong. */
static __attribute__((noinline, minsize)) void copy(u8 *to, const u8 *from, u64 n)
{
    if (n >= 16) {
        block16 last = *(const block16 *)(from + n - 16);
        u8 *end = to + n - 16;
        for (; to < end; to += 16, from += 16)
            copy16(to, from);
        *(block16 *)end = last;
    } else if (n >= 4) {
        u64 half = n >= 8 ? 4 : 0;
        u32 words[] = {load32(from), load32(from + half), load32(from + n - 4 - half),
                       load32(from + n - 4)};
        store32(to, words[0]);
        store32(to + half, words[1]);
        store32(to + n - 4 - half, words[2]);
        store32(to + n - 4, words[3]);
    } else if (n) {
        u8 bytes[] = {from[0], from[n / 2], from[n - 1]};
        to[0] = bytes[0];
        to[n / 2] = bytes[1];
        to[n - 1] = bytes[2];
    }
}

/* Unsigned LEB128, as in Go's tables: seven bits a byte, the lowest first. */
INLINE u32 read_varint(const u8 **at)
{
    const u8 *p = *at;
    u32 v = *p++;
    if (UNLIKELY(v & 128)) {
        u32 shift = 7;
        v &= 127;
        u32 c;
        do {
            c = *p++;
            v |= (c & 127) << shift;
            shift += 7;
        } while (c & 128);
    }
    *at = p;
    return v;
}

INLINE u8 *write_varint(u8 *to, u32 v)
{
    for (; v >= 128; v >>= 7)
        *to++ = (u8)(v | 128);
    *to++ = (u8)v;
    return to;
}

/* Two of them. Whether the first one takes one byte or two would be guessed wrong one time in three:
 * so it is no branch. May write two bytes too many. */
INLINE u8 *write_two_varints(u8 *to, u32 v, u32 w)
{
    if (UNLIKELY((v | w << 7) >= 1 << 14 || w >= 1 << 25))
        return write_varint(write_varint(to, v), w);
    u32 two = v > 127;
    store16(to, v + (v & 0x3f80) + (two << 7));
    to += 2 + two;
    to[-1] = (u8)w;
    return to;
}

INLINE i32 unzigzag(u32 v) { return (i32)(v >> 1) ^ -(i32)(v & 1); }
INLINE u32 zigzag(i32 v) { return ((u32)v << 1) ^ (u32)(v >> 31); }
