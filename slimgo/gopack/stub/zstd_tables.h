/* FSE decoding tables of zstd frames (RFC 8878, 4.1): read from the frame, or the fixed ones. */
#pragma once

#include "gopack.h"

/* A state of a table, in one number so that the bits of three states are summed at once: what its
 * symbol stands for, to which `extra` bits of the stream are added (bits 0 to 31); the next state
 * (32 to 47), to which `number_of_bits` bits are added (48 to 55); and `extra` (56 to 63). */
typedef u64 fse_state;

INLINE u32 state_value(fse_state state) { return (u32)state; }
INLINE u32 state_baseline(fse_state state) { return state >> 32 & 0xffff; }
INLINE u32 state_number_of_bits(fse_state state) { return state >> 48 & 255; }
INLINE u32 state_extra(fse_state state) { return (u32)(state >> 56); }

struct fse_table {
    u32 accuracy_log; /* of the number of states */
    fse_state states[512];
};

/* How often each symbol of an alphabet stands in a table; -1 is "less than once". */
struct fse_counts {
    u32 symbols;
    u32 accuracy_log;
    i16 of[64];
};

/* The numbers behind the symbols: the first stands for `first`, each spans 1 << extra[symbol]. */
struct alphabet {
    u32 first;
    const u8 *extra;
};

static const u8 literal_extra[36] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3,
    4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
};
static const u8 match_extra[53] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
};
static const u8 offset_extra[32] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
};

/* The counts of the tables that need not be sent (RFC 8878, 3.1.1.3.2.2). */
static const i8 literal_counts[36] = {
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
};
static const i8 match_counts[53] = {
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
};
static const i8 offset_counts[29] = {
    1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
};

INLINE u32 highest_bit(u32 v) { return 31 - (u32)__builtin_clz(v); }

/* Streams of bits are read from their end, where a one marks where they begin. A place in a stream
 * is the number of bits that are left there, plus seven; this is the first. */
INLINE i64 stream_start(const u8 *from, const u8 *end)
{
    return 8 * (end - 1 - from) + highest_bit(end[-1]) + 7;
}

/* The bits at a place: the next at the top, 57 at least. */
INLINE u64 bits_at(const u8 *from, i64 place)
{
    return load64(from - 8 + (place >> 3)) << (~place & 7);
}

/* The number that the first `n` bits make; n may be 0. */
INLINE u32 top_bits(u64 bits, u32 n) { return (u32)(bits >> 1 >> (63 - n)); }

/* Reads counts as RFC 8878, 4.1.1 packs them; returns where the bytes after them begin. */
COLD static const u8 *read_counts(struct fse_counts *counts, const u8 *from)
{
    u32 accuracy_log = (from[0] & 15) + 5;
    u32 left = 1u << accuracy_log, at = 4, symbol = 0;

    while (left) {
        /* A number up to left + 1; those that fit into one bit less are `spare` many. */
        u32 top = highest_bit(left + 1);
        u32 spare = (2u << top) - 2 - left;
        u32 v = load32(from + (at >> 3)) >> (at & 7);
        u32 low = v & ((1u << top) - 1);
        if (low < spare) {
            v = low;
            at += top;
        } else {
            v &= (2u << top) - 1;
            if (v >> top)
                v -= spare;
            at += top + 1;
        }
        i32 count = (i32)v - 1;
        counts->of[symbol++] = (i16)count;
        left -= count < 0 ? 1 : (u32)count;
        if (count == 0) {
            u32 more;
            do {
                more = load16(from + (at >> 3)) >> (at & 7) & 3;
                at += 2;
                for (u32 i = 0; i < more; i++)
                    counts->of[symbol++] = 0;
            } while (more == 3);
        }
    }
    counts->symbols = symbol;
    counts->accuracy_log = accuracy_log;
    return from + ((at + 7) >> 3);
}

/* Spreads the symbols over the states (RFC 8878, 4.1.1) and numbers each one's ways onward. */
HOT static void build_table(fse_state *states, const struct fse_counts *counts,
                        struct alphabet alphabet)
{
    u16 upcoming[64];
    u32 values[64];
    u32 size = 1u << counts->accuracy_log, mask = size - 1, high = size;
    u32 stride = (size >> 1) + (size >> 3) + 3;
    u32 value = alphabet.first;

    for (u32 symbol = 0; symbol < counts->symbols; symbol++) {
        i32 count = counts->of[symbol];
        upcoming[symbol] = (u16)(count < 0 ? 1 : count);
        values[symbol] = value;
        value += 1u << alphabet.extra[symbol];
        if (count < 0)
            states[--high] = symbol;
    }
    u32 at = 0;
    for (u32 symbol = 0; symbol < counts->symbols; symbol++)
        for (i32 i = counts->of[symbol]; i > 0; i--) {
            states[at] = symbol;
            do
                at = (at + stride) & mask;
            while (at >= high);
        }
    for (u32 i = 0; i < size; i++) {
        u32 symbol = (u32)states[i];
        u32 next = upcoming[symbol]++;
        u32 number_of_bits = counts->accuracy_log - highest_bit(next);
        u32 way = ((next << number_of_bits) - size) | number_of_bits << 16 |
                  (u32)alphabet.extra[symbol] << 24;
        states[i] = values[symbol] | (u64)way << 32;
    }
}

/* A table whose one state always comes again. */
COLD static void build_constant(struct fse_table *table, u32 symbol, struct alphabet alphabet)
{
    u32 value = alphabet.first;
    for (u32 i = 0; i < symbol; i++)
        value += 1u << alphabet.extra[i];
    table->accuracy_log = 0;
    table->states[0] = value | (u64)alphabet.extra[symbol] << 56;
}

/* Brings a table into the shape that a block asks for: 0 the fixed one, whose counts are given,
 * 1 constant, 2 sent, 3 as it was. Returns where the bytes after its description begin. */
COLD static const u8 *choose_table(struct fse_table *table, u32 mode, const u8 *from,
                                   struct alphabet alphabet, const i8 *fixed, u32 symbols, u32 accuracy_log)
{
    struct fse_counts counts;
    if (mode == 1) {
        build_constant(table, *from, alphabet);
        return from + 1;
    }
    if (mode == 3)
        return from;
    if (mode == 2) {
        from = read_counts(&counts, from);
    } else {
        counts.symbols = symbols;
        counts.accuracy_log = accuracy_log;
        for (u32 i = 0; i < symbols; i++)
            counts.of[i] = fixed[i];
    }
    table->accuracy_log = counts.accuracy_log;
    build_table(table->states, &counts, alphabet);
    return from;
}
