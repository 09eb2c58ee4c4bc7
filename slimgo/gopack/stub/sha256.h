/* The first four bytes of SHA-256 (FIPS 180-4), of which Go makes the hashes of its types. The words
 * of the standard; its constants are computed, as they cannot be compressed. */
#pragma once

#include "gopack.h"

enum { SHA_BLOCK = 64, SHA_ROUNDS = 64, SHA_WORDS = 8 };

struct sha256 {
    u32 k[SHA_ROUNDS + SHA_WORDS]; /* then the initial hash value */
    u32 fast;                      /* whether the processor has instructions for it */
};

#if defined(__arm__)
#include "sha256_constants.h"
#else
/* The first 32 bits of the fractional part of a prime's cube root, or square root: Newton's method. */
static COLD u32 root(u32 prime, u32 cube)
{
    double x = 7, p = prime;
    for (int i = 0; i < 9; i++) {
        double power = cube ? x * x : x;
        x -= (power * x - p) / (power * (2 + (i32)cube));
    }
    return (u32)(u64)(x * 4294967296.0);
}
#endif

#if defined(__x86_64__)
typedef u32 u32x4 __attribute__((vector_size(16), aligned(1), may_alias));
typedef int i32x4 __attribute__((vector_size(16)));
typedef char i8x16 __attribute__((vector_size(16)));
typedef i8x16 bytes_anywhere __attribute__((aligned(1), may_alias));

static COLD u32 has_sha256(void)
{
    u32 a = 0, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    if (a < 7)
        return 0;
    a = 7;
    c = 0;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return b >> 29 & 1;
}

#define SHA_FAST __attribute__((noinline, target("sha,ssse3")))

/* Two rounds an instruction, on the working variables as (f, e, b, a) and (h, g, d, c). */
static SHA_FAST u32 sha256_fast(const struct sha256 *sha, const u8 *message, u32 blocks)
{
    const u32 *h = sha->k + SHA_ROUNDS;
    i32x4 s0 = { (i32)h[5], (i32)h[4], (i32)h[1], (i32)h[0] };
    i32x4 s1 = { (i32)h[7], (i32)h[6], (i32)h[3], (i32)h[2] };
    for (; blocks; blocks--, message += SHA_BLOCK) {
        i32x4 w[4], before0 = s0, before1 = s1;
        for (int i = 0; i < 4; i++)
            w[i] = (i32x4)__builtin_shufflevector(
                *(const bytes_anywhere *)(message + 16 * i), (i8x16){},
                3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
#pragma clang loop unroll(disable)
        for (int t = 0; t < SHA_ROUNDS; t += 4) {
            i32x4 wk = w[0] + (i32x4) * (const u32x4 *)(sha->k + t);
            s1 = __builtin_ia32_sha256rnds2(s1, s0, wk);
            s0 = __builtin_ia32_sha256rnds2(s0, s1, __builtin_shufflevector(wk, wk, 2, 3, 2, 3));
            i32x4 next = __builtin_shufflevector(w[2], w[3], 1, 2, 3, 4); /* W(t+9) … */
            next += __builtin_ia32_sha256msg1(w[0], w[1]);
            next = __builtin_ia32_sha256msg2(next, w[3]);
            w[0] = w[1];
            w[1] = w[2];
            w[2] = w[3];
            w[3] = next;
        }
        s0 += before0;
        s1 += before1;
    }
    return (u32)s0[3];
}
#endif

INLINE u32 turn_right(u32 x, u32 n) { return x >> n | x << (32 - n); }

static __attribute__((noinline)) u32 sha256_plain(const struct sha256 *sha, const u8 *message,
                                                  u32 blocks)
{
    u32 hash[SHA_WORDS], w[SHA_ROUNDS];
    __builtin_memcpy(hash, sha->k + SHA_ROUNDS, sizeof(hash));
    for (; blocks; blocks--, message += SHA_BLOCK) {
#pragma clang loop unroll(disable) vectorize(disable)
        for (int t = 0; t < SHA_ROUNDS; t++) {
            if (t < 16) {
                w[t] = __builtin_bswap32(load32(message + 4 * t));
                continue;
            }
            u32 x = w[t - 2], y = w[t - 15];
            w[t] = (turn_right(x, 17) ^ turn_right(x, 19) ^ x >> 10) + w[t - 7] +
                   (turn_right(y, 7) ^ turn_right(y, 18) ^ y >> 3) + w[t - 16];
        }
        u32 a = hash[0], b = hash[1], c = hash[2], d = hash[3];
        u32 e = hash[4], f = hash[5], g = hash[6], h = hash[7];
#pragma clang loop unroll(disable)
        for (int t = 0; t < SHA_ROUNDS; t++) {
            u32 t1 = h + (turn_right(e, 6) ^ turn_right(e, 11) ^ turn_right(e, 25)) +
                     ((e & f) ^ (~e & g)) + sha->k[t] + w[t];
            u32 t2 = (turn_right(a, 2) ^ turn_right(a, 13) ^ turn_right(a, 22)) +
                     ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        u32 made[SHA_WORDS] = { a, b, c, d, e, f, g, h };
#pragma clang loop unroll(disable) vectorize(disable)
        for (int i = 0; i < SHA_WORDS; i++)
            hash[i] += made[i];
    }
    return hash[0];
}

#if defined(__arm__)
static COLD void begin_sha256(struct sha256 *sha)
{
    copy((u8 *)sha->k, (const u8 *)sha256_constants, sizeof sha->k);
}
#else
static COLD void begin_sha256(struct sha256 *sha)
{
    u32 count = 0;
    for (u32 prime = 2; count < SHA_ROUNDS; prime++) {
        u32 divisor = 2;
        while (divisor * divisor <= prime && prime % divisor)
            divisor++;
        if (divisor * divisor <= prime)
            continue;
        sha->k[count] = root(prime, 1);
        if (count < SHA_WORDS)
            sha->k[SHA_ROUNDS + count] = root(prime, 0);
        count++;
    }
#if defined(__x86_64__)
    sha->fast = has_sha256();
#endif
}
#endif

/* Of so many bytes, behind which the padding is written: up to 80 bytes. */
static COLD u32 sha256(const struct sha256 *sha, u8 *message, u32 size)
{
    u32 blocks = (size + 8) / SHA_BLOCK + 1;
    u8 *end = message + blocks * SHA_BLOCK;
    u8 *at = message + size;
    for (int i = 0; i < 5; i++)
        *(block16 *)(at + 16 * i) = (block16){ i ? 0 : 0x80 };
    store32(end - 4, __builtin_bswap32(8 * size));
#if defined(__x86_64__)
    if (sha->fast)
        return __builtin_bswap32(sha256_fast(sha, message, blocks));
#endif
    return __builtin_bswap32(sha256_plain(sha, message, blocks));
}
