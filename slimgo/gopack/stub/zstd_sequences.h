/* The sequences of a block of a zstd frame (RFC 8878, 3.1.1.3.2): each copies some literals, then
 * some bytes of what was written before. */
#pragma once

#include "zstd_literals.h"

struct sequence_tables {
    struct fse_table literal;
    struct fse_table offset;
    struct fse_table match;
};

/* Copies literals; writes up to sixteen bytes too many. */
INLINE void copy_literals(u8 *to, const u8 *from, u32 n)
{
    copy16(to, from);
    if (UNLIKELY(n > 16)) {
        u8 *end = to + n;
        do {
            to += 16;
            from += 16;
            copy16(to, from);
        } while (to + 16 < end);
    }
}

/* Copies a match that is nearer than sixteen bytes, so that it may repeat itself: eight bytes at a
 * time, of which as many count as hold whole repetitions. Writes up to seven bytes too many. */
static void copy_near(u8 *to, u32 offset, u32 n)
{
    u8 *end = to + n;
    if (offset >= 8) {
        for (; to < end; to += 8)
            store64(to, load64(to - offset));
        return;
    }
    u32 beyond = 64 - 8 * offset, stride = 8 - 8 % offset;
    u64 pattern = load64(to - offset) << beyond >> beyond;
    for (u32 bits = 8 * offset; bits < 64; bits *= 2)
        pattern |= pattern << bits;
    for (; to < end; to += stride)
        store64(to, pattern);
}

/* Copies a match; writes up to 31 bytes too many. */
INLINE void copy_match(u8 *to, u32 offset, u32 n)
{
    const u8 *from = to - offset;
    if (UNLIKELY(offset < 16)) {
        copy_near(to, offset, n);
        return;
    }
    copy16(to, from);
    copy16(to + 16, from + 16);
    if (UNLIKELY(n > 32)) {
        u8 *end = to + n;
        do {
            to += 32;
            from += 32;
            copy16(to, from);
            copy16(to + 16, from + 16);
        } while (to + 32 < end);
    }
}

/* Carries out `count` sequences, with the specification's Repeated_Offsets. Returns the end of what it
 * wrote; moves `literals` on.
 *
 * This loop is where the time goes. The next states depend on nothing but the states before, and no
 * jump waits for what the stream says unless it is rare, so that many sequences are under way at
 * once. After the last one, states are read that do not exist: harmless, the stream has a header
 * before it. */
HOT static u8 *run_sequences(const struct sequence_tables *tables, u32 *repeated_offsets, u8 *to,
                             const u8 **literals, const u8 *from, const u8 *end, u32 count)
{
    i64 place = stream_start(from, end);
    u64 bits = bits_at(from, place);
    u32 literal_state = top_bits(bits, tables->literal.accuracy_log);
    bits <<= tables->literal.accuracy_log;
    u32 offset_state = top_bits(bits, tables->offset.accuracy_log);
    bits <<= tables->offset.accuracy_log;
    u32 match_state = top_bits(bits, tables->match.accuracy_log);
    place -= tables->literal.accuracy_log + tables->offset.accuracy_log +
             tables->match.accuracy_log;

    const u8 *literal = *literals;
    u32 offsets[5] = {repeated_offsets[0], repeated_offsets[1], repeated_offsets[2]};
    do {
        fse_state l = tables->literal.states[literal_state];
        fse_state m = tables->match.states[match_state];
        fse_state o = tables->offset.states[offset_state];
        fse_state sum = l + m + o; /* values may overflow into the next states: not looked at */
        u32 extra = state_extra(sum), number_of_bits = state_number_of_bits(sum);

        /* First the bits that are added to the three values, then those of the next states. */
        bits = bits_at(from, place);
        u64 ways = bits << extra;
        place -= extra + number_of_bits;
        u32 offset = state_value(o) + top_bits(bits, state_extra(o));
        bits <<= state_extra(o);
        u32 matched = state_value(m) + top_bits(bits, state_extra(m));
        bits <<= state_extra(m);
        if (UNLIKELY(extra > 30)) { /* one load does not hold them all */
            bits = bits_at(from, place + number_of_bits + state_extra(l));
            ways = bits_at(from, place + number_of_bits);
        }
        u32 copied = state_value(l) + top_bits(bits, state_extra(l));

        literal_state = state_baseline(l) + top_bits(ways, state_number_of_bits(l));
        ways <<= state_number_of_bits(l);
        match_state = state_baseline(m) + top_bits(ways, state_number_of_bits(m));
        ways <<= state_number_of_bits(m);
        offset_state = state_baseline(o) + top_bits(ways, state_number_of_bits(o));

        /* 1, 2 and 3 are the recent offsets; without literals the second, the third, and the first
         * less one. The one that is used becomes the first. */
        u32 which = offset > 3 ? 4 : offset - (copied != 0);
        offsets[3] = offsets[0] - 1;
        offsets[4] = offset - 3;
        offset = offsets[which];
        offsets[2] = offsets[2 - (which > 1)];
        offsets[1] = offsets[which == 0];
        offsets[0] = offset;

        copy_literals(to, literal, copied);
        to += copied;
        literal += copied;
        copy_match(to, offset, matched);
        to += matched;
    } while (--count);

    repeated_offsets[0] = offsets[0];
    repeated_offsets[1] = offsets[1];
    repeated_offsets[2] = offsets[2];
    *literals = literal;
    return to;
}
