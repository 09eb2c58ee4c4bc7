/* The table of multiples of P-256's generator that crypto/internal/fips140/nistec embeds: for each
 * of 43 windows of six bits, 1 to 32 times the window's base, which is 64 times the last one's.
 *
 * No compressor can shrink its 88,064 bytes, but they follow from the curve (FIPS 186-5). A point
 * is (x, y), a number is four words in Montgomery form (times 2^256 modulo p), as in the table.
 * From n points of each window n more are made by adding the n-th to each; one inversion serves
 * for all windows (Montgomery's trick), and what waits for it stands where the points will be. */
#pragma once

#include "gopack.h"

enum { P256_WINDOWS = 43, P256_POINTS = 32, P256_POINT = 64 };

/* Places for numbers in the small programs below. Neighbours stand together in the table. */
enum { ZERO, ONE, X1, Y1, X2, Y2, X3, Y3, Z, BEFORE, INVERSE, ALL, T, U, V, P256_PLACES };
enum { HALT, MUL, TAKE }; /* TAKE: a - b */
struct p256_step { u8 does, to, a, b; };

static const u64 p256_prime[4] = { ~0ull, 0xffffffff, 0, 0xffffffff00000001 };
static const u64 p256_start[3][4] = { /* one, and the generator */
    { 1, 0xffffffff00000000, ~0ull, 0xfffffffe },
    { 0x79e730d418a9143c, 0x75ba95fc5fedb601, 0x79fb732b77622510, 0x18905f76a53755c6 },
    { 0xddf25357ce95560a, 0x8b4ab8e4ba19e45c, 0xd2e88688dd21f325, 0x8571ff1825885d85 },
};

/* (X1, Y1, Z), the point (X1 / Z^2, Y1 / Z^3), becomes its double. */
static const struct p256_step p256_double[] = {
    { MUL, T, Z, Z }, { TAKE, U, X1, T }, { TAKE, T, ZERO, T }, { TAKE, T, X1, T },
    { MUL, U, U, T }, { TAKE, T, ZERO, U }, { TAKE, V, U, T }, { TAKE, U, V, T }, /* slope */
    { TAKE, T, ZERO, Y1 }, { TAKE, T, Y1, T }, { MUL, Z, T, Z }, { MUL, V, T, Y1 },
    { TAKE, T, ZERO, V }, { TAKE, T, V, T }, { MUL, V, V, T }, { MUL, T, T, X1 },
    { MUL, X1, U, U }, { TAKE, X1, X1, T }, { TAKE, X1, X1, T },
    { TAKE, T, T, X1 }, { MUL, T, T, U }, { TAKE, Y1, T, V }, { HALT, 0, 0, 0 },
};
/* Z, what a line's slope is divided by: through two points, or at one. */
static const struct p256_step p256_run[] = { { TAKE, Z, X2, X1 }, { HALT, 0, 0, 0 } };
static const struct p256_step p256_tangent_run[] = {
    { TAKE, Z, ZERO, Y1 }, { TAKE, Z, Y1, Z }, { HALT, 0, 0, 0 },
};
/* U, what is divided. */
static const struct p256_step p256_rise[] = { { TAKE, U, Y2, Y1 }, { HALT, 0, 0, 0 } };
static const struct p256_step p256_tangent_rise[] = {
    { MUL, U, X1, X1 }, { TAKE, U, U, ONE }, { TAKE, T, ZERO, U }, { TAKE, U, U, T },
    { TAKE, U, U, T }, { HALT, 0, 0, 0 },
};
/* The product of all Z so far is kept, and multiplied on; later each finds its inverse in it. */
static const struct p256_step p256_gather[] = {
    { TAKE, BEFORE, ALL, ZERO }, { MUL, ALL, ALL, Z }, { HALT, 0, 0, 0 },
};
static const struct p256_step p256_release[] = {
    { MUL, INVERSE, ALL, BEFORE }, { MUL, ALL, ALL, Z }, { HALT, 0, 0, 0 },
};
/* With the inverse of Z: the sum of two points, and the one point without Z. */
static const struct p256_step p256_sum[] = {
    { MUL, U, U, INVERSE }, { MUL, X3, U, U }, { TAKE, X3, X3, X1 }, { TAKE, X3, X3, X2 },
    { TAKE, T, X1, X3 }, { MUL, T, T, U }, { TAKE, Y3, T, Y1 }, { HALT, 0, 0, 0 },
};
static const struct p256_step p256_affine[] = {
    { MUL, T, INVERSE, INVERSE }, { MUL, X3, X1, T }, { MUL, T, T, INVERSE }, { MUL, Y3, Y1, T },
    { HALT, 0, 0, 0 },
};

/* to = a - b modulo p, for a of 257 bits, the highest being `top`. */
static __attribute__((noinline)) void p256_take(u64 *to, const u64 *a, const u64 *b, u64 top)
{
    u64 r[4], less = 0, more = 0;
#pragma clang loop unroll(disable)
    for (int i = 0; i < 4; i++) {
        unsigned __int128 t = (unsigned __int128)a[i] - b[i] - less;
        r[i] = (u64)t;
        less = (u64)(t >> 64) & 1;
    }
    less -= top;
#pragma clang loop unroll(disable)
    for (int i = 0; i < 4; i++) {
        unsigned __int128 t = (unsigned __int128)r[i] + (p256_prime[i] & -less) + more;
        to[i] = (u64)t;
        more = (u64)(t >> 64);
    }
}

/* to = a b / 2^256 modulo p. As p is -1 modulo 2^64, adding p times the lowest word clears it. */
static __attribute__((noinline)) void p256_mul(u64 *to, const u64 *a, const u64 *b)
{
    u64 sum[6] = { 0 };
#pragma clang loop unroll(disable)
    for (int i = 0; i < 4; i++) {
        unsigned __int128 t = (unsigned __int128)a[i] * b[0] + sum[0];
        u64 lowest = (u64)t;
        unsigned __int128 v = (unsigned __int128)lowest * p256_prime[0] + lowest;
#pragma clang loop unroll(disable)
        for (int j = 1; j < 4; j++) {
            t = (unsigned __int128)a[i] * b[j] + sum[j] + (u64)(t >> 64);
            v = (unsigned __int128)lowest * p256_prime[j] + (u64)t + (u64)(v >> 64);
            sum[j - 1] = (u64)v;
        }
        t = (unsigned __int128)sum[4] + (u64)(t >> 64) + (u64)(v >> 64);
        sum[3] = (u64)t;
        sum[4] = (u64)(t >> 64);
    }
    p256_take(to, sum, p256_prime, sum[4]);
}

static COLD void p256_program(u64 (*at)[4], const struct p256_step *step)
{
    for (; step->does; step++) {
        if (step->does == MUL)
            p256_mul(at[step->to], at[step->a], at[step->b]);
        else
            p256_take(at[step->to], at[step->a], at[step->b], 0);
    }
}

/* ALL becomes its inverse: by Fermat, its power p - 2. */
static COLD void p256_invert(u64 (*at)[4])
{
    __builtin_memcpy(at[U], at[ONE], 32);
    for (int bit = 255; bit >= 0; bit--) {
        p256_mul(at[U], at[U], at[U]);
        u64 word = p256_prime[bit >> 6] - (bit < 64 ? 2 : 0);
        if (word >> (bit & 63) & 1)
            p256_mul(at[U], at[U], at[ALL]);
    }
    __builtin_memcpy(at[ALL], at[U], 32);
}

static COLD void p256_move(void *to, const void *from)
{
    __builtin_memcpy(to, from, P256_POINT);
}

/* Writes the table. First, n is 0, the windows' bases; then n from 1 to 16. */
static COLD void join_p256(u8 *table)
{
    u64 at[P256_PLACES][4] = { 0 };
    __builtin_memcpy(at[ONE], p256_start, 96);
    __builtin_memcpy(at[Z], at[ONE], 32);
    for (int n = 0; n < P256_POINTS; n = n ? 2 * n : 1) {
        int each = n ? n : 1, count = P256_WINDOWS * each;
        __builtin_memcpy(at[ALL], at[ONE], 32);
        for (int e = 0, back = 0; e >= 0; e += back ? -1 : 1) {
            if (e == count) {
                p256_invert(at);
                back = 1;
                continue;
            }
            int k = e % each;
            u8 *window = table + e / each * (P256_POINTS * P256_POINT);
            u8 *made = window + (n + k) * P256_POINT, *wait = n ? made : made + P256_POINT;
            if (n || back)
                p256_move(at[X1], window + (n ? n - 1 : 0) * P256_POINT);
            p256_move(at[X2], window + k * P256_POINT);
            if (!back) {
                if (n)
                    p256_program(at, k == n - 1 ? p256_tangent_run : p256_run);
                p256_program(at, p256_gather);
                p256_move(wait, at[Z]);
                if (!n) {
                    p256_move(made, at[X1]);
                    for (int times = 0; times < 6; times++)
                        p256_program(at, p256_double);
                }
            } else {
                p256_move(at[Z], wait);
                p256_program(at, p256_release);
                if (n)
                    p256_program(at, k == n - 1 ? p256_tangent_rise : p256_rise);
                p256_program(at, n ? p256_sum : p256_affine);
                p256_move(made, at[X3]);
            }
        }
    }
}
