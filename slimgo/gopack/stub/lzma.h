/* A raw LZMA1 stream, as the LZMA SDK publicly describes it: everything is a row of bits, each with
 * a learnt chance of being zero, and a range coder wrote them down. The names are those of the LZMA
 * specification: is_rep0_long is its isRep0Long, pos_slot its posSlot, rep0 its rep0.
 *
 * Bits that choose between kinds of things are jumped on: mostly they are what they were. Bits of
 * literals, lengths and distances are hard to foretell, so there no jump depends on them, and what
 * each bit may need next is loaded before it is known: the time goes into that chain. */
#pragma once

#include "gopack.h"

/* The chances that the next bit is zero, in 2048ths, by what the bit decides. */
typedef u16 chance;

#define LZMA_STATES 12 /* what the last things were: literals below seven */
#define LZMA_PLACES 16 /* at most: places are told apart by their lowest pb bits */

struct lzma_lengths {
    chance choice, choice_2;
    chance low[LZMA_PLACES][8], middle[LZMA_PLACES][8], high[256];
};

struct lzma_work {
    chance is_match[LZMA_STATES][LZMA_PLACES];
    chance is_rep0_long[LZMA_STATES][LZMA_PLACES]; /* the last distance: more than one byte */
    chance is_rep[LZMA_STATES];                    /* one of the last four distances */
    chance is_rep_g0[LZMA_STATES];                 /* not the last */
    chance is_rep_g1[LZMA_STATES];                 /* nor the one before it */
    chance is_rep_g2[LZMA_STATES];                 /* nor the one before that */
    chance pos_slot[4][64];                        /* of distances, by length */
    chance near[128];                              /* lower bits of short distances */
    chance align[16];                              /* the lowest four of long ones */
    chance literals[0x300 << 4];                   /* lc + lp is at most four */
    struct lzma_lengths match, rep; /* last: loads ahead reach behind the literals */
};

/* The range coder: what is left of the range, where in it the stream points, the bytes to come. */
struct lzma_coder {
    u32 range, code;
    const u8 *from;
};

INLINE void normalise(struct lzma_coder *coder)
{
    if (UNLIKELY(coder->range < 1u << 24)) {
        coder->range <<= 8;
        coder->code = coder->code << 8 | *coder->from++;
    }
}

/* Decodes a bit and jumps on it: for those that mostly are the same. */
INLINE int decide(struct lzma_coder *coder, chance *chance_of_zero)
{
    normalise(coder);
    u32 p = *chance_of_zero, bound = (coder->range >> 11) * p;
    if (coder->code < bound) {
        coder->range = bound;
        *chance_of_zero = (chance)(p + ((2048 - p) >> 5));
        return 0;
    }
    coder->range -= bound;
    coder->code -= bound;
    *chance_of_zero = (chance)(p - (p >> 5));
    return 1;
}

/* Decodes a bit, whose chance `p` is already loaded, without a jump. Returns all ones for zero,
 * nothing for one. */
INLINE u32 decode_loaded(struct lzma_coder *coder, chance *chance_of_zero, u32 p)
{
    normalise(coder);
    u32 bound = (coder->range >> 11) * p;
    u32 above = coder->range - bound, code = coder->code - bound;
    int zero = coder->code < bound;
    coder->range = __builtin_unpredictable(zero) ? bound : above;
    coder->code = __builtin_unpredictable(zero) ? coder->code : code;
    i32 rounded = __builtin_unpredictable(zero) ? 2048 - 31 : 0; /* what the chance moves to */
    *chance_of_zero = (chance)(p - (u32)(((i32)p - rounded) >> 5));
    return -(u32)zero;
}

/* Decodes `bits` bits, the highest first, each by the chance of those before it. Returns them
 * behind a one. */
INLINE u32 decode_tree(struct lzma_coder *coder, chance *tree, u32 bits)
{
    u32 v = 1, p = tree[1];
#pragma clang loop unroll(disable)
    for (u32 i = 0; i < bits; i++) {
        u32 after_zero = tree[2 * v], after_one = tree[2 * v + 1];
        u32 zero = decode_loaded(coder, tree + v, p);
        v = 2 * v + 1 + zero;
        p = __builtin_unpredictable(zero) ? after_zero : after_one;
    }
    return v;
}

/* The same, the lowest bit first. */
INLINE u32 decode_reverse(struct lzma_coder *coder, chance *tree, u32 bits)
{
    u32 v = 0, node = 1;
#pragma clang loop unroll(disable)
    for (u32 i = 0; i < bits; i++) {
        u32 bit = 1 + decode_loaded(coder, tree + node, tree[node]);
        node = 2 * node + bit;
        v |= bit << i;
    }
    return v;
}

/* Bits that are as often zero as one. */
INLINE u32 decode_even(struct lzma_coder *coder, u32 bits)
{
    u32 v = 0;
#pragma clang loop unroll(disable)
    while (bits--) {
        normalise(coder);
        coder->range >>= 1;
        u32 code = coder->code - coder->range;
        u32 zero = -(code >> 31);
        coder->code = code + (coder->range & zero);
        v = 2 * v + 1 + zero;
    }
    return v;
}

/* A literal after a match: the byte at the last distance, `foretold`, chooses between two trees at
 * each bit, until a bit is not as foretold; then a third goes on. `alike` is 256 until then, and 0
 * afterwards. Returns the literal behind a one. */
INLINE u32 decode_unlike(struct lzma_coder *coder, chance *tree, u32 foretold)
{
    u32 v = 1, alike = 256;
    foretold *= 2;
    u32 p = tree[257 + (foretold & 256)];
#pragma clang loop unroll(disable)
    for (u32 i = 0; i < 8; i++) {
        u32 bit = foretold & alike;
        chance *here = tree + alike + bit + v;
        foretold *= 2;
        u32 alike_if_zero = alike ^ bit;
        u32 after_zero = tree[alike_if_zero + (foretold & alike_if_zero) + 2 * v];
        u32 after_one = tree[bit + (foretold & bit) + 2 * v + 1];
        u32 zero = decode_loaded(coder, here, p);
        v = 2 * v + 1 + zero;
        alike = __builtin_unpredictable(zero) ? alike_if_zero : bit;
        p = __builtin_unpredictable(zero) ? after_zero : after_one;
    }
    return v;
}

INLINE u32 decode_length(struct lzma_coder *coder, struct lzma_lengths *lengths, u32 place)
{
    chance *tree = lengths->low[place];
    u32 bits = 3, first = 2 - 8;
    if (decide(coder, &lengths->choice)) {
        tree = lengths->middle[place];
        first = 10 - 8;
        if (decide(coder, &lengths->choice_2)) {
            tree = lengths->high;
            bits = 8;
            first = 18 - 256;
        }
    }
    return first + decode_tree(coder, tree, bits);
}

/* A distance less one. */
INLINE u32 decode_distance(struct lzma_coder *coder, struct lzma_work *work, u32 length)
{
    u32 slot = decode_tree(coder, work->pos_slot[length < 6 ? length - 2 : 3], 6) - 64;
    if (slot < 4)
        return slot;
    u32 bits = (slot >> 1) - 1;
    u32 distance = (2 | (slot & 1)) << bits;
    if (slot < 14)
        return distance + decode_reverse(coder, work->near + distance - slot, bits);
    distance += decode_even(coder, bits - 4) << 4;
    return distance + decode_reverse(coder, work->align, 4);
}

/* Copies a match, by sixteen bytes where neither its nearness nor the end of the output forbids. */
INLINE void copy_back(u8 *to, const u8 *end, u64 distance, u32 length)
{
    const u8 *from = to - distance, *stop = to + length;
    if (LIKELY(distance >= 16 && end - stop >= 16)) {
        do {
            copy16(to, from);
            to += 16;
            from += 16;
        } while (to < stop);
        return;
    }
#pragma clang loop unroll(disable) vectorize(disable)
    do
        *to++ = *from++;
    while (to < stop);
}

COLD static void forget(struct lzma_work *work)
{
    chance *all = (chance *)work;
    for (u32 i = 0; i < sizeof *work / sizeof *all; i++)
        all[i] = 1024;
}

/* Decodes `size` bytes and writes not one more; a mark for the end is not looked for. Literals go
 * by `lc` bits of the byte before and `lp` of the place, all else by `pb` bits of the place. The
 * stream may be read eight bytes too far. Returns the end of the output. */
HOT static u8 *lzma_decode(struct lzma_work *work, u8 *to, u32 size, const u8 *from, u32 lc, u32 lp,
                           u32 pb)
{
    struct lzma_coder coder = {0xffffffff, __builtin_bswap32(load32(from + 1)), from + 5};
    const u8 *start = to, *end = to + size;
    u32 places = (1u << pb) - 1, literal_places = (1u << lp) - 1;
    u32 rep0 = 0, rep1 = 0, rep2 = 0, rep3 = 0; /* distances less one */
    u32 state = 0, before = 0;

    forget(work);
    while (to < end) {
        u32 at = (u32)(to - start), place = at & places;
        if (!decide(&coder, &work->is_match[state][place])) {
            u32 context = (at & literal_places) << lc | before >> (8 - lc);
            chance *tree = work->literals + 0x300 * context;
            if (state < 7) {
                before = decode_tree(&coder, tree, 8) & 255;
                state = state < 4 ? 0 : state - 3;
            } else {
                before = decode_unlike(&coder, tree, to[-1 - (i64)rep0]) & 255;
                state = state < 10 ? state - 3 : state - 6;
            }
            *to++ = (u8)before;
            continue;
        }
        u32 literal_before = state < 7;
        struct lzma_lengths *lengths = &work->match;
        if (!decide(&coder, &work->is_rep[state])) {
            state = literal_before ? 7 : 10;
            rep3 = rep2;
            rep2 = rep1;
            rep1 = rep0;
        } else {
            lengths = &work->rep;
            if (!decide(&coder, &work->is_rep_g0[state])) {
                if (!decide(&coder, &work->is_rep0_long[state][place])) {
                    state = literal_before ? 9 : 11;
                    before = to[-1 - (i64)rep0];
                    *to++ = (u8)before;
                    continue;
                }
            } else {
                u32 distance = rep1;
                if (decide(&coder, &work->is_rep_g1[state])) {
                    distance = rep2;
                    if (decide(&coder, &work->is_rep_g2[state])) {
                        distance = rep3;
                        rep3 = rep2;
                    }
                    rep2 = rep1;
                }
                rep1 = rep0;
                rep0 = distance;
            }
            state = literal_before ? 8 : 11;
        }
        u32 length = decode_length(&coder, lengths, place);
        if (lengths == &work->match)
            rep0 = decode_distance(&coder, work, length);
        copy_back(to, end, (u64)rep0 + 1, length);
        to += length;
        before = to[-1];
    }
    return to;
}
