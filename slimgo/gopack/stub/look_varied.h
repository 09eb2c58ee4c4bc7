/* How code is looked through whose instructions differ in length: those that the text's join has noted
 * (bit 7 of their lengths) are looked at, sixteen lengths at a time. */
#pragma once

#include "bytes16.h"

INLINE u32 length_of(const u8 *lengths, u32 n) { return lengths[n] & 15; }

/* The target, in bytes from the jump, of a jump if below or equal, or 0. */
static i32 tail_of(const u8 *code)
{
    if (code[0] == 0x76)
        return 2 + (signed char)code[1];
    return load16(code) == 0x860f ? 6 + (i32)load32(code + 2) : 0;
}

/* Where a function's last instruction ends that is no padding. */
INLINE u32 find_stop(const u8 *text, u32 stop)
{
    for (; stop >= 16; stop -= 16) {
        u32 same = equal_bits(load_bytes16(text + stop - 16), all_bytes(PADDING));
        if (LIKELY(same != 0xffff))
            return stop - (u32)__builtin_clz(~(same << 16));
    }
    while (stop && text[stop - 1] == PADDING)
        stop--;
    return stop;
}

/* Looks at what is noted up to the function's end, counts the instructions, and returns where the
 * last one ends. */
INLINE u32 look_through(const struct scan *scan, struct code *c, struct depth *d, u32 tail_at)
{
    u32 at = scan->overhang, size = scan->size, n = 0;
    while (at < size) {
        bytes16 both = load_bytes16(scan->lengths + n), sums = running_sums(low_halves(both));
        u32 left = size - at - 1, to_tail = tail_at - at;
        u32 more = no_larger_bits(sums, all_bytes(left < 255 ? left : 255));
        u32 count = more == 0xffff ? 16 : (u32)__builtin_ctz(~more) + 1;
        u32 tail = to_tail < 256 ? equal_bits(sums, all_bytes(to_tail)) : 0;
        u32 chosen = (highest_bits(both) | tail) & ((2u << (count - 1)) - 1);
        u8 ends[17];
        ends[0] = 0;
        store_bytes16(ends + 1, sums);
        for (; chosen; chosen &= chosen - 1) {
            u32 i = (u32)__builtin_ctz(chosen), end = at + ends[i + 1];
            i32 before = d->now;
            look_at(c, d, scan->text + at + ends[i], n + i);
            if (end == tail_at) {
                c->tail = n + i + 1;
                d->now = 0;
            }
            note_depth(c, d, before, end);
        }
        at += ends[count];
        n += count;
    }
    c->instructions = n;
    return at;
}

/* Where the instructions of a function begin and where the last one ends; up to 15 words more are
 * written. */
static HOT void place_instructions(struct code *c, const u8 *lengths)
{
    u32 at = c->first, count = c->instructions;
    c->offset[0] = at;
    for (u32 i = 0; i < count; i += 16) {
        u8 ends[16];
        bytes16 sums = running_sums(low_halves(load_bytes16(lengths + i)));
        store_words(c->offset + 1 + i, sums, at);
        store_bytes16(ends, sums);
        at += ends[15];
    }
}
