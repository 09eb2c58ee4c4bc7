/* Tables of numbers that Go's packages carry and that follow from a definition: powers of ten
 * (strconv), AES rounds (crypto/aes), roots of unity (ML-DSA), multiples on P-256. They look random
 * to a compressor; filters/computed.py tells where they were, and they are computed again. */
#pragma once

#include "gopack.h"
#include "program.h"
#if POINTER == 8
#include "computed_p256.h"
#else /* Go has that table for machines of 64 bits only */
INLINE void join_p256(u8 *table) { (void)table; }
#endif

/* The header's numbers: image offsets, 0 for a table that is not there. */
enum { PLACE_P256, PLACE_POWERS_DOWN, PLACE_POWERS_UP, PLACE_AES_ROUNDS, PLACE_AES_BOX,
       PLACE_AES_UNBOX, PLACE_ML_DSA, PLACES };

/* One power of ten from its 256-bit mantissa, lowest word first. Down: 128 bits, cut off, the lower
 * 64 first. Up: {high, low} with high * 2^64 - low the 128 bits, rounded up. */
static COLD void put_power(u8 *to, const u32 *m, int up)
{
    u64 high = load64(m + 6), low = load64(m + 4);
    if (!up) {
        store64(to, low);
        store64(to + 8, high);
        return;
    }
    int more = (load64(m) | load64(m + 2)) != 0;
    store64(to, high + (more || low));
    store64(to + 8, more ? ~low : -low);
}

/* 10^-348 to 10^347. Mantissas have their highest bit set; 256 bits of them, always cut off, stay
 * near enough for 128. Halves and doubles cost nothing, so it is fives that are multiplied. */
static COLD void join_powers(u8 *table, int up)
{
    u32 m[8] = { [7] = 1u << 31 };
    u8 *one = table + 348 * 16;
    for (u8 *to = one; to < one + 348 * 16; to += 16) {
        put_power(to, m, up);
        u64 carry = 0;
        for (int i = 0; i < 8; i++) {
            carry += (u64)m[i] * 5;
            m[i] = (u32)carry;
            carry >>= 32;
        }
        int shift = carry < 4 ? 2 : 3;
        for (int i = 7; i >= 0; i--) {
            carry = carry << 32 | m[i];
            m[i] = (u32)(carry >> shift);
        }
    }
    for (int i = 0; i < 8; i++)
        m[i] = i == 7 ? 1u << 31 : 0;
    for (u8 *to = one; to > table;) {
        int shift = m[7] < 5u << 29 ? 3 : 2;
        u64 rest = m[7] >> (32 - shift);
        for (int i = 7; i >= 0; i--) {
            rest = rest << 32 | (u32)((m[i] << shift) | (i ? m[i - 1] >> (32 - shift) : 0));
            m[i] = (u32)(rest / 5);
            rest %= 5;
        }
        put_power(to -= 16, m, up);
    }
}

/* Twice a in AES's field of 256 elements. */
INLINE u32 aes_twice(u32 a) { return (a << 1 ^ (a >> 7) * 0x11b) & 255; }

/* The S-box and its inverse, FIPS 197 5.1.1: p runs through the powers of 3, q through their
 * inverses. Then, if wanted, the tables of the rounds: a column each, in its four rotations. */
static COLD void join_aes(u8 *rounds, u8 *box, u8 *unbox)
{
    u8 q = 1;
    u32 p = 1;
    do {
        p ^= aes_twice(p);
        q ^= (u8)(q << 1);
        q ^= (u8)(q << 2);
        q ^= (u8)(q << 4);
        q ^= q & 128 ? 9 : 0;
        u32 twin = q * 0x101u;
        u8 s = (u8)(0x63 ^ q ^ twin >> 7 ^ twin >> 6 ^ twin >> 5 ^ twin >> 4);
        box[p] = s;
        unbox[s] = (u8)p;
    } while (p != 1);
    box[0] = 0x63;
    unbox[0x63] = 0;
    if (!rounds)
        return;
    for (u32 i = 0; i < 256; i++) {
        u32 a = box[i], twice = aes_twice(a), c = unbox[i];
        u32 c2 = aes_twice(c), c4 = aes_twice(c2), c8 = aes_twice(c4);
        u32 to = twice << 24 | a << 16 | a << 8 | (twice ^ a);
        u32 back = (c8 ^ c4 ^ c2) << 24 | (c8 ^ c) << 16 | (c8 ^ c4 ^ c) << 8 | (c8 ^ c2 ^ c);
        for (u32 k = 0; k < 4; k++, to = to >> 8 | to << 24, back = back >> 8 | back << 24) {
            store32(rounds + 1024 * k + 4 * i, to);
            store32(rounds + 1024 * (k + 4) + 4 * i, back);
        }
    }
}

/* Powers of 1753 modulo ML-DSA's prime (FIPS 204, appendix B), times 2^32, in the order of their
 * exponents' reversed bits. */
static COLD void join_ml_dsa(u8 *table)
{
    u32 power = 4193792;
    for (u32 k = 0; k < 256; k++) {
        u32 reversed = 0;
        for (u32 bit = 0; bit < 8; bit++)
            reversed |= (k >> bit & 1) << (7 - bit);
        store32(table + 4 * reversed, power);
        power = (u32)((u64)power * 1753 % 8380417);
    }
}

/* Writes the tables into the image; independent of all else that is written there. */
static COLD void join_computed(u8 *image, const u32 *at)
{
    u8 box[256], unbox[256];
    if (at[PLACE_P256])
        join_p256(image + at[PLACE_P256]);
    for (int up = 0; up < 2; up++)
        if (at[PLACE_POWERS_DOWN + up])
            join_powers(image + at[PLACE_POWERS_DOWN + up], up);
    join_aes(at[PLACE_AES_ROUNDS] ? image + at[PLACE_AES_ROUNDS] : 0,
             at[PLACE_AES_BOX] ? image + at[PLACE_AES_BOX] : box,
             at[PLACE_AES_UNBOX] ? image + at[PLACE_AES_UNBOX] : unbox);
    if (at[PLACE_ML_DSA])
        join_ml_dsa(image + at[PLACE_ML_DSA]);
}
